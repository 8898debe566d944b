package io.lethe.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import io.lethe.Api;
import io.lethe.Clause;
import io.lethe.access.Role;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Problems;
import io.lethe.problem.ProducesCode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Versions that follow each other, in the packs' own examples; the clock only moves forward. */
@QuarkusTest
@TestProfile(PolicyChangesResourceTest.FromSpring2026.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PolicyChangesResourceTest {

  private static final LetheClient LETHE = new LetheClient();

  /** The service on the night to 2026-03-01 in Moscow, acting only when it is asked to. */
  public static final class FromSpring2026 implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "lethe.clock.start", "2026-02-28T20:00:00Z", "lethe.scheduler.enabled", "false");
    }
  }

  private static Instant moscow(String time) {
    return LocalDateTime.parse(time).atZone(ZoneId.of("Europe/Moscow")).toInstant();
  }

  private static String pack(String policy) throws IOException {
    try (InputStream yaml =
        PolicyChangesResourceTest.class.getResourceAsStream("/policies/" + policy + ".yaml")) {
      return new String(Objects.requireNonNull(yaml).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static ValidatableResponse notified(Shop shop, int version, String at) {
    return Api.post(
        Role.PRIVACY_OFFICER,
        "/policies/" + shop.policy() + "/versions/" + version + "/notices",
        Map.of("at", at, "how", "e-mail to all users, campaign " + version));
  }

  private static UUID app(String subject, String type, Instant at) {
    UUID id = express("app_user", subject, Map.of("nickname", subject));
    LETHE.event("express", subject, type, at);
    return id;
  }

  private static UUID express(String category, String subject, Map<String, ?> fields) {
    return LETHE.accepted(
        Map.of(
            "policy", "express",
            "category", category,
            "subject", subject,
            "collectedAt", "2023-01-10T09:00:00Z",
            "fields", fields));
  }

  private static String dueAt(UUID record) {
    return LETHE.explanation(record).getString("dueAt");
  }

  @Test
  @Order(1)
  @Clause({"express-2.5", "express-6.1"})
  void appTextThatCutsThreeYearsToOneReachesAppUsersAndNotThoseOfTheSite() throws Exception {
    // Given users of the app and of the site, of whom nothing is due by three years
    Shop express = new Shop("express");
    UUID leap = app("app-1", "account-deleted", moscow("2024-02-29T12:00"));
    UUID young = app("app-2", "account-deleted", moscow("2025-06-10T12:00"));
    UUID site = express("website_user", "site-1", Map.of("email", "site@example.org"));
    LETHE.event("express", "site-1", "request-closed", moscow("2023-05-15T12:00"));
    assertThat(dueAt(leap)).isEqualTo(moscow("2027-03-01T00:00").toString());
    assertThat(dueAt(young)).isEqualTo(moscow("2028-06-11T00:00").toString());
    assertThat(dueAt(site)).isEqualTo(moscow("2026-05-16T00:00").toString());

    // When the app's text is published on 2026-03-01 (10.2: changes are effective on publication)
    LETHE.moveTo(moscow("2026-03-01T00:00"));
    String yaml = pack("express");
    int version =
        express.saved(
            "anna",
            yaml.replace(
                "keep: P3Y, within: P30D, then: destroy, clause: \"6.1",
                "keep: P1Y, within: P30D, then: destroy, clause: \"6.1"));
    express.post("boris", version, "approve").statusCode(200);
    String activated =
        express.post("anna", version, "activate").statusCode(200).extract().path("activatedAt");
    express.recomputed(version);

    // Then app users are recalculated, from the publication on, and those of the site are not
    JsonPath explained = LETHE.explanation(leap);
    assertThat(explained.getString("dueAt")).isEqualTo(activated);
    assertThat(explained.getString("deadline")).isEqualTo("2026-03-31");
    assertThat(explained.getInt("policyVersion")).isEqualTo(1);
    assertThat(explained.getInt("termsVersion")).isEqualTo(version);
    assertThat(dueAt(young)).isEqualTo(moscow("2026-06-11T00:00").toString());
    assertThat(dueAt(site)).isEqualTo(moscow("2026-05-16T00:00").toString());

    // And the act names the rule of the version that counted
    JsonPath run = LETHE.run(Map.of("policy", "express"));
    assertThat(run.getInt("destroyed")).isEqualTo(1);
    assertThat(LETHE.state(leap)).isEqualTo("RECORD_DESTROYED");
    assertThat(LETHE.state(young)).isEqualTo("ACTIVE");
    assertThat(LETHE.state(site)).isEqualTo("ACTIVE");
    Api.get(Role.AUDITOR, "/acts/" + run.getString("acts[0]"))
        .body("destruction[0].policyVersion", equalTo(version))
        .body("destruction[0].protectedBy", equalTo(1))
        .body("destruction[0].reason", equalTo("from account-deleted, kept P1Y"));
  }

  @Test
  @Order(2)
  @Clause("racurs-9.1")
  @ProducesCode({ErrorCode.POLICY_EXISTS, ErrorCode.VERSION_STATE})
  void racursIsChangedWithoutNoticeAndEachTextStaysAVersion() throws Exception {
    // Given
    Shop racurs = new Shop("racurs");
    String yaml = pack("racurs");
    String changed = yaml.replace("title: Privacy policy", "title: Changed privacy policy");

    // When
    int version = racurs.saved("anna", changed);
    racurs.post("anna", version, "activate").statusCode(200).body("state", equalTo("ACTIVE"));

    // Then
    racurs.version(1).body("state", equalTo("RETIRED"));
    assertThat(document("racurs", 1)).isEqualTo(yaml);
    assertThat(document("racurs", version)).isEqualTo(changed);
    Problems.isProblem(racurs.save("anna", changed), ErrorCode.POLICY_EXISTS);

    // And an earlier text comes back as a version of its own
    int back = racurs.saved("anna", yaml);
    assertThat(back).isEqualTo(version + 1);
    racurs.post("anna", back, "activate").statusCode(200);
    assertThat(document("racurs", back)).isEqualTo(yaml);
    Problems.isProblem(racurs.post("anna", 1, "activate"), ErrorCode.VERSION_STATE);
  }

  private static String document(String policy, int version) {
    return Api.get(Role.AUDITOR, "/policies/" + policy + "/versions/" + version + "/document")
        .statusCode(200)
        .extract()
        .asString();
  }

  @Test
  @Order(3)
  @Clause("racurs-1.3")
  void dataFromBeforeTheApprovalKeepsItsTrueDates() {
    // Given what was collected, and what happened, years before the policy was approved here
    UUID log =
        LETHE.accepted(
            Map.of(
                "policy", "racurs",
                "category", "service_log",
                "subject", "racurs-1",
                "collectedAt", "2023-05-15T09:00:00+03:00",
                "fields", Map.of("action", "export")));
    UUID account =
        LETHE.accepted(
            Map.of(
                "policy", "racurs",
                "category", "user_account",
                "subject", "racurs-2",
                "collectedAt", "2022-04-01T09:00:00+03:00",
                "fields", Map.of("company_name", "Map works")));

    // When
    LETHE.event("racurs", "racurs-2", "account-deleted", moscow("2025-08-31T12:00"));

    // Then clocks are not reset to the date of the import
    assertThat(dueAt(log)).isEqualTo(moscow("2026-05-16T00:00").toString());
    assertThat(dueAt(account)).isEqualTo(moscow("2025-08-31T12:00").toString());
    assertThat(LETHE.explanation(account).getString("deadline")).isEqualTo("2025-09-30");
  }

  @Test
  @Order(4)
  @Clause("mst-changes")
  @ProducesCode({ErrorCode.NOTICE_MISSING, ErrorCode.CLOCK_OUT_OF_RANGE})
  void mstIsNotChangedBeforeSubjectsAreNotified() throws Exception {
    // Given
    Shop mst = new Shop("mst_software");
    int version = mst.saved("anna", pack("mst_software").replace("title: P", "title: New p"));

    // When
    ValidatableResponse early = mst.post("anna", version, "activate");
    ValidatableResponse future = notified(mst, version, LETHE.now().plusSeconds(3_600).toString());
    notified(mst, version, LETHE.now().toString()).statusCode(201);

    // Then
    Problems.isProblem(early, ErrorCode.NOTICE_MISSING);
    Problems.isProblem(future, ErrorCode.CLOCK_OUT_OF_RANGE);
    mst.post("anna", version, "activate")
        .statusCode(200)
        .body("publication.notices.how", hasItem("e-mail to all users, campaign " + version));
    Problems.isProblem(notified(mst, version, LETHE.now().toString()), ErrorCode.VERSION_STATE);
  }

  @Test
  @Order(5)
  @ProducesCode({ErrorCode.APPROVAL_MISSING, ErrorCode.SECOND_PERSON})
  void shorteningIsApprovedByAnotherThanWhoWroteItAndWhoActivatesIt() {
    // Given
    Shop shop = Shop.fresh();
    shop.saved("anna", shop.yaml("", Shop.rule("collected", "P3Y", "destroy")));
    shop.post("anna", 1, "activate").statusCode(200);
    int shorter = shop.saved("anna", shop.yaml("", Shop.rule("collected", "P1Y", "destroy")));
    int longer = shop.saved("boris", shop.yaml("", Shop.rule("collected", "P5Y", "destroy")));

    // Then
    Problems.isProblem(
            shop.post("clara", shorter, "activate"),
            ErrorCode.APPROVAL_MISSING,
            "categories.buyer.retention[0]")
        .body("violations[0].code", equalTo("TERM_SHORTENED"));
    Problems.isProblem(shop.post("anna", shorter, "approve"), ErrorCode.SECOND_PERSON);
    shop.post("boris", shorter, "approve")
        .statusCode(200)
        .body("publication.approvedBy", containsString("boris"))
        .body("publication.approvedOver", equalTo(1));
    Problems.isProblem(shop.post("boris", shorter, "activate"), ErrorCode.SECOND_PERSON);

    // And when another version comes in between, it is another change, to be approved anew
    shop.post("boris", longer, "activate").statusCode(200);
    Problems.isProblem(shop.post("anna", shorter, "activate"), ErrorCode.APPROVAL_MISSING);
    shop.post("boris", shorter, "approve").body("publication.approvedOver", equalTo(longer));
    shop.post("anna", shorter, "activate").statusCode(200);
    Awaiting.until( // the sealer
        () -> Api.get(Role.AUDITOR, "/ledger/entries?limit=1000").extract().asString(),
        entries ->
            entries.contains("policy.approved")
                && entries.contains("policy.notified")
                && entries.contains("policy.activated"));
  }

  @Test
  @Order(6)
  void extensionSkipsWhatHasExpiredAndActivityRevivesIt() {
    // Given records past their year, of people of whom one comes back
    Shop shop = Shop.fresh();
    shop.saved("anna", shop.yaml("", Shop.rule("last-activity", "P1Y", "destroy")));
    shop.post("anna", 1, "activate").statusCode(200);
    UUID gone = LETHE.accepted(shop.record("gone", "2024-01-10T09:00:00Z"));
    UUID back = LETHE.accepted(shop.record("back", "2024-01-10T09:00:00Z"));
    UUID late = LETHE.accepted(shop.record("late", "2024-01-10T09:00:00Z"));
    LETHE.event(shop.policy(), "gone", "last-activity", moscow("2025-01-20T12:00"));
    LETHE.event(shop.policy(), "back", "last-activity", moscow("2025-01-20T12:00"));
    LETHE.event(shop.policy(), "late", "last-activity", moscow("2025-12-20T12:00"));

    // When
    int longer = shop.saved("anna", shop.yaml("", Shop.rule("last-activity", "P5Y", "destroy")));
    shop.post("anna", longer, "activate").statusCode(200);
    LETHE.event(shop.policy(), "back", "last-activity", LETHE.now());
    shop.recomputed(longer);
    JsonPath run = LETHE.run(Map.of("policy", shop.policy()));

    // Then
    assertThat(run.getInt("destroyed")).isEqualTo(1);
    assertThat(LETHE.state(gone)).isEqualTo("RECORD_DESTROYED");
    assertThat(LETHE.state(back)).isEqualTo("ACTIVE");
    assertThat(LETHE.explanation(late).getString("dueAt"))
        .isEqualTo(moscow("2030-12-21T00:00").toString());
    Api.get(Role.AUDITOR, "/acts/" + run.getString("acts[0]"))
        .body("destruction.policyVersion", equalTo(List.of(1)));
  }

  @Test
  @Order(7)
  @Clause("sens-1.7")
  @ProducesCode({ErrorCode.NOTICE_MISSING, ErrorCode.NOTICE_TOO_SHORT, ErrorCode.VERSION_STATE})
  void sensIsNotChangedUnlessNotifiedTenWorkingDaysBefore() throws Exception {
    // Given a version effective on 2026-06-01
    Shop sens = new Shop("sens");
    int version =
        sens.saved("anna", pack("sens").replace("effective: 2025-08-30", "effective: 2026-06-01"));
    LETHE.moveTo(moscow("2026-05-20T09:00"));
    Problems.isProblem(sens.post("anna", version, "activate"), ErrorCode.NOTICE_MISSING);

    // When subjects are notified on a Saturday, of which the next working day is too late
    notified(sens, version, "2026-05-16T09:00:00+03:00").statusCode(201);
    ValidatableResponse late = sens.post("anna", version, "activate");

    // Then
    Problems.isProblem(late, ErrorCode.NOTICE_TOO_SHORT)
        .body("detail", containsString("2026-05-15"));
    notified(sens, version, "2026-05-15T23:59:00+03:00").statusCode(201);
    Problems.isProblem(sens.post("anna", version, "activate"), ErrorCode.VERSION_STATE)
        .body("detail", containsString("2026-06-01"));
    LETHE.moveTo(moscow("2026-06-01T00:00"));
    sens.post("anna", version, "activate").statusCode(200).body("state", equalTo("ACTIVE"));
  }

  @Test
  @Order(8)
  @ProducesCode(ErrorCode.CALENDAR_YEAR_MISSING)
  void noticePeriodInAYearThatTheCalendarLacksIsRefusedByName() {
    // Given
    Shop shop = Shop.fresh();
    String rule = Shop.rule("collected", "P1Y", "destroy");
    shop.saved("anna", shop.yaml("notice: P10BD", rule));
    shop.post("anna", 1, "activate").statusCode(200);
    LETHE.moveTo(moscow("2027-01-20T12:00"));
    int next = shop.saved("anna", shop.yaml("notice: P10BD\nresidency: [RU]", rule));
    notified(shop, next, "2026-06-02T12:00:00Z").statusCode(201);

    // Then
    Problems.isProblem(shop.post("anna", next, "activate"), ErrorCode.CALENDAR_YEAR_MISSING)
        .body("detail", containsString("2027"));
  }
}
