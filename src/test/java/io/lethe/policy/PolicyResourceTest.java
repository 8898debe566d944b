package io.lethe.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Api;
import io.lethe.Clause;
import io.lethe.access.Caller;
import io.lethe.access.Grant;
import io.lethe.access.LimitedGrants;
import io.lethe.access.Role;
import io.lethe.crypto.Sha256;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Problems;
import io.lethe.problem.ProducesCode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

@QuarkusTest
class PolicyResourceTest {

  private static final String YAML = "application/yaml";

  private final PolicyService policies;

  @Inject
  PolicyResourceTest(PolicyService policies) {
    this.policies = policies;
  }

  /** A sixth operator's policy. */
  private static String shop(String name, String term, String title) {
    return """
        policy: %s
        title: %s
        operator: {name: Shop LLC, address: "1 Sample Street, Moscow"}
        zone: Europe/Moscow
        phone-region: RU
        purposes:
          orders: {grounds: [contract]}
        categories:
          buyer:
            subjects: [user]
            purposes: [orders]
            fields:
              email: {type: email, on-receipt: {encrypt: {searchable: true}}}
              device: {type: text, on-receipt: {pseudonymize: {domain: device}}}
            retention:
              - {from: collected, keep: %s, then: destroy, clause: "4"}
        """
        .formatted(name, title, term);
  }

  private static ValidatableResponse save(String yaml) {
    return Api.send(Role.PRIVACY_OFFICER, "/policies", YAML, yaml);
  }

  private static ValidatableResponse activate(String policy, int version) {
    return Api.post(
        Role.PRIVACY_OFFICER, "/policies/" + policy + "/versions/" + version + "/activate");
  }

  private static ValidatableResponse activateAs(String policy, String categories, int version) {
    return Api.as(Role.PRIVACY_OFFICER, LimitedGrants.only(policy, categories, ""))
        .post("/policies/" + policy + "/versions/" + version + "/activate")
        .then();
  }

  @Test
  void packsAreListedWithTheirFindings() {
    // When
    JsonNode list =
        Api.json(Api.get(Role.AUDITOR, "/policies").statusCode(200).extract().asString());

    // Then
    assertThat(list.path("items").findValuesAsText("policy"))
        .contains("express", "mst_software", "racurs", "sens", "unnamed_app");
    for (JsonNode policy : list.path("items")) {
      if (policy.path("policy").asText().equals("unnamed_app")) {
        assertThat(policy.path("state").asText()).isEqualTo("DRAFT");
        assertThat(policy.path("findings").findValuesAsText("code"))
            .contains("OPERATOR_INCOMPLETE", "GAP_DECLARED");
      }
      if (policy.path("policy").asText().equals("mst_software")) {
        assertThat(policy.path("categories").findValuesAsText("code")).contains("TERM_MISSING");
      }
    }
  }

  @Test
  void policiesAreReadInPages() {
    // When
    JsonNode first = Api.json(Api.get(Role.AUDITOR, "/policies?limit=2").extract().asString());
    String next = first.path("next").asText();
    JsonNode second =
        Api.json(Api.get(Role.AUDITOR, "/policies?limit=1&after=" + next).extract().asString());

    // Then
    assertThat(first.path("items")).hasSize(2);
    assertThat(second.path("items").path(0).path("policy").asText()).isGreaterThan(next);
  }

  @Test
  void versionsAndTheirTextAreRead() {
    // When
    ValidatableResponse versions = Api.get(Role.SECURITY, "/policies/sens");
    ValidatableResponse one = Api.get(Role.SECURITY, "/policies/sens/versions/1");
    ValidatableResponse text = Api.get(Role.SECURITY, "/policies/sens/versions/1/document");

    // Then
    versions.statusCode(200).body("items[0].version", equalTo(1));
    String hash = one.statusCode(200).extract().path("hash");
    assertThat(text.statusCode(200).contentType(containsString(YAML)).extract().asString())
        .isEqualTo(PolicyPacks.yaml("sens"))
        .satisfies(yaml -> assertThat(Sha256.hex(yaml)).isEqualTo(hash));
  }

