package io.lethe.retention;

import static io.lethe.retention.Samples.MST;
import static io.lethe.retention.Samples.SENS;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a run does and does not do; each test has subjects of its own. */
@QuarkusTest
@TestProfile(FromAutumn2025.class)
class RetentionRunResourceTest {

  private static final LetheClient LETHE = new LetheClient();
  private static final Duration SEVEN_YEARS = Duration.ofDays(7 * 365 + 2);

  private String subject;

  @BeforeEach
  void subjectOfItsOwn() {
    LETHE.run(); // so that nothing else is due
    subject = "run-" + UUID.randomUUID();
  }

  @ParameterizedTest
  @CsvSource({"holds, held, HELD", "blocks, blocked, BLOCKED"})
  void restrainedRecordIsKeptUntilTheRelease(String kind, String count, String state) {
    // Given a record that is due and restrained
    UUID id = LETHE.accepted(expired());
    JsonPath placed =
        LETHE
            .place(kind, Map.of("policy", MST, "subject", subject))
            .statusCode(201)
            .extract()
            .jsonPath();

    // When a run comes
    JsonPath run = LETHE.run();

    // Then it is counted and kept, and a run after the release acts on it
    assertThat(placed.getInt("covers")).isEqualTo(1);
    assertThat(run.getInt(count)).isEqualTo(1);
    assertThat(run.getInt("destroyed")).isZero();
    assertThat(LETHE.state(id)).isEqualTo(state);
    LETHE.release(kind, placed.getString("id"));
    assertThat(LETHE.run().getInt("destroyed")).isEqualTo(1);
    assertThat(LETHE.state(id)).isEqualTo("RECORD_DESTROYED");
  }

  @Test
  void holdOverACategoryKeepsAllOfIt() {
    // Given
    UUID id = LETHE.accepted(expired());
    String hold =
        LETHE
            .place("holds", Map.of("policy", MST, "category", "account"))
            .statusCode(201)
            .extract()
            .path("id");

    // When
    JsonPath run = LETHE.run();

    // Then
    assertThat(run.getInt("held")).isEqualTo(1);
    assertThat(LETHE.state(id)).isEqualTo("HELD");
    LETHE.release("holds", hold);
    assertThat(LETHE.run().getInt("destroyed")).isEqualTo(1);
  }

  @Test
  void holdEndsByItself() {
    // Given a hold of one day
    UUID id = LETHE.accepted(expired());
    Instant end = LETHE.now().plus(Duration.ofDays(1));
    LETHE
        .place("holds", Map.of("policy", MST, "subject", subject, "endsAt", end.toString()))
        .statusCode(201);
    assertThat(LETHE.run().getInt("held")).isEqualTo(1);

    // When the day is over
    LETHE.moveTo(end);

    // Then
    assertThat(LETHE.run().getInt("destroyed")).isEqualTo(1);
    assertThat(LETHE.state(id)).isEqualTo("RECORD_DESTROYED");
  }

  @Test
  void dryRunCountsAndTouchesNothing() throws Exception {
    // Given
    UUID id = LETHE.accepted(expired());
    try (Tables tables = Tables.connect()) {
      String rows =
          "SELECT (SELECT string_agg(r::text || r.xmin, '' ORDER BY id) FROM record r)"
              + " || (SELECT count(*) FROM erasure) || (SELECT count(*) FROM tombstone)"
              + " || (SELECT count(*) FROM act)";
      String before = tables.column(String.class, rows).get(0);

      // When
      JsonPath run = LETHE.run(Map.of("dryRun", true));

      // Then
      assertThat(run.getInt("destroyed")).isEqualTo(1);
      assertThat(run.getList("acts")).isEmpty();
      assertThat(tables.column(String.class, rows).get(0)).isEqualTo(before);
    }
    assertThat(LETHE.state(id)).isEqualTo("DUE");
    assertThat(LETHE.run().getInt("destroyed")).isEqualTo(1);
  }

