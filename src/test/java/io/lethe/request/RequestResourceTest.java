package io.lethe.request;

import static io.lethe.request.Requests.done;
import static io.lethe.request.Requests.granted;
import static io.lethe.request.Requests.person;
import static io.lethe.request.Requests.send;
import static io.lethe.request.Requests.step;
import static io.lethe.request.Requests.taken;
import static io.lethe.request.Requests.with;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Api;
import io.lethe.Await;
import io.lethe.Clause;
import io.lethe.Runs;
import io.lethe.ServiceDatabase;
import io.lethe.access.LimitedGrants;
import io.lethe.access.Role;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Problems;
import io.lethe.problem.ProducesCode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@TestProfile(FromSummer2026.class)
class RequestResourceTest {

  private static final Map<String, String> REFUSED =
      Map.of("outcome", "refused", "norm", "152-FZ 14(8)", "reason", "rights-of-others");

  private static JsonNode explanation(String record) {
    return Api.json(
        Api.get(Role.PRODUCT, "/records/" + record + "/explanation").extract().asString());
  }

  private static String record(String policy, JsonNode request) {
    return Api.get(
            Role.PRIVACY_OFFICER,
            "/records?policy=" + policy + "&subjectKey=" + request.path("subjectKey").asText())
        .extract()
        .path("items[0].id");
  }

  @Test
  @Clause("racurs-8.2")
  void racurs82RequestWithoutWhatItMustContainIsRefusedByItsNorm() {
    // Given
    Map<String, Object> request = Requests.of("racurs", person("racurs"), "rectify");

    // When
    JsonNode refused =
        taken(with(request, "contains", List.of("identity-document", "relationship")));
    JsonNode whole =
        taken(
            with(
                request,
                "contains",
                List.of("identity-document", "document-issue", "relationship", "signature")));
    JsonNode unauthorized =
        taken(
            with(
                with(
                    request,
                    "contains",
                    List.of("identity-document", "document-issue", "relationship", "signature")),
                "representative",
                true));

    // Then
    assertThat(refused.path("state").asText()).isEqualTo("REFUSED");
    assertThat(refused.path("missing"))
        .extracting(JsonNode::asText)
        .containsExactly("document-issue", "signature");
    assertThat(refused.at("/decision/norm").asText()).isEqualTo("8.2-8.4");
    assertThat(refused.at("/decision/reason").asText()).isEqualTo("details-missing");
    assertThat(refused.path("blockId").isNull()).isTrue();
    assertThat(whole.path("state").asText()).isEqualTo("AWAITING_EVIDENCE");
    assertThat(unauthorized.path("missing"))
        .extracting(JsonNode::asText)
        .containsExactly("authority");
  }

  @Test
  @Clause("sens-4.5")
  void sens45AnswerHasTheFormOfTheRequestUnlessItAsksForAnother() {
    // Given
    Map<String, Object> request = Requests.of("sens", person("sens"), "rectify");

    // When
    JsonNode same = taken(request);
    JsonNode other = taken(with(request, "answerChannel", "post"));

    // Then
    assertThat(same.path("answerChannel").asText()).isEqualTo("email");
    assertThat(other.path("channel").asText()).isEqualTo("email");
    assertThat(other.path("answerChannel").asText()).isEqualTo("post");
  }

  @Test
  @Clause("sens-4.6")
  void sens46BlockEndsWithTheDecisionUnlessItWasAskedFor() {
    // Given
    String verified = person("sens");
    String ordered = person("sens");
    JsonNode rectify = taken(Requests.of("sens", verified, "rectify"));
    JsonNode block = taken(Requests.of("sens", ordered, "block"));
    assertThat(Requests.state("sens", rectify)).isEqualTo("BLOCKED");
    assertThat(Requests.state("sens", block)).isEqualTo("BLOCKED");

    // When
    granted(rectify);
    granted(block);

    // Then
    assertThat(Requests.state("sens", rectify)).isEqualTo("WAITING_FOR_EVENT");
    assertThat(Requests.state("sens", block)).isEqualTo("BLOCKED");
  }

