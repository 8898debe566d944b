package io.lethe.key;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.KeystoreFile;
import io.lethe.OidcDouble;
import io.lethe.ProductionProcess;
import io.lethe.Sql;
import io.lethe.TestPostgres;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged service over each provider of the key encryption key. */
@Tag("slow")
class KeyProviderIT {

  private final TestPostgres.Database database = TestPostgres.fresh();
  private OidcDouble issuer;
  private Map<String, String> settings;

  @TempDir private Path directory;

  @BeforeEach
  void prepare() throws Exception {
    issuer = OidcDouble.start();
    settings = ProductionProcess.settings(database, issuer, KeystoreFile.create(directory));
  }

  @AfterEach
  void close() {
    issuer.close();
    database.drop();
  }

  @Test
  void vaultWrapsTheRingsThatTheNextStartOpens() throws Exception {
    // Given
    settings.remove("lethe.keys.keystore.path");
    settings.remove("lethe.keys.keystore.password");
    try (VaultDouble vault = new VaultDouble();
        Sql sql = Sql.open(database)) {
      settings.putAll(vault.settings());
      try (ProductionProcess first = ProductionProcess.start(settings)) {
        first.awaitReady().kill();
      }

      // When
      try (ProductionProcess second = ProductionProcess.start(settings)) {
        second.awaitReady();

        // Then
        assertThat(
                sql.column(
                    "SELECT DISTINCT split_part(encode(wrapped, 'escape'), ':', 2)"
                        + " FROM lethe_key.key_ring_version"))
            .containsExactly("v1");
        assertThat(vault.requests()).contains("POST transit/decrypt/lethe");
        assertThat(second.output()).doesNotContain("marker");
      }

      // When: Vault denies
      vault.revokeAllBut();
      assertRefused("KEY_UNAVAILABLE: Vault denies access");
    }
  }

  @Test
  void keystoreThatDoesNotOpenRefusesTheStart() throws Exception {
    // Given
    settings.put("lethe.keys.keystore.password", "marker-wrong");

    assertRefused("KEYSTORE_PASSWORD", "lethe.keys.keystore.password");
    settings.put("lethe.keys.keystore.path", directory.resolve("none").toString());
    assertRefused("KEYSTORE_UNREADABLE", "lethe.keys.keystore.path");
  }

  private void assertRefused(String... words) throws Exception {
    try (ProductionProcess process = ProductionProcess.start(settings)) {
      assertThat(process.awaitExit()).isNotZero();
      assertThat(process.output()).contains(words).doesNotContain("marker");
    }
  }
}
