package io.lethe.retention;

import static io.restassured.RestAssured.given;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;

import io.lethe.Api;
import io.lethe.Beside;
import io.lethe.Tokens;
import io.lethe.access.Role;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Problems;
import io.lethe.problem.ProducesCode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Years and countries that the operator adds while the service runs, on 2025-09-10. */
@QuarkusTest
@TestProfile(RecomputeResourceTest.OfItsOwn.class)
class CalendarResourceTest {

  private static final LetheClient LETHE = new LetheClient();
  private static final ZoneId MOSCOW = ZoneId.of("Europe/Moscow");

  /** Sunday to Thursday are worked; of September only the tenth and the fifteenth are off. */
  private static final String SEPTEMBER =
      "# sample\nweekend,friday,saturday\ndate,works\n2025-09-10,no\n2025-09-15,no\n";

  private final Shop shop = Shop.fresh();
  private final String calendar = "c" + shop.policy().substring(4);

  private static ValidatableResponse add(String officer, String calendar, String csv) {
    return Api.as(Role.PRIVACY_OFFICER, officer)
        .header("Content-Type", "text/csv")
        .body(csv.getBytes(StandardCharsets.UTF_8))
        .post("/calendars/{name}", calendar)
        .then();
  }

  private static ValidatableResponse approve(String officer, String calendar, int version) {
    return Api.as(Role.PRIVACY_OFFICER, officer)
        .post("/calendars/{name}/versions/{version}/approve", calendar, version)
        .then();
  }

  private void activated(String... rules) {
    shop.saved("anna", shop.yaml("calendar: " + calendar, rules));
    shop.post("anna", 1, "activate").statusCode(200);
  }

  private static Instant stored(UUID record) throws Exception {
    try (Tables tables = Tables.connect()) {
      return tables
          .column(Timestamp.class, "SELECT due_at FROM record WHERE id = ?", record)
          .get(0)
          .toInstant();
    }
  }

  private static String start(String day) {
    return LocalDate.parse(day).atStartOfDay(MOSCOW).toInstant().toString();
  }

  private static String due(UUID record) {
    return LETHE.explanation(record).getString("dueAt");
  }

  @Test
  void countryIsAddedAndPoliciesCountByIt() {
    // Given a policy that waits for its calendar
    shop.saved(
        "anna", shop.yaml("calendar: " + calendar, Shop.rule("collected", "P5BD", "destroy")));
    Problems.isProblem(shop.post("anna", 1, "activate"), ErrorCode.POLICY_NOT_ACTIVATABLE)
        .body("violations.code", hasItem("CALENDAR_UNKNOWN"));

    // When
    add("anna", calendar, SEPTEMBER)
        .statusCode(201)
        .body("version", equalTo(1))
        .body("state", equalTo("IN_FORCE"))
        .body("workingDays.2025", equalTo(259))
        .body("approvedBy", nullValue());
    shop.post("anna", 1, "activate").statusCode(200);

    // Then 5 days after Thursday 4 September are 7, 8, 9, 11, 14: the 10th is off, and a weekend
    UUID record = LETHE.accepted(shop.record("country", "2025-09-04T09:00:00Z"));
    assertThat(due(record)).isEqualTo(start("2025-09-15"));
    Api.get(Role.AUDITOR, "/calendars")
        .statusCode(200)
        .body("items.name", hasItem("ru"))
        .body(
            "items.find { it.name == '" + calendar + "' }.policies",
            equalTo(List.of(shop.policy())));
    Api.get(Role.AUDITOR, "/calendars/" + calendar + "/days")
        .statusCode(200)
        .body(equalTo("weekend,friday,saturday\ndate,works\n2025-09-10,no\n2025-09-15,no\n"));
  }

