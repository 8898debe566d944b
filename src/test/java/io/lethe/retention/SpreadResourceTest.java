package io.lethe.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.lethe.Api;
import io.lethe.Await;
import io.lethe.ServiceDatabase;
import io.lethe.access.Role;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Problems;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A backlog of more than ten records is spread over four days at most, with a run a day; more than
 * half of a category's records, or more than a hundred, wait for a second person.
 */
@QuarkusTest
@Tag("slow")
@TestProfile(SpreadResourceTest.Spread.class)
class SpreadResourceTest {

  private static final LetheClient LETHE = new LetheClient();
  private static final Duration DAY = Duration.ofDays(1);

  private final Shop shop = Shop.fresh();

  @Inject Spreading spreading;
  @Inject RunStore runs;

  /** Little is huge here, and nights are a day apart. */
  public static final class Spread extends FromAutumn2025 {
    @Override
    public Map<String, String> getConfigOverrides() {
      Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
      settings.put("lethe.retention.spread.above", "10");
      settings.put("lethe.retention.spread.over", "4d");
      settings.put("lethe.retention.spread.every", "24h");
      settings.put("lethe.retention.brakes.floor", "5");
      settings.put("lethe.retention.brakes.max-share", "0.5");
      settings.put("lethe.retention.brakes.max-records", "100");
      settings.put("lethe.retention.brakes.max-deviation", "3");
      settings.put("lethe.retention.brakes.max-clock-jump", "7d");
      settings.put("lethe.retention.brakes.cooling-off", "1h");
      settings.put("lethe.retention.backlog-every", "0.2s");
      return settings;
    }
  }

  private void policy(String rule) {
    shop.saved("anna", shop.yaml("", rule));
    shop.post("anna", 1, "activate").statusCode(200);
  }

  private void policy() {
    policy("{from: collected, keep: P1Y, within: P30D, then: destroy}");
  }

  /** Records whose year ended so many days ago. */
  private List<UUID> ended(int count, int daysAgo) {
    return LETHE.accepted(
        IntStream.range(0, count)
            .mapToObj(i -> record("b-" + UUID.randomUUID(), daysAgo))
            .toList());
  }

  private Map<String, Object> record(String subject, int daysAgo) {
    Instant collected = LETHE.now().minus(Duration.ofDays(365L + daysAgo));
    return shop.record(subject, collected.toString());
  }

  /** Enough that nobody asks whether it is too great a share. */
  private void young() {
    ended(60, -200);
  }

  private JsonPath run() {
    return LETHE.stopped(LETHE.startRun(Map.of("policy", shop.policy())));
  }

  private JsonPath run(Map<String, Object> more) {
    Map<String, Object> request = new HashMap<>(more);
    request.put("policy", shop.policy());
    return LETHE.stopped(LETHE.startRun(request));
  }

  private static JsonPath view(UUID run) {
    return LETHE
        .as(Role.AUDITOR)
        .get("/api/v1/retention/runs/{id}", run)
        .then()
        .statusCode(200)
        .extract()
        .jsonPath();
  }

  private static JsonPath approved(JsonPath run) {
    Api.as(Role.PRIVACY_OFFICER, "boris")
        .post("/retention/runs/{id}/approve", run.getString("id"))
        .then()
        .statusCode(200);
    return LETHE.stopped(UUID.fromString(run.getString("id")));
  }

  private static void assertActed(JsonPath run, int destroyed, int postponed) {
    assertThat(run.getString("state")).as(run::prettify).isEqualTo("COMPLETED");
    assertThat(run.getInt("destroyed")).as(run::prettify).isEqualTo(destroyed);
    assertThat(run.getInt("postponed")).isEqualTo(postponed);
    if (postponed == 0) {
      assertThat(run.getString("postponedUntil")).isNull();
    }
  }

  private static void assertWaits(JsonPath run, String brake) {
    assertThat(run.getString("state")).as(run::prettify).isEqualTo("AWAITING_APPROVAL");
    assertThat(run.getList("braked[0].brakes.brake")).contains(brake);
  }

  private static <T> T came(Uni<T> uni) {
    return uni.await().atMost(Duration.ofSeconds(10));
  }

