package io.lethe.retention;

import static io.lethe.retention.Samples.MST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.lethe.problem.ErrorCode;
import io.lethe.problem.Problems;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Holds over sets of records. */
@QuarkusTest
@TestProfile(FromAutumn2025.class)
class RecordHoldResourceTest {

  private static final LetheClient LETHE = new LetheClient();
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final BacklogStore backlog;
  private final String subject = "set-" + UUID.randomUUID();

  @Inject
  RecordHoldResourceTest(BacklogStore backlog) {
    this.backlog = backlog;
  }

  @Test
  void recordsOfSeveralPeopleAreHeldShownAndReleased() {
    // Given six due records of three people
    LETHE.run();
    List<UUID> ids = dueRecords(6);
    List<UUID> held = List.of(ids.get(0), ids.get(2), ids.get(5));

    // When every other one is held, one of them named twice
    List<UUID> named = new ArrayList<>(held);
    named.add(ids.get(0));
    ValidatableResponse placed =
        place(Map.of("records", named, "endsAt", "2099-01-01T00:00:00Z"))
            .statusCode(201)
            .body("records", equalTo(3))
            .body("covers", equalTo(3))
            .body("category", nullValue())
            .body("subjectKey", nullValue());
    String hold = placed.extract().path("id");

    // Then the explanation says why, of these alone
    JsonPath why = LETHE.explanation(ids.get(2));
    assertThat(why.getString("state")).isEqualTo("HELD");
    assertThat(why.getString("restraint")).isEqualTo("HOLD");
    assertThat(why.getList("restraints.id")).containsExactly(hold);
    assertThat(LETHE.explanation(ids.get(1)).getList("restraints")).isEmpty();
    assertThat(LETHE.state(ids.get(1))).isEqualTo("DUE");

    // And a dry run and a run keep these alone
    JsonPath dry = LETHE.run(Map.of("dryRun", true, "policy", MST));
    assertThat(dry.getInt("held")).isEqualTo(3);
    assertThat(dry.getInt("destroyed")).isEqualTo(3);
    JsonPath run = LETHE.run();
    assertThat(run.getInt("held")).isEqualTo(3);
    assertThat(run.getInt("destroyed")).isEqualTo(3);
    assertThat(held).allSatisfy(id -> assertThat(LETHE.state(id)).isEqualTo("HELD"));

    // And they are acted on when it is released
    LETHE.release("holds", hold);
    assertThat(LETHE.run().getInt("destroyed")).isEqualTo(3);
    assertThat(held).allSatisfy(id -> assertThat(LETHE.state(id)).isEqualTo("RECORD_DESTROYED"));
  }

  @Test
  void whatIsNotARecordOfThePolicyIsRefusedWithItsPosition() {
    // Given
    UUID own = LETHE.accepted(Samples.mst(subject, LETHE.now()));
    UUID foreign = LETHE.accepted(Samples.sens(subject, LETHE.now()));
    UUID nobodys = UUID.fromString("019dce1a-6200-8d10-9b2f-3f1f0a7b6c11");

    // When
    ValidatableResponse refused = place(Map.of("records", List.of(own, foreign, own, nobodys)));

    // Then nothing is held, and the ids are not repeated
    Problems.isProblem(refused, ErrorCode.RECORD_UNKNOWN);
    JsonPath problem = refused.extract().jsonPath();
    assertThat(problem.getList("violations.path")).containsExactly("records[1]", "records[3]");
    assertThat(problem.getList("violations.code"))
        .containsExactly("RECORD_UNKNOWN", "RECORD_UNKNOWN");
    assertThat(problem.prettify()).doesNotContain(nobodys.toString());
    assertThat(LETHE.state(own)).isEqualTo("ACTIVE");
  }

