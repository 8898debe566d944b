package io.lethe.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Api;
import io.lethe.Clause;
import io.lethe.access.Role;
import io.lethe.policy.PolicyPacks;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Problems;
import io.lethe.problem.ProducesCode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the five packs take, and what they do not. */
@QuarkusTest
class PackIntakeResourceTest {

  private static JsonNode send(
      String policy, String category, Map<String, ?> attributes, Map<String, ?> fields) {
    Map<String, Object> record =
        new HashMap<>(
            Map.of(
                "policy", policy, "category", category, "subject", "intake-1", "fields", fields));
    if (!attributes.isEmpty()) {
      record.put("attributes", attributes);
    }
    return Api.items(Role.PRODUCT, "/records", record).get(0);
  }

  private static JsonNode send(String policy, String category, Map<String, ?> fields) {
    return send(policy, category, Map.of(), fields);
  }

  private static void assertAccepted(JsonNode item) {
    assertThat(item.path("status").asText()).as(item.toString()).isEqualTo("accepted");
  }

  private static String kept(JsonNode item, String attribute) {
    return Api.get(Role.PRODUCT, "/records/" + item.path("id").asText())
        .statusCode(200)
        .extract()
        .path("attributes." + attribute);
  }

  @Test
  @Clause("express-1.1")
  @ProducesCode(ErrorCode.ATTRIBUTE_REJECTED)
  void appUserWhoIsNotOfAgeIsRefused() {
    Map<String, ?> fields = Map.of("nickname", "marker-9c1");
    JsonNode refused = send("express", "app_user", Map.of("age_attested", false), fields);
    Problems.isRejected(refused, ErrorCode.ATTRIBUTE_REJECTED, "attributes.age_attested");
    assertThat(refused.has("id")).isFalse();
    assertAccepted(send("express", "app_user", Map.of("age_attested", true), fields));
  }

  @Test
  @Clause("express-2.4")
  @ProducesCode(ErrorCode.ATTRIBUTE_REJECTED)
  void corporateProfileIsOutOfScope() {
    Map<String, ?> fields = Map.of("nickname", "marker-9c1");
    Problems.isRejected(
        send("express", "app_user", Map.of("source", "corporate_profile"), fields),
        ErrorCode.ATTRIBUTE_REJECTED,
        "attributes.source");
    assertAccepted(send("express", "app_user", Map.of("source", "public_profile"), fields));
  }

  @Test
  @Clause("express-4")
  @ProducesCode(ErrorCode.FIELD_NOT_DECLARED)
  void fieldsOutsideTheClosedListAreRefused() {
    for (String field : List.of("contact_name", "calendar")) {
      for (String category : List.of("app_user", "app_user_contacts")) {
        Problems.isRejected(
            send("express", category, Map.of(field, "marker-9c1")),
            ErrorCode.FIELD_NOT_DECLARED,
            "fields." + field);
      }
    }
  }

  @Test
  @Clause({"express-4.1", "racurs-2.2", "mst-personnel"})
  @ProducesCode(ErrorCode.CATEGORY_BLOCKED)
  void categoryThatThePolicyLeavesOpenTakesNothing() {
    assertBlocked("express", "usage_metadata", "usage_metadata");
    assertBlocked("racurs", "employee", "full_name");
    assertBlocked("mst_software", "personnel", "hr_data");
  }

  private static void assertBlocked(String policy, String category, String field) {
    Problems.isRejected(
        send(policy, category, Map.of(field, "marker-9c1")),
        ErrorCode.CATEGORY_BLOCKED,
        "category");
  }

  @Test
  @Clause("racurs-2.3")
  void whetherAnAccountWasVerifiedIsKeptWithTheRecord() {
    JsonNode sent =
        send(
            "racurs",
            "user_account",
            Map.of("accuracy_status", "unverified"),
            Map.of("company_name", "Geo LLC"));
    assertThat(kept(sent, "accuracy_status")).isEqualTo("unverified");
  }

  @Test
  @Clause("racurs-8.9")
  @ProducesCode(ErrorCode.CONTENT_REFUSED)
  void lineOfTheImpersonalLogHasNoEmailAddress() {
    JsonNode refused =
        send("racurs", "service_log", Map.of("action", "login of marker-9c1@example.org"));
    Problems.isRejected(refused, ErrorCode.CONTENT_REFUSED, "fields.action");
    assertThat(refused.toString()).doesNotContain("marker-9c1");
    assertAccepted(send("racurs", "service_log", Map.of("action", "login")));
  }

  @Test
  @Clause("sens-3.5")
  @ProducesCode(ErrorCode.FIELD_REJECTED)
  void paymentDataIsNeverCollected() {
    Problems.isRejected(
        send("sens", "payment_data", Map.of("payment_data", "marker-9c1")),
        ErrorCode.FIELD_REJECTED,
        "fields.payment_data");
  }