  private static void nextDay() {
    LETHE.moveTo(LETHE.now().plus(DAY));
  }

  private static long alive(List<UUID> records) {
    return records.stream().filter(id -> LETHE.state(id).equals("DUE")).count();
  }

  private String gauge() {
    return LETHE
        .as(Role.AUDITOR)
        .get("/q/metrics")
        .then()
        .extract()
        .asString()
        .lines()
        .filter(line -> line.startsWith("lethe_retention_postponed{"))
        .filter(line -> line.contains(shop.policy()))
        .map(line -> line.substring(line.lastIndexOf(' ') + 1))
        .collect(Collectors.joining());
  }

  private long entries() throws Exception {
    try (Tables tables = Tables.connect()) {
      return tables.number(
          "SELECT count(*) FROM ledger_entry WHERE entry LIKE ? AND entry LIKE ?",
          "%retention.spread%",
          "%" + shop.policy() + "%");
    }
  }

  @Test
  void approvedBacklogIsActedOnInEqualPartsUnderOneApproval() throws Exception {
    // Given forty of forty
    policy();
    List<UUID> forty = ended(40, 3);
    JsonPath run = run();
    assertWaits(run, "SHARE");
    Instant begun = LETHE.now();

    // When
    JsonPath first = approved(run);

    // Then a quarter is gone, and everybody is told of the rest
    assertActed(first, 10, 30);
    assertThat(Instant.parse(first.getString("postponedUntil")))
        .isBetween(
            begun.plus(DAY.multipliedBy(4)), begun.plus(DAY.multipliedBy(4)).plusSeconds(60));
    assertThat(alive(forty)).isEqualTo(30);
    assertThat(entries()).isEqualTo(1);
    Await.until(this::gauge, "30.0"::equals);
    JsonPath forecast =
        Api.get(Role.PRIVACY_OFFICER, "/retention/forecast?policy=" + shop.policy())
            .statusCode(200)
            .body("items[0].due", equalTo(30))
            .body("items[0].late", equalTo(false))
            .extract()
            .jsonPath();
    assertThat(forecast.getString("items[0].predictedCompletion"))
        .isEqualTo(first.getString("postponedUntil"));

    // And the following runs act on as much, and ask nobody
    nextDay();
    assertActed(run(), 10, 20);
    nextDay();
    assertActed(run(), 10, 10);
    nextDay();
    assertActed(run(), 10, 0);
    assertThat(alive(forty)).isZero();
    Await.until(this::gauge, "0.0"::equals);
    nextDay();
    assertActed(run(), 0, 0);
  }

  @Test
  void whatIsDueFirstGoesFirstAndNothingIsLeftThatCannotWait() {
    // Given six overdue, six of tomorrow, eight of the day after, and twenty with more time
    policy();
    young();
    List<UUID> overdue = ended(6, 40);
    List<UUID> tomorrow = ended(6, 29);
    List<UUID> soon = ended(8, 28);
    List<UUID> later = ended(20, 2);

    // When
    JsonPath first = run();

    // Then what has no day to spare until the next run goes now, the rest in equal parts
    assertActed(first, 12, 28);
    assertThat(alive(overdue)).isZero();
    assertThat(alive(tomorrow)).isZero();
    nextDay();
    assertActed(run(), 10, 18);
    assertThat(alive(soon)).isZero();
    assertThat(alive(later)).isEqualTo(18);
    nextDay();
    assertActed(run(), 9, 9);
    nextDay();
    assertActed(run(), 9, 0);
  }

  @Test
  void officerMayHaveItAllAtOnce() {
    // Given a backlog of which a part is gone
    policy();
    young();
    List<UUID> due = ended(20, 3);
    assertActed(run(), 5, 15);

    // When
    JsonPath all = run(Map.of("spread", false));

    // Then
    assertActed(all, 15, 0);
    assertThat(all.getBoolean("spread")).isFalse();
    assertThat(alive(due)).isZero();
  }

  @Test
  void dryRunTellsWhatWouldBeLeftAndLeavesNothingBehind() throws Exception {
    // Given
    policy();
    young();
    List<UUID> due = ended(20, 3);

    // When
    JsonPath dry = run(Map.of("dryRun", true));

    // Then
    assertActed(dry, 20, 15);
    assertThat(alive(due)).isEqualTo(20);
    assertThat(entries()).isZero();
    assertActed(run(), 5, 15);
  }