  @Test
  void yearThatIsAddedMakesDatesCertainAndNothingIsEarly() throws Exception {
    // Given a year that is missing, in which every day counts
    add("anna", calendar, "date,works\n2024-01-01,no\n").statusCode(201);
    activated("{from: collected, keep: P2BD, within: P3BD, then: destroy}");
    UUID record = LETHE.accepted(shop.record("year", "2025-09-05T09:00:00Z"));
    JsonPath before = LETHE.explanation(record);
    assertThat(before.getString("dueAt")).isEqualTo(start("2025-09-08"));
    assertThat(before.getString("deadline")).isEqualTo("2025-09-10");
    assertThat(before.getBoolean("rules[0].provisional")).isTrue();

    // When Monday 8 September turns out to be a holiday, and the weekend one
    add("anna", calendar, "date,works\n2025-09-08,no\n").statusCode(201);

    // Then it is due after Wednesday, not on Monday, and no run believes the stored date
    JsonPath after = LETHE.explanation(record);
    assertThat(after.getString("dueAt")).isEqualTo(start("2025-09-11"));
    assertThat(after.getString("deadline")).isEqualTo("2025-09-15");
    assertThat(after.getBoolean("rules[0].provisional")).isFalse();
    assertThat(stored(record)).isBefore(LETHE.now());
    assertThat(LETHE.run(Map.of("policy", shop.policy())).getInt("destroyed")).isZero();
    assertThat(LETHE.state(record)).isEqualTo("ACTIVE");
  }

  @Test
  @ProducesCode({ErrorCode.SECOND_PERSON, ErrorCode.VERSION_STATE, ErrorCode.NOT_FOUND})
  void yearThatIsKnownIsChangedByTwoPersonsAndStoredDatesFollow() throws Exception {
    // Given a record that is due after two holidays
    add("anna", calendar, "date,works\n2025-09-12,no\n2025-09-15,no\n").statusCode(201);
    activated(Shop.rule("collected", "P1BD", "destroy"));
    UUID record = LETHE.accepted(shop.record("changed", "2025-09-09T09:00:00Z"));
    UUID later = LETHE.accepted(shop.record("later", "2025-09-10T05:00:00Z"));
    assertThat(due(record)).isEqualTo(start("2025-09-11"));
    assertThat(due(later)).isEqualTo(start("2025-09-12"));

    // When one of them is taken back, and another day is off instead
    add("anna", calendar, "date,works\n2025-09-11,no\n2025-09-12,no\n")
        .statusCode(201)
        .body("state", equalTo("AWAITING_APPROVAL"))
        .body("effectiveAt", nullValue());
    assertThat(due(later)).isEqualTo(start("2025-09-12"));
    Problems.isProblem(approve("anna", calendar, 2), ErrorCode.SECOND_PERSON);
    Problems.isProblem(approve("boris", calendar, 3), ErrorCode.NOT_FOUND);
    approve("boris", calendar, 2).statusCode(200).body("approvedBy", containsString("boris"));
    Problems.isProblem(approve("boris", calendar, 2), ErrorCode.VERSION_STATE);

    // Then, the 11th and 12th being off, the next working day is the 15th
    assertThat(due(later)).isEqualTo(start("2025-09-16"));

    // And when they are worked after all, the stored date is lowered by a job
    add("boris", calendar, "date,works\n2025-09-15,no\n").body("version", equalTo(3));
    approve("anna", calendar, 3).statusCode(200);
    try (Tables tables = Tables.connect()) {
      tables.execute(
          "UPDATE record SET due_at = '2025-10-01T00:00:00Z' WHERE id = '" + later + "'");
    }
    add("anna", calendar, "date,works\n2025-09-16,no\n").body("version", equalTo(4));
    approve("boris", calendar, 4).statusCode(200);
    assertThat(due(later)).isEqualTo(start("2025-09-12"));
    Awaiting.until(() -> readStored(later), Instant.parse(start("2025-09-12"))::equals);
  }

  @Test
  void replacedValuesAreCountedByTheDaysInForce() throws Exception {
    // Given values that were replaced on Friday, and by what was known then are due since Tuesday
    add("anna", calendar, "date,works\n2024-01-01,no\n").statusCode(201);
    activated(
        Shop.rule("collected", "P9Y", "destroy") + "\n    previous: {keep: P2BD, within: P9BD}");
    UUID record = LETHE.accepted(shop.record("replaced", "2025-09-01T09:00:00Z"));
    LETHE.rectify(record, Map.of("city", "Пермь"));
    replaced(record, "2025-09-05T09:00:00Z", start("2025-09-08"));

    // When Monday and Tuesday turn out to be holidays
    add("anna", calendar, "date,works\n2025-09-08,no\n2025-09-09,no\n").statusCode(201);
    int destroyed = LETHE.run(Map.of("policy", shop.policy())).getInt("destroyed");

    // Then Wednesday and Thursday are counted
    assertThat(destroyed).isZero();
    JsonPath explained = LETHE.explanation(record);
    assertThat(explained.getString("previous[0].dueAt")).isEqualTo(start("2025-09-12"));
    assertThat(explained.getString("previous[0].deadline")).isEqualTo("2025-09-24");

    // And when Tuesday is worked after all, the job writes the day before
    add("anna", calendar, "date,works\n2025-09-08,no\n")
        .body("state", equalTo("AWAITING_APPROVAL"));
    approve("boris", calendar, 3).statusCode(200);
    Awaiting.until(
        () -> LETHE.explanation(record).getString("previous[0].dueAt"),
        start("2025-09-11")::equals);
  }

