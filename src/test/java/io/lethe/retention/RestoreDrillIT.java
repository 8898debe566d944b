package io.lethe.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Eventually;
import io.lethe.Installation;
import io.lethe.MortalPostgres;
import io.lethe.ProductionCommand;
import io.lethe.ProductionProcess;
import io.lethe.RemoteApi;
import io.lethe.Sql;
import io.lethe.access.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The restore drill of docs/restore.md: a base backup, then destruction, holds and withdrawals,
 * then the backup again.
 */
@Tag("slow")
class RestoreDrillIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int GONE = 1_000;
  private static final int SOME = 50;
  private static final String WITHDRAWALS =
      "SELECT count(*) FROM subject_event WHERE type = 'consent-withdrawn'";
  private static final String LONG_AGO = "2015-01-10T09:00:00Z";

  @TempDir Path directory;

  private final List<UUID> gone = new ArrayList<>();
  private final List<UUID> held = new ArrayList<>();
  private final List<UUID> withdrawn = new ArrayList<>();
  private final List<UUID> staying = new ArrayList<>();
  private final List<UUID> inactive = new ArrayList<>();

  @Test
  void backupOnItsOwnTimelineIsSealedAndGetsBackWhatItLacks() throws Exception {
    drill(true);
  }

  @Test
  void backupOnTheSameTimelineIsSealedAndGetsBackWhatItLacks() throws Exception {
    drill(false);
  }

  /** As when a replica takes over that had lagged behind. */
  @Test
  void backupThatTakesOverUnderARunningServiceGetsBackWhatItLacks() throws Exception {
    try (MortalPostgres server = MortalPostgres.start(directory.resolve("data"));
        Installation lethe =
            Installation.create(server.database(), directory, settings("automatic"))) {
      // Given a backup, and what came after it
      RemoteApi api = lethe.api(lethe.start("-Xmx256m"));
      receive(api);
      awaitFirstSegment(server);
      Path backup = directory.resolve("backup");
      server.backUp(backup);
      goOn(api);
      Exported.await(server.database());

      // When it takes the place of the database
      server.restore(backup, true);

      // Then the service finds out by itself, and brings back what it lacks
      try (Sql sql = Sql.open(server.database())) {
        Eventually.get(
            "it is opened",
            PATIENCE,
            () ->
                sql.number(
                    "SELECT count(*) FROM gate WHERE gate_open() AND activity_gap IS NOT NULL"),
            open -> open == 1);
      }
      Eventually.get(
          "the service serves",
          PATIENCE,
          () -> api.get(Role.AUDITOR, "/api/v1/gate").path("state").asText(),
          "OPEN"::equals);
      assertBack(api, server);
      api.awaitCompleted(api.run(Map.of()));
      assertNothingEarly(api, server);
    }
  }

  private Map<String, String> settings(String replay) throws IOException {
    return Map.of(
        "lethe.scheduler.enabled", "false",
        "lethe.retention.every", "1s",
        "lethe.retention.brakes.max-share", "1",
        "lethe.export.every", "1s",
        "lethe.export.replay", replay,
        "lethe.export.directory", Files.createDirectory(directory.resolve("export")).toString());
  }

  private void drill(boolean timeline) throws Exception {
    try (MortalPostgres server = MortalPostgres.start(directory.resolve("data"));
        Installation lethe = Installation.create(server.database(), directory, settings("asked"))) {
      // Given a backup, and what came after it
      Instant began = Instant.now();
      ProductionProcess first = lethe.start("-Xmx256m");
      receive(lethe.api(first));
      awaitFirstSegment(server);
      Path backup = directory.resolve("backup");
      server.backUp(backup);
      Instant backedUp = Instant.now();
      goOn(lethe.api(first));
      Exported.await(server.database());
      first.kill();

      // When the backup comes back
      server.restore(backup, timeline);
      ProductionProcess second = lethe.start("-Xmx256m", "-Dlethe.scheduler.enabled=true");
      RemoteApi api = lethe.api(second);

      // Then nothing is served, and nothing acts
      assertSealed(api, server, lethe);

      // When it is asked to
      JsonNode opened = api.post(Role.SECURITY, "/api/v1/gate/replay", Map.of());

      // Then
      assertThat(opened.path("state").asText()).isEqualTo("OPEN");
      assertThat(Instant.parse(opened.path("activityGapSince").asText()))
          .isBetween(began, backedUp);
      assertBack(api, server);
      assertNothingEarly(api, server);
    }
  }

  /** Before the first segment there is no key that signs it, and a backup of that time has none. */
  private static void awaitFirstSegment(MortalPostgres server) {
    try (Sql sql = Sql.open(server.database())) {
      Eventually.get(
          "a segment is written",
          PATIENCE,
          () -> sql.number("SELECT exported FROM gate"),
          exported -> exported > 0);
    }
  }

  private void receive(RemoteApi api) {
    gone.addAll(account(api, "gone", GONE, LONG_AGO));
    held.addAll(account(api, "held", SOME, LONG_AGO));
    withdrawn.addAll(mailing(api, "withdrawn", SOME));
    staying.addAll(mailing(api, "staying", SOME));
    inactive.addAll(mailing(api, "inactive", SOME));
    event(api, "inactive", "last-activity", Map.of(), Instant.now().minus(Duration.ofDays(450)));
  }

  private static List<UUID> account(RemoteApi api, String name, int count, String collectedAt) {
    return received(
        api, "mst_software", "account", name, count, collectedAt, Map.of("name", "Bob"));
  }

  private static List<UUID> mailing(RemoteApi api, String name, int count) {
    return received(
        api,
        "sens",
        "advertising_mailing",
        name,
        count,
        Instant.now().minus(Duration.ofDays(500)).toString(),
        Map.of("email", "somebody@example.org"));
  }

  private static List<UUID> received(
      RemoteApi api,
      String policy,
      String category,
      String name,
      int count,
      String collectedAt,
      Map<String, String> fields) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      lines.add(
          RemoteApi.write(
              Map.of(
                  "policy", policy,
                  "category", category,
                  "subject", name + "-" + i,
                  "collectedAt", collectedAt,
                  "fields", fields)));
    }
    return api.stream(Role.PRODUCT, "/api/v1/records", lines).stream()
        .map(line -> UUID.fromString(line.path("id").asText()))
        .toList();
  }

  private void goOn(RemoteApi api) {
    for (int i = 0; i < SOME; i++) {
      api.post(
          Role.PRIVACY_OFFICER,
          "/api/v1/holds",
          Map.of("policy", "mst_software", "subject", "held-" + i, "reason", "litigation"));
    }
    JsonNode run = api.awaitCompleted(api.run(Map.of("policy", "mst_software")));
    assertThat(run.path("destroyed").asInt()).isEqualTo(GONE);
    assertThat(run.path("held").asInt()).isEqualTo(SOME);
    event(api, "withdrawn", "consent-withdrawn", Map.of("purpose", "mailing"), Instant.now());
  }

  private static void event(
      RemoteApi api, String name, String type, Map<String, String> more, Instant at) {
    List<String> events = new ArrayList<>();
    for (int i = 0; i < SOME; i++) {
      Map<String, String> event = new HashMap<>(more);
      event.put("policy", "sens");
      event.put("subject", name + "-" + i);
      event.put("type", type);
      event.put("at", at.toString());
      events.add(RemoteApi.write(event));
    }
    api.stream(Role.PRODUCT, "/api/v1/events", events);
  }

  private void assertSealed(RemoteApi api, MortalPostgres server, Installation lethe)
      throws Exception {
    JsonNode gate = api.get(Role.AUDITOR, "/api/v1/gate");
    assertThat(gate.path("state").asText()).isEqualTo("SEALED");
    assertThat(gate.path("reason").asText()).isEqualTo("BEHIND");
    RemoteApi.Answer read = api.ask(api.token(Role.PRODUCT), "/api/v1/records/" + gone.get(0));
    assertThat(read.status()).isEqualTo(503);
    assertThat(read.json().path("code").asText()).isEqualTo("DATABASE_SEALED");
    assertThat(api.ask(api.token(Role.PRODUCT), "/q/health/ready").status()).isEqualTo(503);
    ProductionCommand.Result pass = lethe.command(Map.of(), "retention", "run");
    assertThat(pass.exit()).isEqualTo(3);
    assertThat(String.join("\n", pass.err())).contains("not ready");
    try (Sql sql = Sql.open(server.database())) {
      assertThat(sql.number("SELECT count(*) FROM retention_run")).isZero();
      assertThat(sql.number("SELECT count(*) FROM record")).isEqualTo(GONE + 4 * SOME);
      assertThatThrownBy(() -> sql.execute("DELETE FROM record")).hasStackTraceContaining("sealed");
    }
  }

  private void assertBack(RemoteApi api, MortalPostgres server) throws Exception {
    String token = api.token(Role.PRODUCT);
    for (UUID id : gone) {
      assertThat(api.ask(token, "/api/v1/records/" + id).status()).isEqualTo(410);
    }
    for (UUID id : held) {
      JsonNode why = api.get(Role.PRIVACY_OFFICER, "/api/v1/records/" + id + "/explanation");
      assertThat(why.path("restraint").path("kind").asText() + why.path("restraints").toString())
          .contains("HOLD");
    }
    try (Sql sql = Sql.open(server.database())) {
      assertThat(
              sql.number(
                  "SELECT count(*) FROM hold WHERE released_at IS NULL AND reason = 'litigation'"))
          .isEqualTo(SOME);
      // The schedule may have acted on some already: nobody is forgotten before products have sent
      // again what was lost
      assertThat(sql.number(WITHDRAWALS)).isEqualTo(SOME);
      assertThat(sql.number("SELECT count(*) FROM act WHERE policy = 'mst_software'")).isEqualTo(1);
    }
    JsonNode decision =
        api.post(
            Role.PRODUCT,
            "/api/v1/decisions",
            Map.of(
                "policy", "sens",
                "category", "advertising_mailing",
                "subject", "withdrawn-0",
                "action", "use",
                "purpose", "mailing"));
    assertThat(decision.path("permit").asBoolean()).isFalse();
    assertThat(api.get(Role.AUDITOR, "/api/v1/ledger/verification").toString())
        .contains("\"intact\":true");
  }

  private void assertNothingEarly(RemoteApi api, MortalPostgres server) {
    try (Sql sql = Sql.open(server.database())) {
      // The schedule acts again: on what was withdrawn, and neither on what is held nor on what
      // activity may keep that was lost
      Eventually.get(
          "what was withdrawn is destroyed",
          PATIENCE,
          () -> sql.number("SELECT count(*) FROM record WHERE policy = 'sens'"),
          left -> left <= 2 * SOME);
      JsonNode run = api.awaitCompleted(api.run(Map.of()));
      assertThat(run.path("destroyed").asInt() + run.path("depersonalized").asInt()).isZero();
      assertThat(run.path("held").asInt()).isEqualTo(2 * SOME);
      assertThat(sql.column("SELECT id FROM record"))
          .containsExactlyInAnyOrderElementsOf(texts(List.of(held, staying, inactive)));

      // When products have sent it again
      api.post(Role.PRIVACY_OFFICER, "/api/v1/gate/activity-resent", Map.of());
      api.awaitCompleted(api.run(Map.of()));

      // Then what is due by it goes, too, and who has nothing any more
      Eventually.get(
          "those who were not active are forgotten",
          PATIENCE,
          () -> sql.number("SELECT count(*) FROM subject"),
          left -> left == 2 * SOME);
      assertThat(sql.number(WITHDRAWALS)).isZero();
      assertThat(sql.column("SELECT id FROM record"))
          .containsExactlyInAnyOrderElementsOf(texts(List.of(held, staying)));
      assertThat(
              sql.number(
                  "SELECT count(*) FROM (SELECT record_id FROM erasure GROUP BY record_id"
                      + " HAVING count(*) > 1) twice"))
          .isZero();
    }
  }

  private static List<String> texts(List<List<UUID>> some) {
    return some.stream().flatMap(List::stream).map(UUID::toString).toList();
  }
}