  @Test
  @ProducesCode(ErrorCode.FORBIDDEN)
  void productReadsFindingsAndNotTheDocument() {
    // When
    ValidatableResponse list = Api.get(Role.PRODUCT, "/policies");
    ValidatableResponse versions = Api.get(Role.PRODUCT, "/policies/sens");
    ValidatableResponse one = Api.get(Role.PRODUCT, "/policies/sens/versions/1");
    ValidatableResponse blocked = Api.get(Role.PRODUCT, "/policies/mst_software/versions/1");
    ValidatableResponse document = Api.get(Role.PRODUCT, "/policies/sens/versions/1/document");

    // Then
    list.statusCode(200).body("items.policy", hasItem("sens"));
    versions.statusCode(200).body("items[0].version", equalTo(1));
    one.statusCode(200)
        .body("categories.find { it.category == 'automatic' }.state", equalTo("ACTIVE"));
    blocked
        .statusCode(200)
        .body("categories.find { it.category == 'log' }.state", equalTo("BLOCKED"));
    assertThat(one.extract().asString()).doesNotContain("generalize").doesNotContain("searchable");
    Problems.isProblem(document, ErrorCode.FORBIDDEN);
  }

  @Test
  @ProducesCode(ErrorCode.NOT_FOUND)
  void policyOrVersionThatIsNotThereIsNotFound() {
    // Then
    for (String path :
        List.of(
            "/policies/none",
            "/policies/none/versions/1",
            "/policies/sens/versions/99",
            "/policies/sens/versions/x",
            "/policies/sens/versions/99/document",
            "/policies/sens%00/versions/1/document")) {
      Problems.isProblem(Api.get(Role.AUDITOR, path), ErrorCode.NOT_FOUND);
    }
    Problems.isProblem(activate("sens", 99), ErrorCode.NOT_FOUND);
  }

  @Test
  @ProducesCode({ErrorCode.POLICY_INVALID, ErrorCode.BODY_EMPTY, ErrorCode.MEDIA_TYPE})
  void textThatIsNoPolicyIsRefusedWithAllThatIsWrong() {
    // When
    ValidatableResponse wrong =
        save(
            shop("shop0", "P1X", "t")
                .replace("type: text", "type: marker-9c1")
                .replace("subjects:", "subject:"));
    ValidatableResponse noYaml = save("policy: [marker-9c1");
    ValidatableResponse empty = save("  \n");
    ValidatableResponse none = Api.send(Role.PRIVACY_OFFICER, "/policies", YAML, "");
    ValidatableResponse json = Api.post(Role.PRIVACY_OFFICER, "/policies", "{}");

    // Then
    Problems.isProblem(wrong, ErrorCode.POLICY_INVALID).body(not(containsString("marker-9c1")));
    assertThat(wrong.extract().<List<String>>path("violations.code"))
        .contains("KEY_UNKNOWN", "TERM_INVALID", "VALUE_NOT_ALLOWED");
    Problems.isProblem(noYaml, ErrorCode.POLICY_INVALID).body(not(containsString("marker-9c1")));
    Problems.isProblem(empty, ErrorCode.BODY_EMPTY);
    Problems.isProblem(none, ErrorCode.BODY_EMPTY);
    Problems.isProblem(json, ErrorCode.MEDIA_TYPE);
  }