  @Test
  @Clause("sens-5.3")
  @ProducesCode({ErrorCode.NORM_MISSING, ErrorCode.REQUEST_STATE})
  void sens53RefusalIsReasonedAndEndsTheBlock() {
    // Given
    JsonNode request = taken(Requests.of("sens", person("sens"), "stop_processing"));

    // When
    var bare = step(request, "decide", Map.of("outcome", "refused", "reason", "other-ground"));
    var silent = step(request, "decide", Map.of("outcome", "refused", "norm", "5.3"));
    var repeated =
        step(
            request,
            "decide",
            Map.of("outcome", "refused", "norm", "152-FZ 14(6)", "reason", "repeated"));
    JsonNode refused =
        done(
            request,
            "decide",
            Map.of("outcome", "refused", "norm", "5.3", "reason", "other-ground"));

    // Then
    Problems.isProblem(bare, ErrorCode.NORM_MISSING, "norm");
    Problems.isProblem(silent, ErrorCode.NORM_MISSING, "reason");
    Problems.isProblem(repeated, ErrorCode.REQUEST_STATE);
    assertThat(refused.path("state").asText()).isEqualTo("REFUSED");
    assertThat(refused.at("/decision/norm").asText()).isEqualTo("5.3");
    assertThat(Requests.state("sens", request)).isEqualTo("WAITING_FOR_EVENT");
    Problems.isProblem(step(request, "decide", REFUSED), ErrorCode.REQUEST_STATE);
  }

  @Test
  @Clause("sens-5.3")
  void sens54GrantNamesTheGroundsOnWhichProcessingGoesOn() {
    // Given
    JsonNode request = taken(Requests.of("sens", person("sens"), "stop_processing"));

    // When
    JsonNode granted = granted(request);

    // Then
    assertThat(granted.at("/effect/remaining/0/category").asText()).isEqualTo("mandatory");
    assertThat(granted.at("/effect/remaining/0/purposes"))
        .extracting(JsonNode::asText)
        .containsExactly("account", "obligations", "research");
    assertThat(Requests.state("sens", request)).isEqualTo("WAITING_FOR_EVENT");
  }

  @Test
  @Clause("sens-1.8")
  void sens18DisagreementStopsProcessingAndClosesTheAccount() {
    // Given
    JsonNode request = taken(Requests.of("sens", person("sens"), "disagreement"));
    String record = record("sens", request);

    // When
    JsonNode granted = granted(request);

    // Then
    assertThat(granted.path("type").asText()).isEqualTo("stop-processing");
    JsonNode explained = explanation(record);
    assertThat(explained.path("state").asText()).isEqualTo("DUE");
    assertThat(explained.path("deadline").asText()).isEqualTo("2026-07-15");
    assertThat(events(request)).contains("account-deleted", "consent-withdrawn");
  }

  private static String events(JsonNode request) {
    return ServiceDatabase.value(
            "SELECT coalesce(string_agg(type || ':' || purpose, ' '), '') FROM subject_event"
                + " WHERE subject_id = ?",
            UUID.fromString(request.path("subjectKey").asText()))
        .toString();
  }

  @Test
  void withdrawalCountsFromItsReceipt() {
    // Given
    String subject = person("express", "newsletter_subscriber");
    JsonNode request =
        taken(
            with(
                Requests.of("express", subject, "withdraw_consent"),
                "receivedAt",
                "2026-06-10T12:00:00+03:00"));

    // When
    granted(request);

    // Then
    JsonNode explained = explanation(record("express", request));
    assertThat(explained.path("dueAt").asText()).isEqualTo("2026-06-10T09:00:00Z");
    assertThat(explained.path("deadline").asText()).isEqualTo("2026-07-10");
  }

  @Test
  void optingOutIsGrantedAtOnce() {
    // Given
    Map<String, Object> request =
        Requests.of("racurs", person("racurs", "marketing_contact"), "opt_out");

    // When
    JsonNode granted = taken(request);

    // Then
    assertThat(granted.path("state").asText()).isEqualTo("GRANTED");
    assertThat(events(granted)).contains("opted-out:marketing").doesNotContain("consent");
    assertThat(Requests.state("racurs", granted)).isEqualTo("DUE");
  }