  @Test
  void moreThanWasApprovedWaitsForASecondPersonAgain() {
    // Given an approved backlog of which a part is gone
    policy();
    ended(20, 3);
    JsonPath run = run();
    assertWaits(run, "SHARE");
    assertActed(approved(run), 5, 15);

    // When five more than were approved are due, and they are most of what is there
    nextDay();
    assertActed(run(), 5, 10);
    ended(30, 3);
    nextDay();

    // Then
    JsonPath more = run();
    assertWaits(more, "SHARE");
    assertThat(more.getInt("braked[0].records")).isEqualTo(40);
    JsonPath part = approved(more);
    assertThat(part.getInt("destroyed")).isBetween(20, 39);
    assertThat(part.getInt("destroyed") + part.getInt("postponed")).isEqualTo(40);
  }

  @Test
  void cancelThatIsRefusedChangesNothing() {
    // Given an approved backlog of which a part is gone
    policy();
    ended(40, 3);
    JsonPath first = approved(run());
    assertActed(first, 10, 30);

    // When somebody cancels the part that has ended
    Problems.isProblem(
        Api.as(Role.PRIVACY_OFFICER, "boris")
            .post("/retention/runs/{id}/cancel", first.getString("id"))
            .then(),
        ErrorCode.RUN_STATE);

    // Then the next one goes on under the same approval
    nextDay();
    assertActed(run(), 10, 20);
  }

  @Test
  void cancelledPartEndsWhatWasApproved() {
    // Given an approved run that waits for its hours
    policy();
    List<UUID> forty = ended(40, 3);
    JsonPath run = run();
    assertWaits(run, "SHARE");
    UUID id = UUID.fromString(run.getString("id"));
    Api.as(Role.PRIVACY_OFFICER, "anna")
        .contentType("application/json")
        .body(Map.of("hours", "01:00-02:00"))
        .patch("/retention/runs/{id}", id)
        .then()
        .statusCode(200);
    Api.as(Role.PRIVACY_OFFICER, "boris")
        .post("/retention/runs/{id}/approve", id)
        .then()
        .statusCode(200);
    Await.until(() -> view(id).getInt("postponed"), left -> left == 30);

    // When
    Api.as(Role.PRIVACY_OFFICER, "boris")
        .post("/retention/runs/{id}/cancel", id)
        .then()
        .statusCode(200);

    // Then
    assertWaits(run(), "SHARE");
    assertThat(alive(forty)).isEqualTo(40);
  }

  @Test
  void runThatIsTakenOverAndWhoWorksAlongHaveTheSamePart() throws Exception {
    // Given a run that has had its part
    policy();
    young();
    ended(20, 3);
    JsonPath first = run();
    assertActed(first, 5, 15);
    CategoryRef category = new CategoryRef(shop.policy(), "buyer");
    Run run = came(runs.find(UUID.fromString(first.getString("id")))).orElseThrow();
    Instant cutoff = Optional.ofNullable(run.cutoff()).orElseThrow();

    // When it is asked for once more, and by another replica
    Part again = came(spreading.part(run, Free.of(List.of(category)), cutoff));
    Part along = came(spreading.released(new SharedRuns.Shared(run, List.of(category))));

    // Then
    assertThat(again.released(category)).hasSize(64).isEqualTo(along.released(category));
    assertThat(entries()).isEqualTo(1);
    nextDay();
    assertActed(run(), 5, 10);
  }

  @Test
  void runForAnEarlierCutoffKeepsWhatWasApproved() {
    // Given an approved backlog of which a part is gone
    policy();
    ended(20, 3);
    Instant before = LETHE.now().minus(DAY.multipliedBy(2));
    ended(20, 1);
    JsonPath run = run();
    assertWaits(run, "SHARE");
    assertActed(approved(run), 10, 30);

    // When
    JsonPath earlier = run(Map.of("asOf", before.toString()));

    // Then
    assertThat(earlier.getString("state")).as(earlier::prettify).isEqualTo("COMPLETED");
    assertThat(earlier.getInt("postponed")).isPositive();
    nextDay();
    assertThat(run().getString("state")).isEqualTo("COMPLETED");
  }