  @Test
  @ProducesCode({ErrorCode.POLICY_EXISTS, ErrorCode.VERSION_STATE})
  void policyOfAnotherOperatorIsSavedActivatedAndUsed() {
    // Given
    save(shop("shop1", "P1Y", "first")).statusCode(201).body("state", equalTo("DRAFT"));

    // When
    ValidatableResponse activated = activate("shop1", 1);

    // Then
    activated.statusCode(200).body("state", equalTo("ACTIVE"));
    String id =
        Api.record("shop1", "buyer", "b-1", Map.of("email", "A@Example.org", "device", "d"));
    Api.get(Role.PRODUCT, "/records/" + id).body("policy", equalTo("shop1"));
    Api.post(
            Role.PRODUCT,
            "/subjects/search",
            Map.of("policy", "shop1", "field", "email", "value", "a@example.ORG"))
        .body("items.size()", equalTo(1));
    Problems.isProblem(save(shop("shop1", "P1Y", "first")), ErrorCode.POLICY_EXISTS);
    Problems.isProblem(activate("shop1", 1), ErrorCode.VERSION_STATE);
    save(shop("shop1", "P1Y", "other title")).statusCode(201);
    activate("shop1", 2).statusCode(200).body("title", equalTo("other title"));
    Api.get(Role.AUDITOR, "/policies/shop1/versions/1").body("state", equalTo("RETIRED"));
    Problems.isProblem(activate("shop1", 1), ErrorCode.VERSION_STATE);
  }

  @Test
  @ProducesCode(ErrorCode.POLICY_NOT_ACTIVATABLE)
  @Clause("unnamed-operator")
  void policyWithoutAnOperatorIsNotActivated() {
    // When
    ValidatableResponse response = activate("unnamed_app", 1);

    // Then
    Problems.isProblem(response, ErrorCode.POLICY_NOT_ACTIVATABLE, "operator")
        .body("violations[0].code", equalTo("OPERATOR_INCOMPLETE"));
  }

  @Test
  @ProducesCode(ErrorCode.FORBIDDEN)
  void officerActivatesOnlyWithEveryCategoryOfBothVersions() {
    // Given
    save(shop("shop4", "P1Y", "first")).statusCode(201);
    activate("shop4", 1).statusCode(200);
    String visitor =
        """
          visitor:
            subjects: [user]
            purposes: [orders]
            fields:
              device: {type: text, on-receipt: encrypt}
            retention:
              - {from: collected, keep: P1D, then: destroy, clause: "5"}
        """;
    save(shop("shop4", "P1Y", "second") + visitor).statusCode(201);

    // When
    ValidatableResponse oldOnly = activateAs("shop4", "buyer", 2);
    ValidatableResponse newOnly = activateAs("shop4", "visitor", 2);
    ValidatableResponse both = activateAs("shop4", "buyer,visitor", 2);

    // Then
    Problems.isProblem(oldOnly, ErrorCode.FORBIDDEN);
    Problems.isProblem(newOnly, ErrorCode.FORBIDDEN);
    both.statusCode(200).body("state", equalTo("ACTIVE"));
  }

  @Test
  void policyIsNotFoundByAnOfficerWithoutCategories() {
    // When
    String nothing = LimitedGrants.only("sens", "", "*");
    ValidatableResponse read =
        Api.as(Role.PRIVACY_OFFICER, nothing).get("/policies/sens/versions/1").then();
    ValidatableResponse saved =
        Api.as(Role.PRIVACY_OFFICER, nothing)
            .header("Content-Type", YAML)
            .body(PolicyPacks.yaml("sens").getBytes(StandardCharsets.UTF_8))
            .post("/policies")
            .then();

    // Then
    Problems.isProblem(read, ErrorCode.NOT_FOUND);
    Problems.isProblem(saved, ErrorCode.FORBIDDEN);
  }

  @Test
  @ProducesCode(ErrorCode.FORBIDDEN)
  void officerOfAnotherPolicyCannotSave() {
    // Given
    Grant racurs = new Grant(Set.of(Role.PRIVACY_OFFICER), Set.of("racurs"), Set.of("*"), Set.of());
    Caller officer = Caller.of("issuer", "officer", List.of(racurs));

    // Then
    assertThatThrownBy(() -> policies.save(officer, shop("shop2", "P1Y", "t")))
        .satisfies(Problems.carries(ErrorCode.FORBIDDEN));
  }
}
