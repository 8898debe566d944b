package io.lethe.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.Installation;
import io.lethe.ProductionProcess;
import io.lethe.RemoteApi;
import io.lethe.Sql;
import io.lethe.TestPostgres;
import io.lethe.access.Role;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole database that comes back from before a destruction, under the packaged service. */
@Tag("slow")
class RestoreIT {

  @TempDir Path directory;

  @Test
  void serviceThatStartsOverABackupOpensWithoutWhatWasDestroyedSince() throws Exception {
    Map<String, String> settings =
        Map.of(
            "lethe.scheduler.enabled",
            "false",
            "lethe.export.every",
            "1s",
            "lethe.export.directory",
            Files.createDirectory(directory.resolve("journal")).toString());
    TestPostgres.Database database = TestPostgres.fresh();
    TestPostgres.Database backup;
    UUID gone;
    UUID stays;

    // Given a backup with two persons
    try (Installation lethe = Installation.create(database, directory, settings)) {
      ProductionProcess first = lethe.start("-Xmx256m");
      gone = received(lethe.api(first), "gone", "2015-01-10T09:00:00Z");
      stays = received(lethe.api(first), "stays", "2026-01-10T09:00:00Z");
      Exported.await(database);
      first.terminate();
      backup = database.copy();

      // When one is destroyed, and the service starts over the backup
      ProductionProcess second = lethe.start("-Xmx256m");
      assertThat(
              lethe
                  .api(second)
                  .awaitCompleted(lethe.api(second).run(Map.of("policy", "mst_software")))
                  .path("destroyed")
                  .asInt())
          .isEqualTo(1);
      Exported.await(database);
      second.terminate();
      replaced(database, backup);
      ProductionProcess third = lethe.start("-Xmx256m");

      // Then its first answer knows of the destruction, and of nobody else's
      RemoteApi api = lethe.api(third);
      String token = api.token(Role.PRODUCT);
      assertThat(api.ask(token, "/api/v1/records/" + gone).status())
          .as(third.output())
          .isEqualTo(410);
      assertThat(api.ask(token, "/api/v1/records/" + stays).status()).isEqualTo(200);
      assertThat(third.output()).contains("a backup was restored");
      try (Sql sql = Sql.open(database)) {
        assertThat(sql.number("SELECT count(*) FROM record")).isEqualTo(1);
        assertThat(sql.number("SELECT count(*) FROM tombstone")).isEqualTo(1);
      }
    }
  }

  /** Puts the backup in the place of the database. */
  private static void replaced(TestPostgres.Database database, TestPostgres.Database backup) {
    database.drop();
    try (Sql server = Sql.open(new TestPostgres.Database("postgres", database.port()))) {
      server.execute("ALTER DATABASE " + backup.name() + " RENAME TO " + database.name());
    }
  }

  private static UUID received(RemoteApi api, String subject, String collectedAt) {
    return UUID.fromString(
        api.stream(
                Role.PRODUCT,
                "/api/v1/records",
                List.of(
                    RemoteApi.write(
                        Map.of(
                            "policy",
                            "mst_software",
                            "category",
                            "account",
                            "subject",
                            subject,
                            "collectedAt",
                            collectedAt,
                            "fields",
                            Map.of("name", "Bob")))))
            .get(0)
            .path("id")
            .asText());
  }
}