  @Test
  @Clause("mst-collect")
  @ProducesCode(ErrorCode.FIELD_NOT_DECLARED)
  void mstCollectsNameEmailAndBillingAddressOnly() {
    assertAccepted(
        send(
            "mst_software",
            "account",
            Map.of(
                "name", "A", "username", "a", "email", "a@example.org", "billing_address", "b")));
    Problems.isRejected(
        send("mst_software", "account", Map.of("date_of_birth", "1990-01-01")),
        ErrorCode.FIELD_NOT_DECLARED,
        "fields.date_of_birth");
  }

  @Test
  @Clause("mst-secrets")
  @ProducesCode({ErrorCode.FIELD_REJECTED, ErrorCode.CONTENT_REFUSED})
  void secretsAreNeverKept() {
    for (String secret : List.of("card_number", "social_security_number", "financials")) {
      Problems.isRejected(
          send("mst_software", "transaction_secrets", Map.of(secret, "marker-9c1")),
          ErrorCode.FIELD_REJECTED,
          "fields." + secret);
    }
    JsonNode refused =
        send(
            "mst_software",
            "conversation",
            Map.of("conversation", "my card is 4111 1111 1111 1111, charge it"));
    Problems.isRejected(refused, ErrorCode.CONTENT_REFUSED, "fields.conversation");
    assertThat(refused.toString()).doesNotContain("4111");
    assertAccepted(
        send("mst_software", "conversation", Map.of("conversation", "order 4111 1111 1111 1112")));
  }

  @Test
  @Clause("sens-7.4")
  void requestFilesAreACategoryOfTheirOwn() {
    JsonNode sent = send("sens", "request_file", Map.of("signature", "marker-9c1"));
    assertAccepted(sent);
    assertThat(sent.path("fields").toString()).isEqualTo("{\"signature\":{\"encrypted\":true}}");
  }

  @Test
  @Clause({"unnamed-operator", "unnamed-data", "unnamed-minors"})
  @ProducesCode({
    ErrorCode.POLICY_NOT_ACTIVATABLE,
    ErrorCode.FIELD_NOT_DECLARED,
    ErrorCode.ATTRIBUTE_REJECTED,
    ErrorCode.ATTRIBUTE_MISSING
  })
  void unnamedAppWorksOnceItsOperatorIsNamed() {
    // Given the pack under another name, so that no other test meets it active
    String yaml = PolicyPacks.yaml("unnamed_app").replace("policy: unnamed_app", "policy: named");
    save(yaml);
    Problems.isProblem(activate(1), ErrorCode.POLICY_NOT_ACTIVATABLE, "operator");

    // When
    save(yaml + "operator: {name: Sample LLC, address: 1 Sample Street}\n");
    activate(2).statusCode(200);

    // Then
    Map<String, ?> fields = Map.of("name", "A", "email", "a@example.org", "ip_address", "1.2.3.4");
    assertAccepted(send("named", "user", Map.of("age_group", "of-age"), fields));
    Map<String, Object> unproved = new HashMap<>();
    unproved.put("age_group", "minor-with-consent");
    unproved.put("guardian_consent", null);
    assertThat(send("named", "user", unproved, fields).path("status").asText())
        .isEqualTo("rejected");
    Problems.isRejected(
        send("named", "user", Map.of("age_group", List.of("of-age")), fields),
        ErrorCode.ATTRIBUTE_REJECTED,
        "attributes.age_group");
    Problems.isRejected(
        send("named", "user", Map.of("birthday", "marker-9c1")),
        ErrorCode.FIELD_NOT_DECLARED,
        "fields.birthday");
    minors(fields);
  }

  private static void minors(Map<String, ?> fields) {
    for (String young : List.of("under-13", "minor-without-consent")) {
      Problems.isRejected(
          send("named", "user", Map.of("age_group", young), fields),
          ErrorCode.ATTRIBUTE_REJECTED,
          "attributes.age_group");
    }
    Problems.isRejected(
        send("named", "user", Map.of("age_group", "minor-with-consent"), fields),
        ErrorCode.ATTRIBUTE_MISSING,
        "attributes.guardian_consent");
    Problems.isRejected(
        send("named", "user", Map.of("guardian_consent", "marker 9c1"), fields),
        ErrorCode.ATTRIBUTE_REJECTED,
        "attributes.guardian_consent");
    Map<String, ?> proved =
        Map.of("age_group", "minor-with-consent", "guardian_consent", "dms:2026/17");
    JsonNode accepted = send("named", "user", proved, fields);
    assertAccepted(accepted);
    assertThat(kept(accepted, "guardian_consent")).isEqualTo("dms:2026/17");
  }

  private static void save(String yaml) {
    Api.send(Role.PRIVACY_OFFICER, "/policies", "application/yaml", yaml).statusCode(201);
  }

  private static ValidatableResponse activate(int version) {
    return Api.post(Role.PRIVACY_OFFICER, "/policies/named/versions/" + version + "/activate");
  }
}
