package io.lethe.key;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.crypto.SecretBytes;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Problems;
import io.lethe.problem.ProducesCode;
import io.smallrye.mutiny.Uni;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeystoreKeyEncryptionKeyTest {

  private static final byte[] CONTEXT = "ring-1".getBytes(UTF_8);
  private static final String PASSWORD = "marker-7f3a";

  @TempDir private Path directory;

  @Test
  void nextAliasWrapsAndTheOldOneStillUnwraps() throws Exception {
    // Given
    SecretBytes ring = SecretBytes.random(32);
    byte[] wrapped = done(open(store(Map.of("lethe", 32)), "lethe").wrap(ring, CONTEXT));
    Path both = store(Map.of("lethe", 32, "lethe-2", 32));

    // When: capitals are the same alias
    KeyEncryptionKey key = open(both, "LETHE-2");

    // Then
    assertThat(key.version(wrapped)).isEqualTo("lethe");
    assertThat(done(key.newest())).isEqualTo("lethe-2");
    assertThat(done(key.unwrap(wrapped, CONTEXT))).isEqualTo(ring);
    byte[] moved = done(key.rewrap(wrapped, CONTEXT));
    assertThat(key.version(moved)).isEqualTo("lethe-2");
    assertThat(done(open(store(Map.of("lethe-2", 32)), "lethe-2").unwrap(moved, CONTEXT)))
        .isEqualTo(ring);
  }

  @Test
  void aliasIsLetheUnlessItIsSet() {
    assertThat(KeySettings.of(Map.of()).keystore().alias()).isEqualTo("lethe");
    assertThat(KeySettings.of(Map.of()).provider()).isEqualTo(KeyProvider.KEYSTORE);
  }

  @Test
  @ProducesCode(ErrorCode.KEYSTORE_UNREADABLE)
  void missingOrForeignFileNamesThePath() throws Exception {
    // Given
    Path text = Files.writeString(directory.resolve("text.p12"), "no keystore");

    for (Path path : new Path[] {directory.resolve("none.p12"), directory, text}) {
      assertThatThrownBy(() -> open(path, "lethe"))
          .satisfies(Problems.carries(ErrorCode.KEYSTORE_UNREADABLE))
          .hasMessageContaining("lethe.keys.keystore.path");
    }
  }

  @Test
  @ProducesCode(ErrorCode.KEYSTORE_PASSWORD)
  void wrongPasswordNamesThePasswordAndDoesNotRepeatIt() throws Exception {
    // Given
    Path path = store(Map.of("lethe", 32));

    // Then
    assertThatThrownBy(() -> open(path, "lethe", "marker-wrong"))
        .satisfies(Problems.carries(ErrorCode.KEYSTORE_PASSWORD))
        .hasMessageContaining("lethe.keys.keystore.password")
        .hasMessageNotContaining("marker");
  }

  @Test
  @ProducesCode(ErrorCode.KEYSTORE_PASSWORD)
  void keyUnderAnotherPasswordIsToldApart() throws Exception {
    // Given
    Path path = directory.resolve("other.p12");
    write(path, Map.of("lethe", 32), "another-7f3a");

    // Then
    assertThatThrownBy(() -> open(path, "lethe"))
        .satisfies(Problems.carries(ErrorCode.KEYSTORE_PASSWORD))
        .hasMessageNotContaining("7f3a");
  }

  @Test
  @ProducesCode(ErrorCode.KEYSTORE_INVALID)
  void missingAliasOrKeyOfAnotherSizeNamesTheCause() throws Exception {
    // Given
    Path other = store(Map.of("other", 32));
    Path half = store(Map.of("lethe", 16));
    Path oneHalf = store(Map.of("lethe", 32, "older", 16));
    Path spaced = store(Map.of("lethe", 32, "old key", 32));

    assertThatThrownBy(() -> open(other, "lethe"))
        .satisfies(Problems.carries(ErrorCode.KEYSTORE_INVALID))
        .hasMessageContaining("lethe.keys.keystore.alias");
    assertThatThrownBy(() -> open(half, "lethe"))
        .satisfies(Problems.carries(ErrorCode.KEYSTORE_INVALID))
        .hasMessageContaining("256 bits");
    assertThatThrownBy(() -> open(oneHalf, "lethe"))
        .satisfies(Problems.carries(ErrorCode.KEYSTORE_INVALID))
        .hasMessageContaining("older");
    assertThatThrownBy(() -> open(spaced, "lethe"))
        .satisfies(Problems.carries(ErrorCode.KEYSTORE_INVALID))
        .hasMessageContaining("an alias that");
  }

  private static KeyEncryptionKey open(Path path, String alias) {
    return open(path, alias, PASSWORD);
  }

  private static KeyEncryptionKey open(Path path, String alias, String password) {
    Map<String, String> settings = new HashMap<>();
    settings.put("keystore.path", path.toString());
    settings.put("keystore.password", password);
    settings.put("keystore.alias", alias);
    return KeystoreKeyEncryptionKey.open(KeySettings.of(settings).keystore());
  }

  /** A keystore with a key under each alias, so long in bytes; equal aliases have equal keys. */
  private Path store(Map<String, Integer> keys) throws Exception {
    Path path = Files.createTempFile(directory, "kek", ".p12");
    write(path, keys, PASSWORD);
    return path;
  }

  private static void write(Path path, Map<String, Integer> keys, String keyPassword)
      throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    for (Map.Entry<String, Integer> key : keys.entrySet()) {
      byte[] bytes = new byte[key.getValue()];
      bytes[0] = (byte) key.getKey().hashCode();
      store.setEntry(
          key.getKey(),
          new KeyStore.SecretKeyEntry(new SecretKeySpec(bytes, "AES")),
          new KeyStore.PasswordProtection(keyPassword.toCharArray()));
    }
    try (OutputStream out = Files.newOutputStream(path)) {
      store.store(out, PASSWORD.toCharArray());
    }
  }

  private static <T> T done(Uni<T> uni) {
    return uni.await().atMost(Duration.ofSeconds(10));
  }
}