  @Test
  void demandedDestructionIsCarriedOutAndClosesTheRequest() {
    // Given one whose data no rule destroys yet, and one whose data is held
    JsonNode free = taken(Requests.of("express", person("express"), "destroy"));
    String subject = person("express");
    JsonNode held = taken(Requests.of("express", subject, "destroy"));
    String record = record("express", free);
    String hold =
        Api.post(
                Role.PRIVACY_OFFICER,
                "/holds",
                Map.of("policy", "express", "subject", subject, "reason", "case 1"))
            .statusCode(201)
            .extract()
            .path("id");

    // When
    JsonNode going = granted(free);
    JsonNode waiting = granted(held);

    // Then both are due, by the demand, and the held one says so
    assertThat(going.path("state").asText()).isEqualTo("CARRYING_OUT");
    assertThat(going.at("/effect/records").asInt()).isEqualTo(1);
    assertThat(going.at("/effect/held").asInt()).isZero();
    assertThat(waiting.at("/effect/held").asInt()).isEqualTo(1);
    JsonNode rules = explanation(record).path("rules");
    JsonNode demand = rules.get(rules.size() - 1);
    assertThat(demand.path("from").asText()).isEqualTo("destruction-demanded");
    assertThat(demand.path("wins").asBoolean()).isTrue();

    // And a run destroys what it may
    JsonNode run = Runs.complete(Map.of("policy", "express", "category", "app_user"));
    assertThat(run.path("destroyed").asInt()).isEqualTo(1);
    Problems.isProblem(Api.get(Role.PRODUCT, "/records/" + record), ErrorCode.RECORD_DESTROYED);
    JsonNode closed =
        Await.until(() -> Requests.view(free), one -> one.path("state").asText().equals("GRANTED"));
    assertThat(closed.path("closedAt").isNull()).isFalse();
    assertThat(Requests.view(held).path("state").asText()).isEqualTo("CARRYING_OUT");
    String act = run.path("acts").get(0).asText();
    Api.get(Role.AUDITOR, "/acts/" + act)
        .statusCode(200)
        .body("destruction[0].reason", org.hamcrest.Matchers.equalTo("from destruction-demanded"));
    Api.post(Role.PRIVACY_OFFICER, "/holds/" + hold + "/release").statusCode(200);
    Runs.complete(Map.of("policy", "express", "category", "app_user"));
  }

  @Test
  void destructionOfOneCategoryLeavesTheOthers() {
    // Given
    String subject = person("sens");
    Api.record("sens", "advertising_mailing", subject, Map.of("email", "a@example.org"));
    JsonNode request =
        taken(with(Requests.of("sens", subject, "destroy"), "category", "advertising_mailing"));

    // When
    granted(request);

    // Then
    JsonNode records =
        Api.json(
            Api.get(
                    Role.PRIVACY_OFFICER,
                    "/records?policy=sens&subjectKey=" + request.path("subjectKey").asText())
                .extract()
                .asString());
    assertThat(records.path("items"))
        .extracting(one -> one.path("category").asText() + " " + one.path("state").asText())
        .containsExactlyInAnyOrder("mandatory WAITING_FOR_EVENT", "advertising_mailing DUE");
  }

  @Test
  void repeatedAccessWithinThirtyDaysMayBeRefused() {
    // Given
    Map<String, Object> access = Requests.of("express", person("express"), "information");
    JsonNode first = taken(with(access, "receivedAt", "2026-05-11T12:00:00+03:00"));

    // When
    JsonNode second = taken(with(access, "receivedAt", "2026-06-09T12:00:00+03:00"));
    JsonNode later = taken(with(access, "receivedAt", "2026-04-01T12:00:00+03:00"));

    // Then
    assertThat(second.path("repeats").asText()).isEqualTo(first.path("id").asText());
    assertThat(later.path("repeats").isNull()).isTrue();
    JsonNode refused =
        done(
            second,
            "decide",
            Map.of("outcome", "refused", "norm", "152-FZ 14(4)-(6)", "reason", "repeated"));
    assertThat(refused.path("state").asText()).isEqualTo("REFUSED");
  }

