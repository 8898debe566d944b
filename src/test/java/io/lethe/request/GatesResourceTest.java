package io.lethe.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Api;
import io.lethe.Clause;
import io.lethe.access.Role;
import io.lethe.policy.PolicyPacks;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Problems;
import io.lethe.problem.ProducesCode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the packs let in, allow, and send elsewhere. */
@QuarkusTest
@TestProfile(FromSummer2026.class)
class GatesResourceTest {

  private static ValidatableResponse asked(
      String policy, String category, String subject, String action, String purpose) {
    Map<String, Object> question = new HashMap<>();
    question.put("policy", policy);
    question.put("category", category);
    question.put("action", action);
    question.put("purpose", purpose);
    if (!subject.isEmpty()) {
      question.put("subject", subject);
    }
    return Api.post(Role.PRODUCT, "/decisions", question).statusCode(200);
  }

  @ParameterizedTest
  @CsvSource({"labour, 1.2.1", "contractor, 1.2.3", "cookies, 1.2.4", "appeals, 1.2.5"})
  @Clause("sens-1.2")
  @ProducesCode(ErrorCode.CATEGORY_EXCLUDED)
  void sensTakesNothingThatItExcludes(String category, String clause) {
    JsonNode refused =
        Api.items(
                Role.PRODUCT,
                "/records",
                Map.of(
                    "policy",
                    "sens",
                    "category",
                    category,
                    "subject",
                    "excluded-1",
                    "fields",
                    Map.of("first_name", "Анна")))
            .get(0);

    Problems.isRejected(refused, ErrorCode.CATEGORY_EXCLUDED, "category");
    asked("sens", category, "", "collect", "account")
        .body("permit", equalTo(false))
        .body("code", equalTo("CATEGORY_EXCLUDED"))
        .body("clause", equalTo(clause));
  }

  @Test
  void categoryThatIsExcludedAndHasTermsAllTheSameIsBlocked() {
    // Given a policy that contradicts itself
    String yaml =
        PolicyPacks.yaml("sens")
            .replace("policy: sens", "policy: sens_torn")
            .replace("  cookies: \"1.2.4\"", "  automatic: \"1.2.4\"");

    // Then the stricter reading wins
    Api.send(Role.PRIVACY_OFFICER, "/policies", "application/yaml", yaml)
        .statusCode(201)
        .body(
            "findings.findAll { it.code == 'CATEGORY_EXCLUDED' }.path",
            contains("categories.automatic"))
        .body("categories.find { it.category == 'automatic' }.state", equalTo("BLOCKED"));
  }

  @Test
  @Clause("sens-1.5")
  void sensDoesWhatItListsAndWhatTheLawDemands() {
    // Then a listed action is allowed, another is denied by the clause of the list
    asked("sens", "mandatory", "", "use", "account").body("permit", equalTo(true));
    asked("sens", "mandatory", "", "retrieve", "account")
        .body("permit", equalTo(false))
        .body("code", equalTo("ACTION_NOT_LISTED"))
        .body("clause", equalTo("1.5"));

    // And destruction, which follows from 3.9-3.10, is allowed, and a warning
    asked("sens", "mandatory", "", "destroy", "account").body("permit", equalTo(true));
    Api.get(Role.AUDITOR, "/policies/sens")
        .body("items[0].findings.code", hasItem("DESTROY_NOT_LISTED"));
  }

  @Test
  @Clause("sens-1.4")
  void sensPurposeThatWasChangedNeedsConsentForDataFromBefore() {
    // Given data that was collected for the purposes of the agreement
    String first =
        PolicyPacks.yaml("sens")
            .replace("policy: sens", "policy: sens_changed")
            .replaceAll("(?m)^notice:.*$", "operator: {name: Sample LLC, address: \"1 Street\"}")
            .replaceAll("(?m)^effective:.*$", "");
    activated(first, 1);
    register("before");
    asked("sens_changed", "optional", "before", "use", "functionality")
        .body("permit", equalTo(true));

    // When the purpose is changed
    activated(
        first.replace(
            "functionality: {grounds: [contract],",
            "functionality: {grounds: [contract], version: 2,"),
        2);

    // Then the contract does not carry it for that data, a consent from now on does
    asked("sens_changed", "optional", "before", "use", "functionality")
        .body("permit", equalTo(false))
        .body("code", equalTo("PURPOSE_CHANGED"))
        .body("clause", equalTo("App. 1"));
    asked("sens_changed", "mandatory", "before", "use", "account").body("permit", equalTo(true));
    Api.items(
        Role.PRODUCT,
        "/events",
        Map.of(
            "policy", "sens_changed",
            "subject", "before",
            "type", "consent-given",
            "purpose", "functionality",
            "at", now()));
    asked("sens_changed", "optional", "before", "use", "functionality")
        .body("permit", equalTo(true))
        .body("grounds", contains("consent"));

    // And who registers now does so for the purpose as it is
    register("after");
    asked("sens_changed", "optional", "after", "use", "functionality")
        .body("permit", equalTo(true))
        .body("grounds", contains("contract"));
  }

  private static String now() {
    return io.lethe.ServiceClock.now().toString();
  }

  private static void activated(String yaml, int version) {
    Api.send(Role.PRIVACY_OFFICER, "/policies", "application/yaml", yaml).statusCode(201);
    Api.post(Role.PRIVACY_OFFICER, "/policies/sens_changed/versions/" + version + "/activate")
        .statusCode(200);
  }

  private static void register(String subject) {
    Api.record("sens_changed", "mandatory", subject, Map.of("first_name", "Анна"));
    Api.record("sens_changed", "optional", subject, Map.of("occupation", "engineer"));
  }

  @Test
  @Clause("mst-end-users")
  @ProducesCode(ErrorCode.ATTRIBUTE_MISSING)
  void mstEndUserIsSentToTheCustomer() {
    // Given an end user of a customer, whose data names the customer
    Map<String, Object> record = new HashMap<>();
    record.put("policy", "mst_software");
    record.put("category", "end_user");
    record.put("subject", "end-user-1");
    record.put("fields", Map.of("end_user_data", "orders of May"));
    Problems.isRejected(
        Api.items(Role.PRODUCT, "/records", record).get(0),
        ErrorCode.ATTRIBUTE_MISSING,
        "attributes.customer");
    record.put("attributes", Map.of("customer", "customer-17"));
    Api.record(record);

    // When the end user asks for deletion
    JsonNode request = Requests.taken(Requests.of("mst_software", "end-user-1", "delete"));

    // Then it is refused at once, and says who decides
    assertThat(request.path("state").asText()).isEqualTo("REFUSED");
    assertThat(request.at("/decision/reason").asText()).isEqualTo("other-operator");
    assertThat(request.at("/decision/norm").asText())
        .isEqualTo("Can I update or correct my information?");
    assertThat(request.path("redirectedTo").toString()).isEqualTo("[\"customer-17\"]");
    assertThat(Requests.view(request).path("redirectedTo")).isEqualTo(request.path("redirectedTo"));
    assertThat(request.path("blockId").isNull()).isTrue();

    // And a customer's own request is not
    JsonNode own =
        Requests.taken(Requests.of("mst_software", Requests.person("mst_software"), "delete"));
    assertThat(own.path("state").asText()).isEqualTo("OPEN");
    assertThat(own.path("redirectedTo")).isEmpty();
  }
}
