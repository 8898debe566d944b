package io.lethe.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Api;
import io.lethe.Runs;
import io.lethe.ServiceClock;
import io.lethe.ServiceDatabase;
import io.lethe.access.Role;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Problems;
import io.lethe.problem.ProducesCode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of records in runs, seen through the API alone. */
@QuarkusTest
class RunResourceTest {

  private static final Map<String, String> ACCOUNTS =
      Map.of("policy", "mst_software", "category", "account");

  private static Map<String, Object> old(String subject) {
    return Map.of(
        "policy", "mst_software",
        "category", "account",
        "subject", subject,
        "collectedAt", "2015-03-01T00:00:00Z",
        "fields", Map.of("email", subject + "@example.org"));
  }

  @Test
  void dryRunCountsAndTouchesNothing() {
    // Given
    String id = Api.record(old("dry"));
    Map<String, Object> dry = new HashMap<>(ACCOUNTS);
    dry.put("dryRun", true);
    dry.put("asOf", "2035-01-01T00:00:00Z");

    // When
    JsonNode run = Runs.complete(dry);

    // Then
    assertThat(run.path("cutoff").asText()).isEqualTo("2035-01-01T00:00:00Z");
    assertThat(run.path("destroyed").asLong()).isPositive();
    assertThat(run.path("acts")).isEmpty();
    Api.get(Role.PRODUCT, "/records/" + id).statusCode(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"%2B1000000000-12-31T23:59:59Z", "-1000000000-01-01T00:00:00Z", "0"})
  void pageAfterNoTimeThatCanBeIsRefused(String after) {
    // When
    ValidatableResponse response = Api.get(Role.AUDITOR, "/retention/runs?after=" + after);

    // Then
    Problems.isProblem(response, ErrorCode.PARAMETER_INVALID, "after");
  }

  @ParameterizedTest
  @ValueSource(strings = {"9999-01-01T00:00:00Z", "1970-01-01T00:00:00Z"})
  void dryRunCountsUpToTheLastCutoffsThatAreTaken(String asOf) {
    // When
    JsonNode run = Runs.complete(Map.of("dryRun", true, "asOf", asOf));

    // Then
    assertThat(run.path("cutoff").asText()).isEqualTo(asOf);
  }

  @Test
  @ProducesCode({ErrorCode.RECORD_DESTROYED, ErrorCode.SUBJECT_DESTROYED, ErrorCode.SUBJECT_BANNED})
  void destroyedRecordIsGoneAndItsSubjectDoesNotComeBackByAccident() {
    // Given
    String id = Api.record(old("gone"));

    // When
    JsonNode run = Runs.complete(ACCOUNTS);

    // Then
    ValidatableResponse gone = Api.get(Role.PRODUCT, "/records/" + id);
    ValidatableResponse never = Api.get(Role.PRODUCT, "/records/" + UUID.randomUUID());
    Problems.isProblem(never, ErrorCode.NOT_FOUND).body("$", not(hasKey("at")));
    Problems.isProblem(gone, ErrorCode.RECORD_DESTROYED)
        .body("detail", containsString(run.path("acts").path(0).asText()))
        .body("act", equalTo(run.path("acts").path(0).asText()))
        .body("at", greaterThan(run.path("startedAt").asText()));
    Problems.isProblem(
        Api.get(Role.PRODUCT, "/records/" + id + "/explanation"), ErrorCode.RECORD_DESTROYED);
    Problems.isRejected(send(old("gone")), ErrorCode.SUBJECT_DESTROYED, "subject");
    assertThat(listed(run.path("id").asText()).path("acts")).isEqualTo(run.path("acts"));
    Map<String, Object> later = new HashMap<>(old("gone"));
    later.put("collectedAt", ServiceClock.now().plusSeconds(120).toString());
    assertThat(send(later).path("status").asText()).isEqualTo("accepted");
    ServiceDatabase.execute("UPDATE tombstone SET banned = true WHERE policy = 'mst_software'");
    Problems.isRejected(send(later), ErrorCode.SUBJECT_BANNED, "subject");
    ServiceDatabase.execute("UPDATE tombstone SET banned = false WHERE policy = 'mst_software'");
  }