  @Test
  void clocksJumpStopsWhatWasApprovedToo() {
    // Given an approved backlog of which a part is gone
    policy();
    ended(20, 3);
    JsonPath run = run();
    assertWaits(run, "SHARE");
    assertActed(approved(run), 5, 15);

    // When a clock is more than a week ahead, though nothing else has become due
    LETHE.moveTo(LETHE.now().plus(DAY.multipliedBy(8)));

    // Then
    JsonPath jumped = run();
    assertWaits(jumped, "CLOCK_JUMP");
    assertThat(approved(jumped).getString("state")).isEqualTo("COMPLETED");
  }

  @Test
  void whatIsDueNoMoreDoesNotLetOthersGo() {
    // Given an approved backlog, and activity of all that it had left
    policy();
    List<UUID> backlog = ended(20, 3);
    JsonPath run = run();
    assertWaits(run, "SHARE");
    assertActed(approved(run), 5, 15);
    withdraw(backlog);

    // When others become due
    nextDay();
    nextDay();
    ended(20, 1);

    // Then they have not been let go
    assertWaits(run(), "SHARE");
  }

  /** They are due no more, and nobody has acted on them. */
  private static void withdraw(List<UUID> records) {
    ServiceDatabase.execute(
        "UPDATE record SET due_at = due_at + interval '1 year' WHERE id IN ("
            + records.stream().map(id -> "'" + id + "'").collect(Collectors.joining(","))
            + ")");
  }

  @Test
  void anotherVersionEndsWhatWasApproved() {
    // Given
    policy();
    ended(20, 3);
    JsonPath run = run();
    assertWaits(run, "SHARE");
    assertActed(approved(run), 5, 15);

    // When
    shop.saved("anna", shop.yaml("", "{from: collected, keep: P1Y, within: P29D, then: destroy}"));
    shop.post("boris", 2, "approve");
    shop.post("anna", 2, "activate").statusCode(200);
    shop.recomputed(2);
    LETHE.moveTo(LETHE.now().plus(Duration.ofHours(2)));

    // Then, also after a run for a cut-off at which nothing was due
    assertThat(run(Map.of("asOf", "2020-01-01T00:00:00Z")).getString("state"))
        .isEqualTo("COMPLETED");
    assertWaits(run(), "SHARE");
  }

  @Test
  void heldRecordsInFrontKeepNoOtherFromItsPart() {
    // Given twelve that are held in front of twelve that are not
    policy();
    young();
    for (int i = 0; i < 12; i++) {
      LETHE.accepted(record("held-" + i, 9));
      LETHE.place("holds", Map.of("policy", shop.policy(), "subject", "held-" + i)).statusCode(201);
    }
    ended(12, 3);

    // When
    List<Integer> acted = new ArrayList<>();
    for (int night = 0; night < 4; night++) {
      acted.add(run().getInt("destroyed"));
      nextDay();
    }

    // Then the held ones have their turn once, and all others are gone
    assertThat(acted).containsExactly(0, 0, 6, 6);
  }

  @Test
  void whatAPersonDemandsIsNotLeft() throws Exception {
    // Given a person in a backlog, and a part
    policy();
    young();
    UUID person = LETHE.accepted(record("person", 1));
    ended(20, 3);
    assertThat(run().getInt("destroyed")).isEqualTo(6);
    assertThat(LETHE.state(person)).isEqualTo("DUE");

    // When
    try (Tables tables = Tables.connect()) {
      tables.execute(
          """
          INSERT INTO subject_event (bucket, subject_id, type, at, received_at)
          SELECT bucket, subject_id, 'destruction-demanded', due_at, due_at FROM record
          WHERE id = '%s'
          """
              .formatted(person));
    }

    // Then
    run();
    assertThat(LETHE.state(person)).isEqualTo("RECORD_DESTROYED");
  }

  @Test
  void policyWithoutALimitGivesNoTime() {
    // Given
    policy("{from: collected, keep: P1Y, then: destroy}");
    young();
    ended(20, 3);
    // Then
    assertActed(run(), 20, 0);
  }
}