  @Test
  void setThatIsEmptyTooLargeOrBesideAnotherScopeIsRefused() {
    // Given
    UUID own = LETHE.accepted(Samples.mst(subject, LETHE.now()));
    List<UUID> many = IntStream.range(0, 10_001).mapToObj(i -> new UUID(i, i)).toList();

    // Then
    Problems.isProblem(place(Map.of("records", List.of())), ErrorCode.BODY_SHAPE);
    Problems.isProblem(place(Map.of("records", many)), ErrorCode.BODY_SHAPE);
    Problems.isProblem(
        place(Map.of("records", List.of(own), "category", "account")), ErrorCode.BODY_SHAPE);
    Problems.isProblem(
        place(Map.of("records", List.of(own), "subject", subject)), ErrorCode.BODY_SHAPE);
    Problems.isProblem(
        place(Map.of("records", List.of(own), "endsAt", "2020-01-01T00:00:00Z")),
        ErrorCode.CLOCK_OUT_OF_RANGE);
    Problems.isProblem(
        LETHE.place("blocks", Map.of("policy", MST, "records", List.of(own))),
        ErrorCode.BODY_SHAPE);
    assertThat(LETHE.state(own)).isEqualTo("ACTIVE");
  }

  @Test
  void rectificationKeepsTheOldValueOfWhatIsHeldAsLongAsItIs() throws Exception {
    // Given two records of a person, one of which is held; the policy keeps no replaced value
    UUID held = LETHE.accepted(Samples.mst(subject, LETHE.now()));
    UUID free = LETHE.accepted(Samples.mst(subject, LETHE.now()));
    String hold = place(Map.of("records", List.of(held))).statusCode(201).extract().path("id");

    // When
    for (UUID id : List.of(held, free)) {
      LETHE.rectify(id, Map.of("email", "robert@example.com"));
    }

    // Then
    assertThat(LETHE.explanation(held).getList("previous")).hasSize(1);
    assertThat(LETHE.explanation(free).getList("previous")).isEmpty();
    LETHE.run();
    assertThat(LETHE.explanation(held).getList("previous")).hasSize(1);
    LETHE.release("holds", hold);
    LETHE.run();
    assertThat(LETHE.explanation(held).getList("previous")).isEmpty();
    assertThat(LETHE.state(held)).isEqualTo("ACTIVE");
  }

  @Test
  void gaugeOfTheOldestDueRecordLeavesOutWhatIsHeld() throws Exception {
    // Given
    LETHE.run();
    List<UUID> ids = dueRecords(2);
    CategoryRef account = new CategoryRef(MST, "account");
    assertThat(backlog.now(account, LETHE.now(), LETHE.now()).await().atMost(PATIENCE).oldest())
        .isNotNull();

    // When
    String hold = place(Map.of("records", ids)).statusCode(201).extract().path("id");

    // Then
    assertThat(backlog.now(account, LETHE.now(), LETHE.now()).await().atMost(PATIENCE).oldest())
        .isNull();
    LETHE.release("holds", hold);
    LETHE.run();
  }

  @Test
  void databaseLooksForNoRecordsWhereNoHoldIsOverSome() throws Exception {
    // Then the planner decides that by the statement's first look, before it joins anything
    try (Tables tables = Tables.connect()) {
      String plan =
          String.join(
              "\n",
              tables.column(
                  String.class,
                  "EXPLAIN SELECT 1 FROM unnest('{1}'::smallint[]) AS i(bucket)"
                      + " JOIN hold_record r ON r.bucket = i.bucket"
                      + " JOIN hold h ON h.id = r.hold_id"
                      + " WHERE EXISTS (SELECT 1 FROM hold WHERE policy = 'x' AND records IS NOT"
                      + " NULL AND subject_id IS NULL AND released_at IS NULL)"));
      assertThat(plan).contains("One-Time Filter");
    }
  }

  private List<UUID> dueRecords(int records) {
    return LETHE.accepted(
        IntStream.range(0, records)
            .mapToObj(i -> Samples.mst(subject + i / 2, LETHE.now().minus(Duration.ofDays(3_000))))
            .toList());
  }

  private static ValidatableResponse place(Map<String, ?> on) {
    Map<String, Object> body = new HashMap<>(on);
    body.put("policy", MST);
    return LETHE.place("holds", body);
  }
}
