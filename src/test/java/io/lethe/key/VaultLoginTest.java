package io.lethe.key;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.lethe.Keytool;
import io.lethe.SettableClock;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ProducesCode;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens, logins and certificates of Vault. */
class VaultLoginTest extends VaultTests {

  private static final String ALIAS = "vault";
  private static final String LOGIN = "POST auth/kubernetes/login";
  private static final String READ = "GET transit/keys/lethe";

  private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));

  @TempDir private Path directory;

  @Test
  void oneLoginServesUntilItsTokenNearsItsEnd() throws Exception {
    // Given
    KeyEncryptionKey key = kubernetes(jwt("marker-jwt-1"));
    vault.trust("marker-jwt-1");
    vault.lease(1000);
    done(key.newest());
    clock.pass(Duration.ofSeconds(799));
    done(key.newest());
    assertThat(vault.requests()).containsExactly(LOGIN, READ, READ);

    // When: Kubernetes has another token in the file by now
    jwt("marker-jwt-2");
    vault.trust("marker-jwt-2");
    clock.pass(Duration.ofSeconds(1));
    done(key.newest());

    // Then
    assertThat(vault.requests()).containsExactly(LOGIN, READ, READ, LOGIN, READ);
  }

  @Test
  void tokenWithoutALeaseHasNoEnd() throws Exception {
    // Given
    KeyEncryptionKey key = kubernetes(jwt("marker-jwt"));
    vault.trust("marker-jwt");
    vault.lease(0);
    done(key.newest());

    // When
    clock.pass(Duration.ofDays(400));
    done(key.newest());

    // Then
    assertThat(vault.requests()).containsExactly(LOGIN, READ, READ);
  }

  @Test
  void revokedTokenIsFollowedByOneLogin() throws Exception {
    // Given
    KeyEncryptionKey key = kubernetes(jwt("marker-jwt"));
    vault.trust("marker-jwt");
    done(key.newest());
    vault.revokeAllBut();

    // When
    String newest = done(key.newest());

    // Then
    assertThat(newest).isEqualTo("vault:v1");
    assertThat(vault.requests()).containsExactly(LOGIN, READ, READ, LOGIN, READ);
  }

  @Test
  @ProducesCode(ErrorCode.KEY_UNAVAILABLE)
  void tokenThatMayNotIsRefusedAfterOneMoreLogin() throws Exception {
    // Given
    KeyEncryptionKey key = kubernetes(jwt("marker-jwt"));
    vault.answerAlways(403, "{\"errors\":[\"marker-body\"]}");
    KeyEncryptionKey valued = valued("marker-value");

    // Then
    assertUnavailable(valued.newest()).hasMessageContaining("read on the key");
    assertThat(vault.requests()).containsExactly(READ, READ);
    assertUnavailable(key.newest()).hasMessageContaining("lethe.keys.vault.kubernetes.role");
  }

  @Test
  @ProducesCode(ErrorCode.KEY_UNAVAILABLE)
  void refusedLoginNamesTheRole() throws Exception {
    // Given
    vault.trust("marker-jwt");
    Path jwt = jwt("marker-jwt-of-another");
    Map<String, String> wrongRole = kubernetesSettings(jwt);
    wrongRole.put("vault.kubernetes.role", "marker-role");

    assertUnavailable(kubernetes(jwt).newest())
        .hasMessageContaining("lethe.keys.vault.kubernetes.role");
    assertUnavailable(connect(wrongRole).newest())
        .hasMessageContaining("lethe.keys.vault.kubernetes.role");
    vault.answerAlways(503, "{\"errors\":[\"Vault is sealed\"]}");
    assertUnavailable(kubernetes(jwt).newest()).hasMessageContaining("sealed");
    vault.answerAlways(200, "{\"auth\":{\"client_token\":\"marker-login\"}}");
    assertUnavailable(kubernetes(jwt).newest()).hasMessageContaining("not the API of Vault");
  }

  @Test
  void tokenFileIsReadAgainWhenItsTokenIsRefused() throws Exception {
    // Given
    Path file = Files.writeString(directory.resolve("token"), VaultDouble.TOKEN + "\n");
    KeyEncryptionKey key = tokenFile(file);
    done(key.newest());
    vault.revokeAllBut("marker-next");
    Files.writeString(file, "marker-next");

    // When
    String newest = done(key.newest());

    // Then
    assertThat(newest).isEqualTo("vault:v1");
    assertThat(vault.requests()).containsExactly(READ, READ, READ);
  }

  @Test
  @ProducesCode(ErrorCode.KEY_UNAVAILABLE)
  void missingOrEmptyTokenFileIsNamed() throws Exception {
    // Given
    Path none = directory.resolve("none");
    Path empty = Files.writeString(directory.resolve("empty"), "\n");
    Path lines = Files.writeString(directory.resolve("lines"), "marker-a\nmarker-b");

    for (Path file : List.of(none, empty, lines)) {
      assertUnavailable(tokenFile(file).newest())
          .hasMessageContaining("lethe.keys.vault.token-file");
      assertUnavailable(kubernetes(file).newest())
          .hasMessageContaining("lethe.keys.vault.kubernetes.token-file");
    }
    assertThat(vault.requests()).isEmpty();
  }

  @Test
  @ProducesCode(ErrorCode.KEY_UNAVAILABLE)
  void onlyACertificateOfTheTrustStoreIsTrusted() throws Exception {
    // Given
    Path store = selfSigned("vault.p12");
    Path trusted = exported(store);
    Path other = exported(selfSigned("other.p12"));
    try (VaultDouble secured = new VaultDouble(https(store))) {
      Map<String, String> settings = new HashMap<>();
      settings.put("vault.address", "https://127.0.0.1:" + secured.port());
      settings.put("vault.auth", "token");
      settings.put("vault.token", VaultDouble.TOKEN);

      // When
      settings.put("vault.trust-store", trusted.toString());
      String newest = done(connect(settings).newest());

      // Then
      assertThat(newest).isEqualTo("vault:v1");
      settings.put("vault.trust-store", other.toString());
      assertUnavailable(connect(settings).newest())
          .hasMessageContaining("lethe.keys.vault.trust-store");
      settings.remove("vault.trust-store");
      assertUnavailable(connect(settings).newest())
          .hasMessageContaining("lethe.keys.vault.trust-store");
      assertThat(secured.requests()).containsExactly(READ);
    }
  }

  private Path jwt(String text) throws Exception {
    return Files.writeString(directory.resolve("jwt"), text);
  }

  private Map<String, String> kubernetesSettings(Path jwt) {
    Map<String, String> settings = new HashMap<>();
    settings.put("vault.kubernetes.role", VaultDouble.ROLE);
    settings.put("vault.kubernetes.token-file", jwt.toString());
    return settings;
  }

  private KeyEncryptionKey kubernetes(Path jwt) {
    return connect(kubernetesSettings(jwt));
  }

  private KeyEncryptionKey valued(String token) {
    return connect(Map.of("vault.auth", "token", "vault.token", token));
  }

  private KeyEncryptionKey tokenFile(Path file) {
    return connect(Map.of("vault.auth", "token", "vault.token-file", file.toString()));
  }

  private KeyEncryptionKey connect(Map<String, String> settings) {
    return connect(settings, clock);
  }

  private Path selfSigned(String name) throws Exception {
    Path store = directory.resolve(name);
    Keytool.selfSigned(store, ALIAS);
    return store;
  }

  private static Path exported(Path store) throws Exception {
    Path certificate = store.resolveSibling(store.getFileName() + ".pem");
    Keytool.run(store, ALIAS, "-exportcert", "-rfc", "-file", certificate.toString());
    return certificate;
  }

  private static HttpsServer https(Path store) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream file = Files.newInputStream(store)) {
      keys.load(file, Keytool.PASSWORD.toCharArray());
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, Keytool.PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    return server;
  }
}
