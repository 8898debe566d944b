package io.lethe.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.lethe.Api;
import io.lethe.Await;
import io.lethe.access.Role;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Problems;
import io.lethe.problem.ProducesCode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** A replica that does not know yet what another one has activated, and whatever it does next. */
@QuarkusTest
@TestProfile(StaleReplicaResourceTest.ThatNeverLooks.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StaleReplicaResourceTest {

  private static final LetheClient LETHE = new LetheClient();

  private final Shop shop = Shop.fresh();

  /** It learns of an activation only when it meets one. */
  public static final class ThatNeverLooks extends FromAutumn2025 {
    @Override
    public Map<String, String> getConfigOverrides() {
      Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
      settings.put("lethe.policies.reload-every", "24h");
      settings.put("lethe.requests.watch-every", "1s");
      return settings;
    }
  }

  @BeforeEach
  void firstVersion() {
    shop.saved("anna", shop.yaml("", Shop.rule("order-closed", "P3Y", "destroy")));
    shop.post("anna", 1, "activate").statusCode(200);
  }

  @Test
  @Order(0)
  void batchDoesNotActByACalendarThatWasAddedToElsewhere() throws Exception {
    // Given a record that is due on the next working day by what is known here
    Shop own = Shop.fresh();
    String calendar = "stale-" + own.policy();
    add(calendar, "date,works\n2024-01-01,no\n");
    own.saved("anna", own.yaml("calendar: " + calendar, Shop.rule("collected", "P1BD", "destroy")));
    own.post("anna", 1, "activate").statusCode(200);
    UUID record = LETHE.accepted(own.record("stale", "2025-09-08T09:00:00Z"));
    assertThat(LETHE.explanation(record).getString("dueAt")).isEqualTo("2025-09-09T21:00:00Z");

    // When another replica adds the year, in which the next three days are off
    addElsewhere(calendar, "date,works\n2025-09-09,no\n2025-09-10,no\n2025-09-11,no\n");
    int destroyed = LETHE.run(Map.of("policy", own.policy())).getInt("destroyed");

    // Then
    assertThat(destroyed).isZero();
    assertThat(LETHE.explanation(record).getString("dueAt")).isEqualTo("2025-09-12T21:00:00Z");
  }

  @Test
  @Order(0)
  void replacedValuesAreNotDestroyedByACalendarThatWasAddedToElsewhere() throws Exception {
    // Given a value that was replaced on Monday, and is due since Wednesday by what is known here
    Shop own = Shop.fresh();
    String calendar = "replaced-" + own.policy();
    add(calendar, "date,works\n2024-01-01,no\n");
    String rules = Shop.rule("collected", "P9Y", "destroy") + "\n    previous: {keep: P1BD}";
    own.saved("anna", own.yaml("calendar: " + calendar, rules));
    own.post("anna", 1, "activate").statusCode(200);
    UUID record = LETHE.accepted(own.record("replaced", "2025-09-01T09:00:00Z"));
    LETHE.rectify(record, Map.of("city", "Пермь"));
    try (Tables tables = Tables.connect()) {
      tables.execute(
          ("UPDATE record_previous SET replaced_at = '2025-09-08T09:00:00Z',"
                  + " due_at = '2025-09-09T21:00:00Z' WHERE record_id = '%s'")
              .formatted(record));
    }

    // When
    addElsewhere(calendar, "date,works\n2025-09-09,no\n2025-09-10,no\n2025-09-11,no\n");
    int destroyed = LETHE.run(Map.of("policy", own.policy())).getInt("destroyed");

    // Then
    assertThat(destroyed).isZero();
    assertThat(LETHE.explanation(record).getString("previous[0].dueAt"))
        .isEqualTo("2025-09-12T21:00:00Z");
  }

  @Test
  @Order(0)
  @ProducesCode(ErrorCode.NOTICE_TOO_SHORT)
  void noticeIsCountedByACalendarThatWasChangedElsewhere() throws Exception {
    // Given a notice on Friday 5 September, two working days before Wednesday by what is known here
    Shop own = Shop.fresh();
    String calendar = "notice-" + own.policy();
    add(calendar, "date,works\n2025-01-01,no\n");
    String top = "notice: P2BD\ncalendar: " + calendar;
    own.saved("anna", own.yaml(top, Shop.rule("collected", "P1Y", "destroy")));
    own.post("anna", 1, "activate").statusCode(200);
    own.saved("anna", own.yaml(top, Shop.rule("collected", "P2Y", "destroy")));
    Api.post(
            Role.PRIVACY_OFFICER,
            "/policies/" + own.policy() + "/versions/2/notices",
            Map.of("at", "2025-09-05T09:00:00Z", "how", "e-mail"))
        .statusCode(201);

    // When Monday turns out to be off
    addElsewhere(calendar, "date,works\n2025-01-01,no\n2025-09-08,no\n");

    // Then
    Problems.isProblem(own.post("anna", 2, "activate"), ErrorCode.NOTICE_TOO_SHORT);
  }

  @Test
  @Order(0)
  void deadlineIsCountedByACalendarThatWasAddedToElsewhere() throws Exception {
    // Given a request of Wednesday 10 September, due on Friday by what is known here
    Shop own = Shop.fresh();
    String calendar = "request-" + own.policy();
    add(calendar, "date,works\n2024-01-01,no\n");
    String top = "calendar: " + calendar + "\nlaw: []\nrequests: {access: {due: P2BD}}";
    own.saved("anna", own.yaml(top, Shop.rule("collected", "P9Y", "destroy")));
    own.post("anna", 1, "activate").statusCode(200);
    LETHE.accepted(own.record("asks", "2025-09-01T09:00:00Z"));
    String request =
        Api.post(
                Role.PRIVACY_OFFICER,
                "/requests",
                Map.of(
                    "policy", own.policy(),
                    "subject", "asks",
                    "type", "access",
                    "channel", "email",
                    "contains", List.of("name", "contact", "identity-document", "signature")))
            .statusCode(201)
            .body("deadline", equalTo("2025-09-12"))
            .extract()
            .path("id");
    addElsewhere(calendar, "date,works\n2025-09-11,no\n2025-09-12,no\n");
    try (Tables tables = Tables.connect()) {
      tables.execute(
          "UPDATE subject_request SET deadline = '2025-10-01' WHERE id = '%s'".formatted(request));
    }

    // When it looks at open deadlines, then Monday and Tuesday are counted
    assertThat(Await.until(() -> deadline(request), day -> !day.equals("2025-10-01")))
        .isEqualTo("2025-09-16");
  }

  private static String deadline(String request) {
    return Api.get(Role.PRIVACY_OFFICER, "/requests/" + request)
        .statusCode(200)
        .extract()
        .path("deadline");
  }

  private static void add(String calendar, String csv) {
    Api.send(Role.PRIVACY_OFFICER, "/calendars/" + calendar, "text/csv", csv).statusCode(201);
  }

  private static void addElsewhere(String calendar, String csv) throws Exception {
    try (Tables tables = Tables.connect()) {
      tables.execute(
          ("INSERT INTO calendar_version (name, version, hash, csv, author, created_at, epoch,"
                  + " effective_at) SELECT '%s', 2, 'hash', E'%s', 'boris', now(),"
                  + " 1 + count(*), now() FROM calendar_version WHERE epoch > 0")
              .formatted(calendar, csv.replace("\n", "\\n")));
    }
  }

  /** What another replica does. */
  private void activateElsewhere(String... rules) throws Exception {
    int version = shop.saved("anna", shop.yaml("", rules));
    try (Tables tables = Tables.connect()) {
      tables.execute(
          "UPDATE policy_version SET state = 'RETIRED' WHERE state = 'ACTIVE' AND policy = '%s'"
              .formatted(shop.policy()));
      tables.execute(
          "UPDATE policy_version SET state = 'ACTIVE', activated_at = '%s' WHERE policy = '%s' AND version = %d"
              .formatted(LETHE.now(), shop.policy(), version));
    }
  }

  private static Instant stored(UUID record) throws Exception {
    try (Tables tables = Tables.connect()) {
      return tables
          .column(Timestamp.class, "SELECT due_at FROM record WHERE id = ?", record)
          .get(0)
          .toInstant();
    }
  }

  @Test
  void recordIsProtectedByTheVersionThatItDidNotKnow() throws Exception {
    // Given
    activateElsewhere(Shop.rule("collected", "P1Y", "destroy"));

    // When
    UUID id = LETHE.accepted(shop.record("s-1", "2025-09-01T12:00:00Z"));

    // Then
    assertThat(LETHE.explanation(id).getInt("policyVersion")).isEqualTo(2);
    assertThat(stored(id)).isEqualTo(Instant.parse("2026-09-01T21:00:00Z"));
  }

  @Test
  void eventLowersByTheVersionThatItDidNotKnow() throws Exception {
    // Given
    UUID id = LETHE.accepted(shop.record("s-2", "2025-09-01T12:00:00Z"));
    activateElsewhere(Shop.rule("order-closed", "P1Y", "destroy"));

    // When
    LETHE.event(shop.policy(), "s-2", "order-closed", Instant.parse("2025-09-05T12:00:00Z"));

    // Then
    assertThat(stored(id)).isEqualTo(Instant.parse("2026-09-05T21:00:00Z"));
    assertThat(LETHE.explanation(id).getInt("termsVersion")).isEqualTo(2);
  }

  @Test
  @Order(Integer.MAX_VALUE) // it moves the clock
  void runSparesWhatTheVersionThatItDidNotKnowExtends() throws Exception {
    // Given a record that would be due, had its term not been extended in time
    UUID id = LETHE.accepted(shop.record("s-3", "2022-09-01T12:00:00Z"));
    LETHE.event(shop.policy(), "s-3", "order-closed", LETHE.now().minusSeconds(60));
    activateElsewhere(Shop.rule("order-closed", "P5Y", "destroy"));

    // When a run comes after three years
    LETHE.moveTo(Instant.parse("2028-12-01T00:00:00Z"));
    LETHE.run(Map.of("policy", shop.policy()));

    // Then
    assertThat(LETHE.state(id)).isEqualTo("ACTIVE");
  }
}
