package io.lethe.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import io.lethe.Api;
import io.lethe.Await;
import io.lethe.ServiceDatabase;
import io.lethe.access.LimitedGrants;
import io.lethe.access.Role;
import io.lethe.act.ActExpiry;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Problems;
import io.lethe.problem.ProducesCode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** What stops a category before its first row is touched, and how it goes on. */
@QuarkusTest
@TestProfile(BrakesResourceTest.Tight.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BrakesResourceTest {

  private static final LetheClient LETHE = new LetheClient();

  private final Shop shop = Shop.fresh();
  private final ActExpiry expiry;

  @Inject
  BrakesResourceTest(ActExpiry expiry) {
    this.expiry = expiry;
  }

  /** Limits that a few records reach. */
  public static final class Tight extends FromAutumn2025 {
    @Override
    public Map<String, String> getConfigOverrides() {
      Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
      settings.put("lethe.retention.brakes.floor", "5");
      settings.put("lethe.retention.brakes.max-share", "0.5");
      settings.put("lethe.retention.brakes.max-records", "20");
      settings.put("lethe.retention.brakes.max-deviation", "3");
      settings.put("lethe.retention.brakes.max-clock-jump", "30d");
      settings.put("lethe.retention.brakes.cooling-off", "1h");
      return settings;
    }
  }

  /** Buyers for a year, and visitors for a month. */
  @BeforeEach
  void policy() {
    shop.saved("anna", yaml("P1Y"));
    shop.post("anna", 1, "activate").statusCode(200);
  }

  private String yaml(String buyers) {
    return shop.yaml("", Shop.rule("collected", buyers, "destroy"))
        + """
          visitor:
            subjects: [user]
            purposes: [orders]
            fields:
              city: {type: text, on-receipt: keep}
            retention:
              - {from: collected, keep: P1M, then: destroy}
        """;
  }

  private List<UUID> buyers(int count, String collectedAt) {
    List<Map<String, ?>> records = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      records.add(shop.record("b-" + UUID.randomUUID(), collectedAt));
    }
    return LETHE.accepted(records);
  }

  private List<UUID> due(int count) {
    return buyers(count, "2024-01-10T09:00:00Z");
  }

  private void young(int count) {
    buyers(count, "2025-09-01T09:00:00Z");
  }

  private UUID visitor() {
    return LETHE.accepted(visitor("v"));
  }

  /** Due, and in the run that acts on what no brake has stopped; there is nothing to act on. */
  private void heldVisitor() {
    LETHE.accepted(visitor("held"));
    LETHE.place("holds", Map.of("policy", shop.policy(), "subject", "held")).statusCode(201);
  }

  private Map<String, Object> visitor(String subject) {
    Map<String, Object> record = shop.record(subject, "2025-01-10T09:00:00Z");
    record.put("category", "visitor");
    record.put("fields", Map.of("city", "Тула"));
    return record;
  }

  /** A run over the policy that does not go on by itself. */
  private JsonPath stopped() {
    return LETHE.stopped(LETHE.startRun(Map.of("policy", shop.policy())));
  }

  private static UUID id(JsonPath run) {
    return UUID.fromString(run.getString("id"));
  }

  private static ValidatableResponse approve(JsonPath run) {
    return Api.as(Role.PRIVACY_OFFICER, "boris")
        .post("/retention/runs/{id}/approve", run.getString("id"))
        .then();
  }

  private static void cancel(JsonPath run) {
    LETHE
        .as(Role.PRIVACY_OFFICER)
        .post("/api/v1/retention/runs/{id}/cancel", id(run))
        .then()
        .statusCode(200)
        .body("state", equalTo("CANCELLED"));
  }

  private static void assertWaits(JsonPath run, String brake, int records) {
    assertWaits(run, "buyer", brake, records);
  }

  private static void assertWaits(JsonPath run, List<String> brakes, int records) {
    assertWaits(run, "buyer", brakes, records);
  }

  private static void assertWaits(JsonPath run, String category, String brake, int records) {
    assertWaits(run, category, List.of(brake), records);
  }

  private static void assertWaits(JsonPath run, String category, List<String> brakes, int records) {
    assertThat(run.getString("state")).as(run::prettify).isEqualTo("AWAITING_APPROVAL");
    assertThat(run.getInt("destroyed")).isZero();
    assertThat(run.getList("braked.category")).containsExactly(category);
    assertThat(run.getList("braked[0].brakes.brake")).isEqualTo(brakes);
    assertThat(run.getInt("braked[0].records")).isEqualTo(records);
    assertThat(run.getString("braked[0].brakes[0].reason")).isNotBlank();
  }

  /** The stopped categories that somebody is shown whose grants are for one category. */
  private List<String> brakedAsSeenBy(JsonPath run, String category) {
    return Api.as(Role.PRIVACY_OFFICER, LimitedGrants.only(shop.policy(), category, "*"))
        .get("/retention/runs/{id}", id(run))
        .then()
        .statusCode(200)
        .extract()
        .path("braked.category");
  }

  private static void assertAlive(List<UUID> records) {
    assertThat(records).allSatisfy(id -> assertThat(LETHE.state(id)).isEqualTo("DUE"));
  }

  private static void assertDestroyed(List<UUID> records) {
    assertThat(records).allSatisfy(id -> assertThat(LETHE.state(id)).isEqualTo("RECORD_DESTROYED"));
  }

  private static long entries(String type, String part) throws Exception {
    try (Tables tables = Tables.connect()) {
      return tables.number(
          "SELECT count(*) FROM ledger_entry WHERE entry LIKE ? AND entry LIKE ?",
          "%" + type + "%",
          "%" + part + "%");
    }
  }

  @Test
  @Order(1)
  @ProducesCode({ErrorCode.SECOND_PERSON, ErrorCode.RUN_STATE})
  void tooGreatAShareWaitsForASecondPersonAndTheOthersDoNot() throws Exception {
    // Given six of ten buyers that are due, and a visitor
    List<UUID> six = due(6);
    young(4);
    UUID visitor = visitor();

    // When
    JsonPath run = stopped();

    // Then
    assertWaits(run, "SHARE", 6);
    JsonPath rest = LETHE.stopped(UUID.fromString(run.getString("rest")));
    assertThat(rest.getString("state")).isEqualTo("COMPLETED");
    assertThat(rest.getInt("destroyed")).isEqualTo(1);
    assertDestroyed(List.of(visitor));
    assertAlive(six);

    // And whoever has asked for it does not approve it
    Problems.isProblem(
        Api.post(Role.PRIVACY_OFFICER, "/retention/runs/" + id(run) + "/approve"),
        ErrorCode.SECOND_PERSON);
    approve(run).statusCode(200).body("braked[0].approvedBy", startsWith("boris"));
    JsonPath done = LETHE.stopped(id(run));
    assertThat(done.getString("state")).isEqualTo("COMPLETED");
    assertThat(done.getInt("destroyed")).isEqualTo(6);
    assertThat(done.getList("acts")).hasSize(1);
    assertDestroyed(six);
    Problems.isProblem(approve(run), ErrorCode.RUN_STATE);
    assertThat(entries("retention.braked", shop.policy())).isEqualTo(1);
    assertThat(entries("retention.run-approved", run.getString("id"))).isEqualTo(1);
  }

  @Test
  @Order(1)
  void fewRecordsAreNeverTooMany() {
    // Given every one of four
    List<UUID> four = due(4);
    // Then
    assertThat(stopped().getString("state")).isEqualTo("COMPLETED");
    assertDestroyed(four);
  }

  @Test
  @Order(1)
  void noOtherRunTouchesWhatWaitsAndACancelledOneIsAskedForAnew() {
    // Given
    List<UUID> six = due(6);
    JsonPath run = stopped();
    assertWaits(run, "SHARE", 6);

    // When
    JsonPath other = stopped();

    // Then
    assertThat(other.getString("state")).isEqualTo("COMPLETED");
    assertThat(other.getInt("destroyed")).isZero();
    assertAlive(six);

    // And
    cancel(run);
    assertWaits(stopped(), "SHARE", 6);
    assertAlive(six);
  }

  @Test
  @Order(1)
  void dryRunSaysWhatWouldBeStopped() {
    // Given
    List<UUID> six = due(6);

    // When
    JsonPath dry = LETHE.run(Map.of("policy", shop.policy(), "dryRun", true));

    // Then
    assertThat(dry.getInt("destroyed")).isEqualTo(6);
    assertThat(dry.getList("braked[0].brakes.brake")).containsExactly("SHARE");
    assertAlive(six);
    assertThat(brakedAsSeenBy(dry, "buyer")).containsExactly("buyer");
    assertThat(brakedAsSeenBy(dry, "visitor")).isEmpty();
    assertWaits(stopped(), "SHARE", 6);
  }

  @Test
  @Order(1)
  void heldRecordsDoNotCount() {
    // Given six that are due, two of them held
    due(4);
    young(2);
    for (int i = 0; i < 2; i++) {
      LETHE.accepted(shop.record("held-" + i, "2024-01-10T09:00:00Z"));
      LETHE.place("holds", Map.of("policy", shop.policy(), "subject", "held-" + i)).statusCode(201);
    }
    // Then
    JsonPath run = stopped();
    assertThat(run.getString("state")).isEqualTo("COMPLETED");
    assertThat(run.getInt("destroyed")).isEqualTo(4);
    assertThat(run.getInt("held")).isEqualTo(2);
  }

  @Test
  @Order(1)
  void approvalIsForNoMoreThanWasShown() {
    // Given a run that waits with six
    List<UUID> six = due(6);
    JsonPath run = stopped();
    assertWaits(run, "SHARE", 6);

    // When a seventh comes before the approval
    List<UUID> seventh = due(1);
    approve(run).statusCode(200);

    // Then it waits again
    JsonPath again = LETHE.stopped(id(run));
    assertWaits(again, List.of("OUTDATED", "SHARE"), 7);
    assertThat(again.getString("braked[0].approvedBy")).isNull();
    assertAlive(six);
    approve(run).statusCode(200);
    assertThat(LETHE.stopped(id(run)).getInt("destroyed")).isEqualTo(7);
    assertDestroyed(seventh);
  }

  @Test
  @Order(1)
  void approvalIsForTheVersionsThatWereShown() {
    // Given
    List<UUID> six = due(6);
    JsonPath run = stopped();
    assertWaits(run, "SHARE", 6);

    // When a version that keeps them longer comes before the approval
    shop.saved("anna", yaml("P9Y"));
    shop.post("anna", 2, "activate").statusCode(200);
    approve(run).statusCode(200);

    // Then they had expired by the version before, and it says that there is another one
    JsonPath again = LETHE.stopped(id(run));
    assertWaits(again, List.of("OUTDATED", "SHARE"), 6);
    assertThat(again.getString("braked[0].brakes[0].reason")).contains("another version");
    assertAlive(six);
  }

  @Test
  @Order(1)
  void tooManyRecordsWait() {
    // Given
    List<UUID> many = due(21);
    young(21);
    // Then
    assertWaits(stopped(), "RECORDS", 21);
    assertAlive(many);
  }

  @Test
  @Order(1)
  void farMoreThanTheRunsBeforeWait() {
    // Given five runs that acted on one each
    young(40);
    for (int i = 0; i < 5; i++) {
      due(1);
      assertThat(stopped().getInt("destroyed")).isEqualTo(1);
    }

    // When six are due
    List<UUID> six = due(6);

    // Then
    assertWaits(stopped(), "DEVIATION", 6);
    assertAlive(six);
  }

  @Test
  @Order(2)
  void termsThatAVersionHasJustChangedWait() {
    // Given one buyer of half a year, and a version that keeps buyers for a month
    List<UUID> buyer = buyers(1, "2025-03-01T09:00:00Z");
    shop.saved("anna", yaml("P1M"));
    shop.post("boris", 2, "approve").statusCode(200);
    shop.post("anna", 2, "activate").statusCode(200);
    shop.recomputed(2);

    // When it is run over at once, and an hour later
    JsonPath run = stopped();
    assertWaits(run, "COOLING_OFF", 1);
    assertAlive(buyer);
    cancel(run);
    LETHE.moveTo(LETHE.now().plus(Duration.ofHours(1)));

    // Then
    assertThat(stopped().getInt("destroyed")).isEqualTo(1);
  }

  @Test
  @Order(3)
  void cutoffFarAfterTheLastOneWaits() {
    // Given
    assertThat(stopped().getString("state")).isEqualTo("COMPLETED");
    Instant before = LETHE.now();
    List<UUID> buyer = due(1);

    // When the clock says that a month and a day have passed
    LETHE.moveTo(before.plus(Duration.ofDays(31)));

    // Then
    JsonPath run = stopped();
    assertWaits(run, "CLOCK_JUMP", 1);
    assertAlive(buyer);
    approve(run).statusCode(200);
    assertThat(LETHE.stopped(id(run)).getInt("destroyed")).isEqualTo(1);

    // And the next one goes on from there
    due(1);
    assertThat(stopped().getInt("destroyed")).isEqualTo(1);
  }

  @Test
  @Order(3)
  void whatFallsDueElsewhereWaitsAlthoughAnotherRunHasComeAsFar() {
    // Given a run that waits because of the clock, and another that came as far and had nothing
    assertThat(stopped().getString("state")).isEqualTo("COMPLETED");
    List<UUID> buyer = due(1);
    heldVisitor();
    LETHE.moveTo(LETHE.now().plus(Duration.ofDays(31)));
    JsonPath run = stopped();
    assertWaits(run, "CLOCK_JUMP", 1);
    JsonPath rest = LETHE.stopped(UUID.fromString(run.getString("rest")));
    assertThat(rest.getString("state")).isEqualTo("COMPLETED");

    // When a visitor is due by that clock
    UUID visitor = visitor();
    JsonPath other = stopped();

    // Then
    assertWaits(other, "visitor", "CLOCK_JUMP", 1);
    assertAlive(List.of(visitor));
    approve(run).statusCode(200);
    assertThat(LETHE.stopped(id(run)).getInt("destroyed")).isEqualTo(1);
    assertDestroyed(buyer);
    approve(other).statusCode(200);
    assertThat(LETHE.stopped(id(other)).getInt("destroyed")).isEqualTo(1);
    assertDestroyed(List.of(visitor));
  }

  @Test
  @Order(3)
  void runWithNothingDueOrADryOneHidesNoJump() {
    // Given
    assertThat(stopped().getString("state")).isEqualTo("COMPLETED");
    LETHE.moveTo(LETHE.now().plus(Duration.ofDays(31)));

    // When runs have come as far that had nothing to act on
    assertThat(stopped().getString("state")).isEqualTo("COMPLETED");
    List<UUID> buyer = due(1);
    JsonPath dry = LETHE.run(Map.of("policy", shop.policy(), "dryRun", true));

    // Then
    assertThat(dry.getList("braked[0].brakes.brake")).containsExactly("CLOCK_JUMP");
    JsonPath run = stopped();
    assertWaits(run, "CLOCK_JUMP", 1);
    assertAlive(buyer);
    approve(run).statusCode(200);
    assertThat(LETHE.stopped(id(run)).getInt("destroyed")).isEqualTo(1);
  }

  @Test
  @Order(3)
  void runThatFailsBeforeItHasMeasuredHidesNoJump() throws Exception {
    // Given
    assertThat(stopped().getString("state")).isEqualTo("COMPLETED");
    List<UUID> buyer = due(1);
    LETHE.moveTo(LETHE.now().plus(Duration.ofDays(31)));

    // When a run has come as far that could not read what it needs to measure
    JsonPath failed = withoutSpreads(this::stopped);
    assertThat(failed.getString("state")).as(failed::prettify).isEqualTo("FAILED");
    assertThat(failed.getString("cutoff")).isNotNull();

    // Then
    JsonPath run = stopped();
    assertWaits(run, "CLOCK_JUMP", 1);
    assertAlive(buyer);
    approve(run).statusCode(200);
    assertThat(LETHE.stopped(id(run)).getInt("destroyed")).isEqualTo(1);
  }

  private static JsonPath withoutSpreads(Supplier<JsonPath> run) throws Exception {
    try (Tables tables = Tables.connect()) {
      tables.execute("ALTER TABLE retention_spread RENAME TO retention_spread_away");
      try {
        return run.get();
      } finally {
        tables.execute("ALTER TABLE retention_spread_away RENAME TO retention_spread");
      }
    }
  }

  @Test
  @Order(4)
  void runAsOfATimeIsNotBrakedAsAJumpAndHidesNone() {
    // Given a clock that says that two months have passed since the last run
    assertThat(stopped().getString("state")).isEqualTo("COMPLETED");
    Instant before = LETHE.now();
    List<UUID> first = due(1);
    LETHE.moveTo(before.plus(Duration.ofDays(61)));

    // When it is run as of a month and a day after the last run, and then as of now
    JsonPath asOf =
        LETHE.stopped(
            LETHE.startRun(
                Map.of(
                    "policy", shop.policy(), "asOf", before.plus(Duration.ofDays(40)).toString())));
    List<UUID> second = due(1);
    JsonPath now = stopped();

    // Then
    assertThat(asOf.getString("state")).as(asOf::prettify).isEqualTo("COMPLETED");
    assertThat(asOf.getInt("destroyed")).isEqualTo(1);
    assertDestroyed(first);
    assertWaits(now, "CLOCK_JUMP", 1);
    assertAlive(second);
    approve(now).statusCode(200);
    assertThat(LETHE.stopped(id(now)).getInt("destroyed")).isEqualTo(1);
  }

  private static int status(String act) {
    return Api.get(Role.AUDITOR, "/acts/" + act).extract().statusCode();
  }

  private void destroyActs() {
    expiry.destroy().await().atMost(Duration.ofMinutes(1));
  }

  @Test
  @Order(5)
  void actsWaitForTheApprovalThatRecordsWaitFor() {
    // Given an act, and a clock that says that its term is over
    due(1);
    String act = stopped().getString("acts[0]");
    due(1);
    heldVisitor();
    LETHE.moveTo(LETHE.now().plus(Duration.ofDays(1_100)));

    // When, then it is not believed
    destroyActs();
    assertThat(status(act)).isEqualTo(200);

    // And not when a run has come as far that has acted on nothing, while another waits
    JsonPath run = stopped();
    assertWaits(run, "CLOCK_JUMP", 1);
    JsonPath rest = LETHE.stopped(UUID.fromString(run.getString("rest")));
    assertThat(rest.getString("state")).isEqualTo("COMPLETED");
    destroyActs();
    assertThat(status(act)).isEqualTo(200);

    // When a second person has let that one go on
    approve(run).statusCode(200);
    assertThat(LETHE.stopped(id(run)).getString("state")).isEqualTo("COMPLETED");
    destroyActs();

    // Then
    assertThat(status(act)).isEqualTo(410);
  }

  @Test
  @Order(6)
  void cancelledJumpIsAskedForAnewAndActsWaitForIt() {
    // Given an act, and a run that waits by a clock that says that its term is over
    due(1);
    String act = stopped().getString("acts[0]");
    List<UUID> buyer = due(1);
    heldVisitor();
    transferred();
    LETHE.moveTo(LETHE.now().plus(Duration.ofDays(1_100)));
    JsonPath run = stopped();
    assertWaits(run, "CLOCK_JUMP", 1);
    JsonPath rest = LETHE.stopped(UUID.fromString(run.getString("rest")));
    assertThat(rest.getString("state")).isEqualTo("COMPLETED");

    // When nobody lets it go on
    cancel(run);

    // Then the clock is not believed
    destroyActs();
    assertThat(status(act)).isEqualTo(200);
    JsonPath again = stopped();
    assertWaits(again, "CLOCK_JUMP", 1);
    assertAlive(buyer);
    Await.until(BrakesResourceTest::unsettled, left -> left == 0);
    assertThat(transfers()).isEqualTo(1);

    // And it is when a second person has said so
    approve(again).statusCode(200);
    assertThat(LETHE.stopped(id(again)).getString("state")).isEqualTo("COMPLETED");
    assertDestroyed(buyer);
    destroyActs();
    assertThat(status(act)).isEqualTo(410);
    assertThat(transfers()).isZero();
  }

  /** A transfer of somebody who has no record: it is kept for three years. */
  private static void transferred() {
    ServiceDatabase.execute(
        "INSERT INTO disclosure (bucket, subject_id, id, at, policy, policy_version, category,"
            + " recipient, action, purpose, clause, grounds, fields, basis, by)"
            + " VALUES (1, gen_random_uuid(), gen_random_uuid(), ?::timestamptz, 'marker', 1, 'c',"
            + " 'r', 'transfer', 'p', '', '{}', '{}', '[]', 'test')",
        LETHE.now().toString());
  }

  private static long transfers() {
    return (long) ServiceDatabase.value("SELECT count(*) FROM disclosure WHERE policy = 'marker'");
  }

  private static long unsettled() {
    return (long)
        ServiceDatabase.value(
            "SELECT count(*) FROM retention_run WHERE state = 'CANCELLED' AND NOT settled");
  }
}
