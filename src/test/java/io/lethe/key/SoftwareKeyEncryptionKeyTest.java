package io.lethe.key;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.crypto.Aead;
import io.lethe.crypto.SecretBytes;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Problems;
import io.lethe.problem.ProducesCode;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SoftwareKeyEncryptionKeyTest {

  private static final byte[] CONTEXT = "ring-1".getBytes(UTF_8);
  private static final SecretBytes FIRST = key("11");
  private static final SecretBytes SECOND = key("22");
  private static final SecretBytes RING = key("77");

  private final KeyEncryptionKey before = new SoftwareKeyEncryptionKey(FIRST);
  private final KeyEncryptionKey after =
      new SoftwareKeyEncryptionKey(Map.of("lethe", FIRST, "lethe-2", SECOND), "lethe-2");

  @Test
  void whatIsWrappedNamesItsVersionAndOpensAgain() {
    // When
    byte[] wrapped = done(after.wrap(RING, CONTEXT));

    // Then
    assertThat(wrapped).hasSize(32 + "lethe-2".length() + 30);
    assertThat(after.version(wrapped)).isEqualTo("lethe-2");
    assertThat(done(after.newest())).isEqualTo("lethe-2");
    assertThat(done(after.unwrap(wrapped, CONTEXT))).isEqualTo(RING);
  }

  @Test
  void versionsAreNumberedByTheirNames() {
    // Given
    KeyEncryptionKey ten =
        new SoftwareKeyEncryptionKey(
            Map.of("lethe-10", FIRST, "lethe-9", SECOND, "lethe", RING, "lethe-2", FIRST), "lethe");

    // When
    Map<Integer, String> versions = done(ten.versions());

    // Then
    assertThat(versions).isEqualTo(Map.of(1, "lethe", 2, "lethe-2", 3, "lethe-9", 4, "lethe-10"));
  }

  /** Golden: the form that the first release stored, 60 bytes. */
  @Test
  void olderFormWithoutANameStillOpens() {
    // Given
    byte[] older = RING.use(bytes -> Aead.seal(FIRST, bytes, CONTEXT));

    // When
    SecretBytes opened = done(after.unwrap(older, CONTEXT));

    // Then
    assertThat(older).hasSize(60);
    assertThat(after.version(older)).isEqualTo("lethe");
    assertThat(opened).isEqualTo(RING);
  }

  /** Golden, made by another implementation. */
  @Test
  void storedFormIsPinned() {
    // Given
    byte[] stored =
        HexFormat.of()
            .parseHex(
                "01076c657468652d32000102030405060708090a0b"
                    + "31b7e068cc5affb34f4162fe332bd40d033eb62036d613f4985502c5e168cab7"
                    + "94dd0871930307b6affd48201754ab24");

    // When
    SecretBytes opened = done(after.unwrap(stored, CONTEXT));

    // Then
    assertThat(opened).isEqualTo(RING);
    assertThat(after.version(stored)).isEqualTo("lethe-2");
  }

  @Test
  void rewrappingMovesToTheNewestVersion() {
    // Given
    byte[] old = done(before.wrap(RING, CONTEXT));

    // When
    byte[] moved = done(after.rewrap(old, CONTEXT));

    // Then
    assertThat(after.version(moved)).isEqualTo("lethe-2");
    assertThat(done(after.unwrap(moved, CONTEXT))).isEqualTo(RING);
    assertThat(done(after.rewrap(moved, CONTEXT))).isEqualTo(moved);
    assertThat(done(after.unwrap(old, CONTEXT))).as("until it is replaced").isEqualTo(RING);
  }

  @Test
  void rewrappingGivesTheOlderFormItsName() {
    // Given
    byte[] older = RING.use(bytes -> Aead.seal(FIRST, bytes, CONTEXT));

    // When
    byte[] moved = done(before.rewrap(older, CONTEXT));

    // Then
    assertThat(moved).hasSizeGreaterThan(60);
    assertThat(before.version(moved)).isEqualTo("lethe");
  }

  @Test
  @ProducesCode(ErrorCode.KEY_UNAVAILABLE)
  void missingVersionIsNamed() {
    // Given
    byte[] wrapped = done(after.wrap(RING, CONTEXT));

    // Then
    assertThatThrownBy(() -> done(before.unwrap(wrapped, CONTEXT)))
        .satisfies(Problems.carries(ErrorCode.KEY_UNAVAILABLE))
        .hasMessageContaining("lethe-2");
  }

  @Test
  @ProducesCode(ErrorCode.KEY_UNAVAILABLE)
  void anotherContextOrKeyOrNameDoesNotOpen() {
    // Given: the two versions have the same key
    KeyEncryptionKey twins =
        new SoftwareKeyEncryptionKey(Map.of("lethe-2", SECOND, "lethe-3", SECOND), "lethe-2");
    byte[] wrapped = done(twins.wrap(RING, CONTEXT));
    byte[] renamed = wrapped.clone();
    renamed[8] = '3';

    // Then
    assertUnavailable(twins.unwrap(wrapped, "ring-2".getBytes(UTF_8)));
    assertThat(twins.version(renamed)).isEqualTo("lethe-3");
    assertUnavailable(twins.unwrap(renamed, CONTEXT));
    assertUnavailable(
        new SoftwareKeyEncryptionKey(Map.of("lethe-2", FIRST), "lethe-2").unwrap(wrapped, CONTEXT));
  }

  @Test
  @ProducesCode(ErrorCode.KEY_UNAVAILABLE)
  void damagedBytesAreRefused() {
    // Given
    byte[] wrapped = done(after.wrap(RING, CONTEXT));

    for (int bit = 0; bit < wrapped.length * 8; bit++) {
      byte[] damaged = wrapped.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      assertUnavailable(after.unwrap(damaged, CONTEXT));
    }
    for (int length = 0; length < wrapped.length; length++) {
      assertUnavailable(after.unwrap(Arrays.copyOf(wrapped, length), CONTEXT));
    }
    assertUnavailable(after.unwrap("vault:v1:AAAA".repeat(9).getBytes(UTF_8), CONTEXT));
  }

  @Test
  @ProducesCode(ErrorCode.KEY_ROTATED_ELSEWHERE)
  void rotationSaysHowItsOwnerRotates() {
    assertThatThrownBy(() -> done(after.rotate()))
        .satisfies(Problems.carries(ErrorCode.KEY_ROTATED_ELSEWHERE))
        .hasMessageContaining("lethe.keys.keystore.alias");
  }

  @Test
  void keysAndNamesThatWouldBeAmbiguousAreRefused() {
    assertThatThrownBy(() -> done(after.wrap(SecretBytes.random(31), CONTEXT)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SoftwareKeyEncryptionKey(Map.of("A b", FIRST), "A b"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SoftwareKeyEncryptionKey(Map.of("lethe", FIRST), "lethe-2"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SoftwareKeyEncryptionKey(SecretBytes.random(16)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void printingShowsNamesOnly() {
    assertThat(after.toString()).contains("lethe-2").doesNotContain("22222");
  }

  private static void assertUnavailable(Uni<?> uni) {
    assertThatThrownBy(() -> done(uni)).satisfies(Problems.carries(ErrorCode.KEY_UNAVAILABLE));
  }

  private static SecretBytes key(String octet) {
    return SecretBytes.copyOf(HexFormat.of().parseHex(octet.repeat(32)));
  }

  private static <T> T done(Uni<T> uni) {
    return uni.await().atMost(Duration.ofSeconds(10));
  }
}