  @Test
  void whatIsOverdueOrDueSoonIsListedAndMeasured() {
    // Given
    String subject = person("racurs");
    JsonNode late =
        taken(
            with(
                Requests.of("racurs", subject, "copy"), "receivedAt", "2026-04-27T12:00:00+03:00"));
    JsonNode soon =
        taken(
            with(
                Requests.of("racurs", subject, "information"),
                "receivedAt",
                "2026-06-02T12:00:00+03:00"));

    // When
    List<String> overdue = listed("?policy=racurs&overdue=true&limit=500");
    List<String> due = listed("?policy=racurs&dueWithin=P3D&limit=500");

    // Then
    assertThat(late.path("overdue").asBoolean()).isTrue();
    assertThat(soon.path("deadline").asText()).isEqualTo("2026-06-17");
    assertThat(overdue).contains(late.path("id").asText());
    assertThat(due).contains(soon.path("id").asText()).doesNotContainAnyElementsOf(overdue);
    assertThat(listed("?policy=racurs&state=OPEN&limit=500"))
        .contains(late.path("id").asText(), soon.path("id").asText());
    assertThat(listed("?policy=sens&limit=500")).doesNotContainAnyElementsOf(overdue);
    Await.until(
        () -> given().get("/q/metrics").asString(),
        text ->
            text.lines()
                    .anyMatch(
                        line ->
                            line.startsWith("lethe_requests_overdue{")
                                && line.contains("policy=\"racurs\"")
                                && line.contains("type=\"access\"")
                                && !line.endsWith(" 0.0"))
                && text.lines()
                    .anyMatch(
                        line ->
                            line.startsWith("lethe_requests_due_soon{")
                                && line.contains("policy=\"racurs\"")
                                && !line.endsWith(" 0.0")));
    done(late, "decide", REFUSED);
    done(soon, "decide", REFUSED);
  }

  private static List<String> listed(String query) {
    return Api.get(Role.AUDITOR, "/requests" + query).statusCode(200).extract().path("items.id");
  }

  @Test
  void pagesGoOnAfterTheirLastId() {
    // Given
    String subject = person("mst_software");
    taken(Requests.of("mst_software", subject, "access"));
    taken(Requests.of("mst_software", subject, "portability"));

    // When
    JsonNode page =
        Api.json(
            Api.get(Role.PRIVACY_OFFICER, "/requests?policy=mst_software&limit=1")
                .extract()
                .asString());
    String next = page.path("next").asText();

    // Then
    assertThat(page.path("items")).hasSize(1);
    assertThat(listed("?policy=mst_software&limit=1&after=" + next)).doesNotContain(next);
  }

  @Test
  void closedRequestIsDeletedThreeYearsLater() {
    // Given
    JsonNode request = taken(Requests.of("sens", person("sens"), "rectify"));
    JsonNode open = taken(Requests.of("sens", person("sens"), "rectify"));
    granted(request);
    UUID id = UUID.fromString(request.path("id").asText());
    assertThat(
            ServiceDatabase.value(
                "SELECT expires_at = '2029-06-15T21:00:00Z' FROM subject_request WHERE id = ?", id))
        .isEqualTo(true);

    // When its term is over
    ServiceDatabase.execute(
        "UPDATE subject_request SET expires_at = '2026-06-15T08:00:00Z' WHERE id = ?", id);

    // Then
    Await.until(
        () -> Api.get(Role.AUDITOR, "/requests/" + id).extract().statusCode(),
        status -> status == 404);
    Requests.view(open);
  }