  private static JsonNode listed(String run) {
    JsonNode page =
        Api.json(Api.get(Role.AUDITOR, "/retention/runs?limit=500").extract().asString());
    for (JsonNode item : page.path("items")) {
      if (item.path("id").asText().equals(run)) {
        return item;
      }
    }
    throw new AssertionError(page);
  }

  private static JsonNode send(Map<String, Object> record) {
    return Api.items(Role.PRODUCT, "/records", record).get(0);
  }

  @Test
  @ProducesCode(ErrorCode.RECORD_DEPERSONALIZED)
  void depersonalizedRecordsAreLeftToResearchersWithoutTheirIds() {
    // Given
    Map<String, String> fields =
        Map.of("first_name", "Olga", "gender", "f", "city", "Tver", "date_of_birth", "1990-05-17");
    String id = "";
    for (int i = 0; i < 6; i++) {
      id = Api.record("sens", "mandatory", "left-" + i, fields);
      Api.event("sens", "left-" + i, "last-activity", ServiceClock.now().toString());
      Api.event(
          "sens", "left-" + i, "account-deleted", ServiceClock.now().minusSeconds(1).toString());
    }

    // When
    Runs.complete(Map.of("policy", "sens", "category", "mandatory"));

    // Then
    Problems.isProblem(Api.get(Role.PRODUCT, "/records/" + id), ErrorCode.RECORD_DEPERSONALIZED);
    String list = "/depersonalized?policy=sens&category=mandatory&limit=";
    JsonNode page = Api.json(Api.get(Role.RESEARCHER, list + 5000).extract().asString());
    assertThat(page.toString()).doesNotContain("Olga").doesNotContain("left-").doesNotContain(id);
    assertThat(page.path("items").findValuesAsText("city")).contains("Tver");
    assertThat(page.path("items").findValuesAsText("date_of_birth")).contains("1990-1994");
    JsonNode first = Api.json(Api.get(Role.RESEARCHER, list + 2).extract().asString());
    assertThat(first.path("items")).hasSize(2);
    JsonNode second =
        Api.json(
            Api.get(Role.RESEARCHER, list + "2&after=" + first.path("next").asText())
                .extract()
                .asString());
    assertThat(second.path("items").path(0).path("id").asText())
        .isGreaterThan(first.path("next").asText());
  }

  @Test
  @ProducesCode({
    ErrorCode.POLICY_UNKNOWN,
    ErrorCode.CATEGORY_UNKNOWN,
    ErrorCode.RUN_FUTURE,
    ErrorCode.NOT_FOUND,
    ErrorCode.PARAMETER_INVALID,
    ErrorCode.BODY_SHAPE
  })
  void runThatCannotBeIsAProblem() {
    // When
    ValidatableResponse policy = ask("{\"policy\":\"marker-9c1\"}");
    ValidatableResponse category = ask("{\"policy\":\"sens\",\"category\":\"marker-9c1\"}");
    ValidatableResponse alone = ask("{\"category\":\"mandatory\"}");
    ValidatableResponse future = ask("{\"asOf\":\"2999-01-01T00:00:00Z\"}");
    ValidatableResponse misspelt = ask("{\"dry-run\":true}");
    ValidatableResponse none = Api.get(Role.AUDITOR, "/retention/runs/" + UUID.randomUUID());
    ValidatableResponse noLeft = Api.get(Role.RESEARCHER, "/depersonalized?policy=sens");

    // Then
    Problems.isProblem(policy, ErrorCode.POLICY_UNKNOWN).body(not(containsString("marker-9c1")));
    Problems.isProblem(category, ErrorCode.CATEGORY_UNKNOWN)
        .body(not(containsString("marker-9c1")));
    Problems.isProblem(alone, ErrorCode.POLICY_UNKNOWN);
    Problems.isProblem(future, ErrorCode.RUN_FUTURE);
    Problems.isProblem(misspelt, ErrorCode.BODY_SHAPE);
    Problems.isProblem(none, ErrorCode.NOT_FOUND);
    Problems.isProblem(noLeft, ErrorCode.PARAMETER_INVALID, "category");
  }

  private static ValidatableResponse ask(String body) {
    return Api.post(Role.PRIVACY_OFFICER, "/retention/runs", body);
  }
}
