package io.lethe.key;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.crypto.SecretBytes;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Problems;
import io.lethe.problem.ProducesCode;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VaultKeyEncryptionKeyTest extends VaultTests {

  private static final byte[] CONTEXT = "ring-1".getBytes(UTF_8);
  private static final SecretBytes RING = SecretBytes.random(32);

  private final KeyEncryptionKey key = connect(Map.of());

  @Test
  void whatIsWrappedIsVaultsOwnTextAndOpensAgain() {
    // When
    byte[] wrapped = done(key.wrap(RING, CONTEXT));

    // Then
    assertThat(new String(wrapped, UTF_8)).startsWith("vault:v1:");
    assertThat(key.version(wrapped)).isEqualTo("vault:v1");
    assertThat(done(key.newest())).isEqualTo("vault:v1");
    assertThat(done(key.unwrap(wrapped, CONTEXT))).isEqualTo(RING);
  }

  @Test
  void rotationMakesAVersionThatRewrappingMovesTo() {
    // Given
    byte[] old = done(key.wrap(RING, CONTEXT));

    // When
    String newest = done(key.rotate());

    // Then
    assertThat(newest).isEqualTo("vault:v2");
    assertThat(done(key.versions())).isEqualTo(Map.of(1, "vault:v1", 2, "vault:v2"));
    assertThat(done(key.unwrap(old, CONTEXT))).isEqualTo(RING);
    byte[] moved = done(key.rewrap(old, CONTEXT));
    assertThat(key.version(moved)).isEqualTo("vault:v2");
    assertThat(done(key.unwrap(moved, CONTEXT))).isEqualTo(RING);
    assertThat(done(key.rewrap(moved, CONTEXT))).isEqualTo(moved);
    assertThat(done(key.rotate())).isEqualTo("vault:v3");
  }

  @Test
  @ProducesCode(ErrorCode.KEY_UNAVAILABLE)
  void anotherContextDoesNotOpen() {
    // Given
    byte[] wrapped = done(key.wrap(RING, CONTEXT));

    // Then
    assertUnavailable(key.unwrap(wrapped, "ring-2".getBytes(UTF_8)))
        .hasMessageContaining("does not open");
  }

  @Test
  @ProducesCode(ErrorCode.KEY_UNAVAILABLE)
  void versionBelowTheMinimumSaysSo() {
    // Given
    byte[] old = done(key.wrap(RING, CONTEXT));
    done(key.rotate());
    vault.key().minDecryptionVersion = 2;

    // Then
    assertUnavailable(key.unwrap(old, CONTEXT)).hasMessageContaining("min_decryption_version");
  }

  /** Vault's encrypt would make it anew for a token that may create keys. */
  @Test
  @ProducesCode(ErrorCode.KEY_UNAVAILABLE)
  void missingKeyIsNotMade() {
    // Given
    byte[] wrapped = done(key.wrap(RING, CONTEXT));
    vault.remove("lethe");

    // Then
    assertUnavailable(key.wrap(RING, CONTEXT)).hasMessageContaining("lethe.keys.vault.mount");
    assertUnavailable(key.unwrap(wrapped, CONTEXT)).hasMessageContaining("lethe.keys.vault.key");
    assertUnavailable(key.newest());
    assertUnavailable(key.rotate());
    assertThat(vault.keyNames()).isEmpty();
  }

  @Test
  @ProducesCode(ErrorCode.KEY_UNAVAILABLE)
  void unknownEngineAndNamespaceAreToldFromASealedVault() {
    assertUnavailable(connect(Map.of("vault.mount", "other")).newest())
        .hasMessageContaining("lethe.keys.vault.mount");
    vault.namespace("team/privacy");
    assertUnavailable(key.newest()).hasMessageContaining("lethe.keys.vault.namespace");
    assertThat(done(connect(Map.of("vault.namespace", "team/privacy")).newest()))
        .isEqualTo("vault:v1");
  }

  @ParameterizedTest
  @ProducesCode(ErrorCode.VAULT_INVALID)
  @CsvSource({"rsa-4096, false", "aes256-gcm96, true", "ed25519, false"})
  void keyThatBindsNoAssociatedDataIsRefused(String type, boolean derived) {
    // Given
    vault.key().type = type;
    vault.key().derived = derived;

    // Then
    assertThatThrownBy(() -> done(key.wrap(RING, CONTEXT)))
        .satisfies(Problems.carries(ErrorCode.VAULT_INVALID))
        .hasMessageContaining("aes256-gcm96");
    assertThat(vault.requests()).containsExactly("GET transit/keys/lethe");
  }

  @ParameterizedTest
  @ProducesCode(ErrorCode.KEY_UNAVAILABLE)
  @CsvSource({
    "307, another node",
    "400, refuses the request",
    "404, lethe.keys.vault.key",
    "412, caught up",
    "429, rate",
    "472, standby",
    "473, standby",
    "500, see its log",
    "502, see its log",
    "503, sealed",
  })
  void everyRefusalSaysWhatToCheckAndNothingOfTheAnswer(int status, String words) {
    // Given
    vault.answerAlways(status, "{\"errors\":[\"marker-body\"]}");

    // Then
    assertUnavailable(key.unwrap("vault:v1:AAAA".getBytes(UTF_8), CONTEXT))
        .hasMessageContaining(words);
  }

  @ParameterizedTest
  @ProducesCode(ErrorCode.KEY_UNAVAILABLE)
  @ValueSource(
      strings = {
        "<html>marker-body</html>",
        "{\"data\":",
        "[]",
        "",
        "{}",
        "{\"data\":null}",
        "{\"data\":{\"plaintext\":7}}",
        "{\"data\":{\"plaintext\":\"marker-body?\"}}",
      })
  void anAnswerThatIsNotVaultsIsRefused(String body) {
    // Given
    vault.answerAlways(200, body);

    // Then
    assertUnavailable(key.unwrap("vault:v1:AAAA".getBytes(UTF_8), CONTEXT))
        .hasMessageContaining("not the API of Vault")
        .hasNoCause();
  }

  @Test
  @ProducesCode(ErrorCode.KEY_UNAVAILABLE)
  void ciphertextThatIsNotVaultsIsNotStored() {
    // Given
    vault.answerAlways(
        200,
        "{\"data\":{\"type\":\"aes256-gcm96\",\"derived\":false,\"latest_version\":1,"
            + "\"ciphertext\":\"marker-body\"}}");

    // Then
    assertUnavailable(key.wrap(RING, CONTEXT)).hasMessageContaining("not the API of Vault");
  }

  @Test
  @ProducesCode(ErrorCode.KEY_UNAVAILABLE)
  void slowAnswerEndsInTime() {
    // Given
    KeyEncryptionKey impatient = connect(Map.of("vault.request-timeout", "300ms"));
    vault.delay(3_000);

    // Then
    assertUnavailable(impatient.newest()).hasMessageContaining("lethe.keys.vault.request-timeout");
  }

  @Test
  @ProducesCode(ErrorCode.KEY_UNAVAILABLE)
  void answerThatDoesNotGoOnEndsInTime() {
    // Given
    KeyEncryptionKey impatient = connect(Map.of("vault.request-timeout", "300ms"));
    vault.stall(20_000);
    long start = System.nanoTime();

    // Then
    assertUnavailable(impatient.newest()).hasMessageContaining("lethe.keys.vault.request-timeout");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
  }

  @Test
  @ProducesCode(ErrorCode.KEY_UNAVAILABLE)
  void nobodyAtTheAddressSaysSo() {
    // Given
    vault.close();

    // Then
    assertUnavailable(key.newest()).hasMessageContaining("lethe.keys.vault.address");
    assertUnavailable(connect(Map.of("vault.address", "http://vault.invalid:8200")).newest())
        .hasMessageContaining("lethe.keys.vault.address");
  }

  @Test
  @ProducesCode(ErrorCode.KEY_UNAVAILABLE)
  void whatAnotherProviderWrappedIsToldApart() {
    // Given
    byte[] software = done(new SoftwareKeyEncryptionKey(RING).wrap(RING, CONTEXT));

    // Then
    assertUnavailable(key.unwrap(software, CONTEXT)).hasMessageContaining("lethe.keys.provider");
    assertUnavailable(key.unwrap("vault:v0:AAAA".getBytes(UTF_8), CONTEXT));
    assertUnavailable(key.unwrap("vault:v1:AA\nA".getBytes(UTF_8), CONTEXT));
    assertThat(vault.requests()).isEmpty();
  }

  @ParameterizedTest
  @ProducesCode(ErrorCode.VAULT_INVALID)
  @CsvSource({
    "vault.address, '', lethe.keys.vault.address",
    "vault.address, vault.internal:8200, lethe.keys.vault.address",
    "vault.address, ftp://vault.internal, lethe.keys.vault.address",
    "vault.address, http://vau lt, lethe.keys.vault.address",
    "vault.token, '', lethe.keys.vault.token-file",
    "vault.token, marker token, lethe.keys.vault.token",
    "vault.auth, kubernetes, lethe.keys.vault.kubernetes.role",
    "vault.trust-store, /nowhere.pem, lethe.keys.vault.trust-store",
  })
  void settingsThatDoNotDoAreNamed(String setting, String value, String named) {
    assertThatThrownBy(() -> connect(Map.of(setting, value)))
        .satisfies(Problems.carries(ErrorCode.VAULT_INVALID))
        .hasMessageContaining(named)
        .hasMessageNotContaining("marker");
  }

  private KeyEncryptionKey connect(Map<String, String> changes) {
    Map<String, String> settings = new HashMap<>();
    settings.put("vault.address", vault.address() + "/");
    settings.put("vault.auth", "token");
    settings.put("vault.token", VaultDouble.TOKEN);
    settings.putAll(changes);
    return connect(settings, Clock.systemUTC());
  }
}