  @Test
  void destroyedSubjectIsCollectedAgainOnlyByWhatIsLater() {
    // Given a subject whose only record was destroyed
    Instant before = LETHE.now();
    LETHE.accepted(expired());
    LETHE.run();
    Instant after = LETHE.now();

    // When it comes again without a date, from before, and from afterwards
    Map<String, Object> undated = Samples.mst(subject, after);
    undated.remove("collectedAt");
    JsonPath first = LETHE.received(undated);
    JsonPath second = LETHE.received(Samples.mst(subject, before));
    JsonPath third = LETHE.received(Samples.mst(subject, after));

    // Then the last alone is received, and lives
    assertThat(first.getString("items[0].problem.code")).isEqualTo("SUBJECT_DESTROYED");
    assertThat(second.getString("items[0].problem.code")).isEqualTo("SUBJECT_DESTROYED");
    assertThat(third.getString("items[0].status")).isEqualTo("accepted");
    LETHE.run();
    assertThat(LETHE.state(UUID.fromString(third.getString("items[0].id")))).isEqualTo("ACTIVE");
  }

  @Test
  void activityRevivesWhatIsDueAndNotYetActedOn() {
    // Given a record that is due
    Instant login = LETHE.now();
    UUID id = LETHE.accepted(Samples.sens(subject, login));
    LETHE.event(SENS, subject, "last-activity", login);
    LETHE.moveTo(login.plus(Duration.ofDays(367)));
    assertThat(LETHE.state(id)).isEqualTo("DUE");

    // When the subject is active before a run comes
    LETHE.event(SENS, subject, "last-activity", LETHE.now());

    // Then it lives for another year
    LETHE.run();
    assertThat(LETHE.state(id)).isEqualTo("ACTIVE");
    LETHE.moveTo(login.plus(Duration.ofDays(2 * 367)));
    LETHE.run();
    assertThat(LETHE.state(id)).isEqualTo("RECORD_DEPERSONALIZED");
  }

  @Test
  void firstActivityAfterARunHasPostponedTheRecordMakesItDue() throws Exception {
    // Given a record whose clock never started, and a run that found it so
    Instant collected = LETHE.now().minus(Duration.ofDays(500));
    UUID id = LETHE.accepted(Samples.sens(subject, collected));
    assertThat(LETHE.run().getInt("selected")).isZero();
    assertThat(LETHE.state(id)).isEqualTo("WAITING_FOR_EVENT");
    try (Tables tables = Tables.connect()) {
      assertThat(tables.number("SELECT count(*) FROM record WHERE id = ? AND due_at > now()", id))
          .as("the run looks at it again when the term could have passed, not each time")
          .isEqualTo(1);
    }

    // When its first activity is told, of more than a year ago
    LETHE.event(SENS, subject, "last-activity", collected.plus(Duration.ofDays(10)));

    // Then the next run depersonalizes it
    assertThat(LETHE.state(id)).isEqualTo("DUE");
    assertThat(LETHE.run().getInt("depersonalized")).isEqualTo(1);
    assertThat(LETHE.state(id)).isEqualTo("RECORD_DEPERSONALIZED");
  }

  @Test
  void deletedAccountIsDueAtOnceUnderBothPolicies() {
    // Given two records that are far from due, one of them with a clock that waits
    Instant now = LETHE.now();
    UUID destroyed = LETHE.accepted(Samples.mst(subject, now));
    UUID depersonalized = LETHE.accepted(Samples.sens(subject, now));
    assertThat(LETHE.run().getInt("selected")).isZero();

    // When
    LETHE.event(MST, subject, "account-deleted", LETHE.now());
    LETHE.event(SENS, subject, "account-deleted", LETHE.now());

    // Then
    JsonPath run = LETHE.run();
    assertThat(run.getInt("destroyed")).isEqualTo(1);
    assertThat(run.getInt("depersonalized")).isEqualTo(1);
    assertThat(LETHE.state(destroyed)).isEqualTo("RECORD_DESTROYED");
    assertThat(LETHE.state(depersonalized)).isEqualTo("RECORD_DEPERSONALIZED");
  }

  private Map<String, Object> expired() {
    return Samples.mst(subject, LETHE.now().minus(SEVEN_YEARS));
  }