  private static void replaced(UUID record, String at, String due) throws Exception {
    try (Tables tables = Tables.connect()) {
      tables.execute(
          "UPDATE record_previous SET replaced_at = '%s', due_at = '%s' WHERE record_id = '%s'"
              .formatted(at, due, record));
    }
  }

  private static Instant readStored(UUID record) {
    try {
      return stored(record);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Each waits for the lock of the others, on a connection of a pool that is smaller. */
  @Test
  void moreCallersThanConnectionsAreAllAnswered() {
    // Given
    String officer = Tokens.of(Role.PRIVACY_OFFICER, "anna");

    // When
    List<CompletableFuture<Integer>> answers =
        IntStream.range(0, 60).mapToObj(i -> Beside.call(() -> added(officer, i))).toList();

    // Then
    assertThat(answers).allSatisfy(one -> assertThat(one.get(30, SECONDS)).isEqualTo(201));
  }

  private int added(String officer, int number) {
    return given()
        .auth()
        .oauth2(officer)
        .header("Content-Type", "text/csv")
        .body(SEPTEMBER.getBytes(StandardCharsets.UTF_8))
        .post("/api/v1/calendars/{name}", calendar + "-" + number)
        .statusCode();
  }

  @Test
  @ProducesCode(ErrorCode.VERSION_STATE)
  void tableThatSaysNothingNewIsRefused() {
    add("anna", calendar, SEPTEMBER).statusCode(201);
    Problems.isProblem(add("anna", calendar, SEPTEMBER), ErrorCode.VERSION_STATE);
  }

  @Test
  @ProducesCode(ErrorCode.CALENDAR_INVALID)
  void anotherWeekendIsRefused() {
    add("anna", calendar, SEPTEMBER).statusCode(201);
    Problems.isProblem(
            add("anna", calendar, "date,works\n2026-01-01,no\n"), ErrorCode.CALENDAR_INVALID)
        .body("detail", containsString("weekend"));
  }

  @ParameterizedTest
  @ProducesCode(ErrorCode.CALENDAR_INVALID)
  @CsvSource(
      delimiter = '|',
      value = {
        "date,works|the table is empty",
        "date;works|line 1: the header date,works is expected",
        "date,works/2026-01-01|line 2: a date and yes or no are expected",
        "date,works/2026-02-30,no|line 2: not a date",
        "date,works/2026-01-02,no/2026-01-01,no|line 3: the dates do not ascend",
        "date,works/2026-01-03,no|line 2: the day does not differ from the usual week",
        "date,works/1899-01-02,no|line 2: a year from 1990 to 2199 is expected",
        "weekend,someday/date,works|line 1: days such as friday are expected",
        "weekend,monday,tuesday,friday,sunday/date,works|line 1: a weekend has at most three days"
      })
  void tableThatCannotBeReadIsRefusedWithItsLine(String csv, String why) {
    Problems.isProblem(add("anna", calendar, csv.replace('/', '\n')), ErrorCode.CALENDAR_INVALID)
        .body("detail", containsString(why));
  }

  @Test
  @ProducesCode(ErrorCode.NOT_FOUND)
  void daysOfAnUnknownCalendarAreNotFound() {
    Problems.isProblem(Api.get(Role.AUDITOR, "/calendars/mars/days"), ErrorCode.NOT_FOUND);
  }

  @Test
  void pastYearIsAddedToTheCalendarThatComesWithTheService() {
    // When: January of 2019, in part
    add("anna", "ru", "date,works\n2019-01-01,no\n2019-01-02,no\n").statusCode(201);
    // Then its own years are as they were
    Api.get(Role.AUDITOR, "/calendars")
        .body("items.find { it.name == 'ru' }.workingDays.'2019'", equalTo(259))
        .body("items.find { it.name == 'ru' }.workingDays.'2026'", equalTo(247));
  }
}