  @Test
  void ledgerTellsOfEveryStep() {
    // Given
    JsonNode request = taken(Requests.of("sens", person("sens"), "information"));

    // When
    done(request, "unblock", Map.of("reason", "harms-others"));
    done(request, "extend", Map.of("reason", "complexity"));
    granted(request);

    // Then
    Object steps =
        ServiceDatabase.value(
            "SELECT string_agg(entry::json ->> 'type', ' ' ORDER BY id) FROM ledger_entry"
                + " WHERE entry LIKE '%\"type\":\"request.%' AND entry LIKE ?",
            "%" + request.path("id").asText() + "%");
    assertThat(steps)
        .isEqualTo("request.received request.unblocked request.extended request.decided");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "type | teleport | REQUEST_TYPE_UNKNOWN",
        "type | portability | REQUEST_TYPE_UNKNOWN",
        "category | none | CATEGORY_UNKNOWN",
        "purpose | none | PURPOSE_NOT_ALLOWED",
        "receivedAt | 2026-06-16T12:00:00Z | CLOCK_OUT_OF_RANGE",
        "receivedAt | 1970-01-01T00:00:00Z | CLOCK_OUT_OF_RANGE",
        "endsAt | 2026-07-16T12:00:00Z | BODY_SHAPE",
        "channel | pigeon | BODY_SHAPE",
        "subject | marker-5e | SUBJECT_UNKNOWN",
        "policy | none | POLICY_UNKNOWN"
      })
  @ProducesCode({
    ErrorCode.REQUEST_TYPE_UNKNOWN,
    ErrorCode.CATEGORY_UNKNOWN,
    ErrorCode.PURPOSE_NOT_ALLOWED,
    ErrorCode.CLOCK_OUT_OF_RANGE,
    ErrorCode.SUBJECT_UNKNOWN,
    ErrorCode.POLICY_UNKNOWN
  })
  void requestThatDoesNotFitIsRefused(String key, String value, ErrorCode code) {
    // When
    var response = send(with(Requests.of("sens", person("sens"), "rectify"), key, value));

    // Then
    Problems.isProblem(response, code);
    assertThat(response.extract().asString()).doesNotContain("marker-5e");
  }

  @Test
  void fieldsAreThoseOfTheCategory() {
    // Given
    Map<String, Object> rectify = Requests.of("sens", person("sens"), "rectify");
    Map<String, Object> destroy = Requests.of("sens", person("sens"), "destroy");

    // Then
    assertThat(taken(with(rectify, "fields", List.of("email"))).path("fields")).hasSize(1);
    Problems.isProblem(
        send(with(rectify, "fields", List.of("card"))), ErrorCode.FIELD_NOT_DECLARED);
    Problems.isProblem(
        send(with(destroy, "fields", List.of("email"))), ErrorCode.BODY_SHAPE, "fields");
    Problems.isProblem(
        send(with(rectify, "subjectKey", UUID.randomUUID())), ErrorCode.BODY_SHAPE, "subject");
  }

  @Test
  void requestOfOneCategoryMovesNoOtherThatTheOfficerIsNotGranted() {
    // Given a rule with an event, which knows of no category
    String subject = person("sens");
    Api.record("sens", "advertising_mailing", subject, Map.of("email", "a@example.org"));
    String officer = LimitedGrants.only("sens", "advertising_mailing", "*");
    Map<String, Object> body =
        with(Requests.of("sens", subject, "disagreement"), "category", "advertising_mailing");
    JsonNode request =
        Api.json(as(officer, body, "/requests").statusCode(201).extract().asString());

    // When
    var decided =
        as(
            officer,
            Map.of("outcome", "granted"),
            "/requests/" + request.path("id").asText() + "/decide");

    // Then
    Problems.isProblem(decided, ErrorCode.FORBIDDEN);
    assertThat(
            ServiceDatabase.value(
                "SELECT count(*) FROM subject_event WHERE subject_id = ?::uuid",
                request.path("subjectKey").asText()))
        .isEqualTo(0L);
  }

  private static ValidatableResponse as(String officer, Map<String, ?> body, String path) {
    return Api.as(Role.PRIVACY_OFFICER, officer)
        .contentType(ContentType.JSON)
        .body(body)
        .post(path)
        .then();
  }

  @Test
  void purposesAreThoseOfTheRuleThatTheCategoryHas() {
    // Given
    String customer = person("racurs");
    Map<String, Object> stop = Requests.of("sens", person("sens"), "stop_processing");

    // Then: none of the account's is of marketing, and refunds are no purpose of mailings
    Problems.isProblem(
        send(with(Requests.of("racurs", customer, "opt_out"), "category", "user_account")),
        ErrorCode.BODY_SHAPE,
        "purpose");
    Problems.isProblem(
        send(with(with(stop, "category", "advertising_mailing"), "purpose", "refund")),
        ErrorCode.PURPOSE_NOT_ALLOWED);
  }

  @Test
  void destructionOfOneCategoryLeavesWhatElseIsUnlawfulBlocked() {
    // Given
    String customer = person("racurs");
    Api.record("racurs", "marketing_contact", customer, Map.of("email", "a@example.org"));
    JsonNode stop = granted(taken(Requests.of("racurs", customer, "stop_unlawful")));

    // When
    destroyUnlawful(customer, "marketing_contact");

    // Then
    Runs.complete(Map.of("policy", "racurs"));
    assertThat(states(stop)).containsExactly("BLOCKED");

    // And what is left goes by a grant of its own
    destroyUnlawful(customer, "user_account");
    Runs.complete(Map.of("policy", "racurs"));
    assertThat(states(stop)).isEmpty();
    assertThat(
            ServiceDatabase.value(
                "SELECT count(*) FROM block WHERE subject_id = ?::uuid AND released_at IS NULL",
                stop.path("subjectKey").asText()))
        .isEqualTo(0L);
  }

  @Test
  void refusalOfAStopEndsWhatItsBlockHasBecome() {
    // Given
    String customer = person("racurs");
    Api.record("racurs", "marketing_contact", customer, Map.of("email", "a@example.org"));
    JsonNode stop = taken(Requests.of("racurs", customer, "stop_unlawful"));
    destroyUnlawful(customer, "marketing_contact");
    Runs.complete(Map.of("policy", "racurs"));
    assertThat(states(stop)).containsExactly("BLOCKED");

    // When
    done(stop, "decide", REFUSED);

    // Then
    assertThat(states(stop)).doesNotContain("BLOCKED").hasSize(1);
  }

  private static void destroyUnlawful(String customer, String category) {
    granted(taken(with(Requests.of("racurs", customer, "destroy_unlawful"), "category", category)));
  }

  private static List<String> states(JsonNode request) {
    return Api.get(
            Role.PRIVACY_OFFICER,
            "/records?policy=racurs&subjectKey=" + request.path("subjectKey").asText())
        .statusCode(200)
        .extract()
        .path("items.state");
  }

  @Test
  void officerOfWhatARequestMayMoveCanGrantIt() {
    // Given
    String subject = person("sens", "mandatory");
    String officer = LimitedGrants.only("sens", "mandatory", "*");
    Map<String, Object> body =
        with(Requests.of("sens", subject, "stop_processing"), "category", "mandatory");
    String id = as(officer, body, "/requests").statusCode(201).extract().path("id");

    // Then
    as(officer, Map.of("outcome", "granted"), "/requests/" + id + "/decide").statusCode(200);
  }

  @Test
  void officerOfAnotherCategoryCannotActNorSee() {
    // Given
    JsonNode request = taken(Requests.of("sens", person("sens"), "rectify"));
    String officer = LimitedGrants.only("sens", "mandatory", "*");

    // When
    var all =
        Api.as(Role.PRIVACY_OFFICER, officer)
            .contentType(ContentType.JSON)
            .body(Requests.of("sens", person("sens"), "rectify"))
            .post("/requests")
            .then();
    var view =
        Api.as(Role.PRIVACY_OFFICER, officer)
            .get("/requests/" + request.path("id").asText())
            .then();
    var decision =
        Api.as(Role.PRIVACY_OFFICER, officer)
            .contentType(ContentType.JSON)
            .body(REFUSED)
            .post("/requests/" + request.path("id").asText() + "/decide")
            .then();
    List<String> listed =
        Api.as(Role.PRIVACY_OFFICER, officer).get("/requests?limit=500").path("items.id");

    // Then
    Problems.isProblem(all, ErrorCode.FORBIDDEN);
    Problems.isProblem(view, ErrorCode.NOT_FOUND);
    Problems.isProblem(decision, ErrorCode.NOT_FOUND);
    assertThat(listed).doesNotContain(request.path("id").asText());
  }

  @ParameterizedTest
  @CsvSource({
    "?state=NONE, state",
    "?overdue=maybe, overdue",
    "?dueWithin=soon, dueWithin",
    "?dueWithin=P99999D, dueWithin",
    "?overdue=true&dueWithin=P1D, dueWithin"
  })
  void badParameterIsNamed(String query, String path) {
    Problems.isProblem(
        Api.get(Role.PRIVACY_OFFICER, "/requests" + query), ErrorCode.PARAMETER_INVALID, path);
  }

  @Test
  void stepThatNothingWaitsForIsRefused() {
    // Given
    JsonNode request = taken(Requests.of("mst_software", person("mst_software"), "portability"));

    // Then
    Problems.isProblem(step(request, "evidence", Map.of()), ErrorCode.REQUEST_STATE);
    Problems.isProblem(
        step(request, "unblock", Map.of("reason", "harms-subject")), ErrorCode.REQUEST_STATE);
    Problems.isProblem(step(request, "unblock", Map.of()), ErrorCode.BODY_SHAPE, "reason");
  }
}