  @Test
  void restrainedSubjectWhoseLastRecordIsGoneIsKnownUntilTheRelease() {
    // Given a hold over one category of a subject, and its last record in another one
    Instant now = LETHE.now();
    UUID other = LETHE.accepted(Samples.mst(subject, now));
    String hold = holdOverConversations();
    LETHE.event(MST, subject, "account-deleted", now);

    // When it is destroyed, and the person comes back with a conversation that is due at once
    LETHE.run();
    assertThat(LETHE.state(other)).isEqualTo("RECORD_DESTROYED");
    UUID conversation = LETHE.accepted(conversation(LETHE.now()));
    LETHE.event(MST, subject, "account-deleted", LETHE.now());

    // Then the hold still covers it, and after the release the subject is forgotten
    assertThat(LETHE.run().getInt("held")).isEqualTo(1);
    assertThat(LETHE.state(conversation)).isEqualTo("HELD");
    LETHE.release("holds", hold);
    LETHE.run();
    assertThat(LETHE.state(conversation)).isEqualTo("RECORD_DESTROYED");
  }

  @Test
  void subjectThatOnlyAHoldHadKeptIsBuriedByTheRunAfterIt() throws Exception {
    // Given a subject without records, under a hold
    Instant now = LETHE.now();
    UUID id = LETHE.accepted(Samples.mst(subject, now));
    String hold = holdOverConversations();
    LETHE.event(MST, subject, "account-deleted", now);
    LETHE.run();
    assertThat(LETHE.state(id)).isEqualTo("RECORD_DESTROYED");
    try (Tables tables = Tables.connect()) {
      long subjects = tables.number("SELECT count(*) FROM subject");
      long tombstones = tables.number("SELECT count(*) FROM tombstone");

      // When
      LETHE.release("holds", hold);
      LETHE.run();

      // Then
      assertThat(tables.number("SELECT count(*) FROM subject")).isEqualTo(subjects - 1);
      assertThat(tables.number("SELECT count(*) FROM tombstone")).isEqualTo(tombstones + 1);
    }
    JsonPath old = LETHE.received(Samples.mst(subject, now.minus(Duration.ofDays(9))));
    assertThat(old.getString("items[0].problem.code")).isEqualTo("SUBJECT_DESTROYED");
  }

  @Test
  void dryRunSeesTheHoldOverWhatDepersonalizationHadLeft() {
    // Given rows that are due and nothing else, under a hold over their category
    LETHE.moveTo(LETHE.now().plus(Duration.ofDays(6 * 366)));
    LETHE.run();
    UUID id = LETHE.accepted(Samples.sens(subject, LETHE.now()));
    LETHE.event(SENS, subject, "account-deleted", LETHE.now());
    LETHE.run();
    assertThat(LETHE.state(id)).isEqualTo("RECORD_DEPERSONALIZED");
    LETHE.moveTo(LETHE.now().plus(Duration.ofDays(6 * 366)));
    String hold =
        LETHE
            .place("holds", Map.of("policy", SENS, "category", "mandatory"))
            .statusCode(201)
            .extract()
            .path("id");

    // When, Then
    assertThat(LETHE.run(Map.of("dryRun", true, "policy", SENS)).getInt("destroyed")).isZero();
    assertThat(LETHE.run(Map.of("policy", SENS)).getInt("destroyed")).isZero();
    LETHE.release("holds", hold);
    int foreseen = LETHE.run(Map.of("dryRun", true, "policy", SENS)).getInt("destroyed");
    assertThat(foreseen).isPositive();
    assertThat(LETHE.run(Map.of("policy", SENS)).getInt("destroyed")).isEqualTo(foreseen);
  }

  /** Of the subject alone; answers the id of the hold. */
  private String holdOverConversations() {
    return LETHE
        .place("holds", Map.of("policy", MST, "category", "conversation", "subject", subject))
        .statusCode(201)
        .extract()
        .path("id");
  }

  private Map<String, Object> conversation(Instant collected) {
    return Samples.record(
        MST, "conversation", subject, collected, Map.of("conversation", "about the weather"));
  }
}
