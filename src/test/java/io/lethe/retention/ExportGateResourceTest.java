package io.lethe.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

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
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What third parties get, of persons and of nobody. */
@QuarkusTest
@TestProfile(RecomputeResourceTest.OfItsOwn.class)
class ExportGateResourceTest {

  private static final LetheClient LETHE = new LetheClient();

  private final Shop named = new Shop("named-" + UUID.randomUUID().toString().substring(0, 8));

  /** The policy without an operator, with one, whose cookies are depersonalized for marketing. */
  @BeforeEach
  void named() {
    String yaml =
        PolicyPacks.yaml("unnamed_app")
            .replace("policy: unnamed_app", "policy: " + named.policy())
            .replace("zone:", "operator: {name: Sample LLC, address: \"1 Street\"}\nzone:")
            .replace(
                "    purposes: [usability]\n    fields:\n",
                "    purposes: [usability]\n    quasi-identifiers: [country]\n    fields:\n"
                    + "      country: {type: text, on-receipt: keep, on-depersonalize: keep}\n")
            .replace(
                "- {from: cookie-consent-revoked, within: P30D, then: destroy,",
                "- {from: depersonalized, keep: P1Y, then: destroy}\n"
                    + "      - {from: cookie-consent-revoked, within: P30D, then: depersonalize,");
    named.saved("anna", yaml);
    named.post("anna", 1, "activate").statusCode(200);
  }

  private void visitors(int from, int to) {
    for (int i = from; i < to; i++) {
      received("visitor-" + i, "RU");
      LETHE.event(named.policy(), "visitor-" + i, "cookie-consent-revoked", LETHE.now());
    }
    LETHE.run(Map.of("policy", named.policy()));
  }

  private ValidatableResponse export(String recipient) {
    return Api.get(
        Role.RESEARCHER,
        "/depersonalized?policy=" + named.policy() + "&category=cookies&recipient=" + recipient);
  }

  @Test
  @Clause("unnamed-transfer")
  @ProducesCode({ErrorCode.EXPORT_IDENTIFYING, ErrorCode.EXPORT_DENIED})
  void marketingGetsWhatIdentifiesNobodyAndNothingOfOnePerson() {
    // Given what is left of one visitor: k = 1
    visitors(0, 1);

    // Then it does not go out, and to nobody whom the policy does not name
    Problems.isProblem(export("marketing"), ErrorCode.EXPORT_IDENTIFYING)
        .body("detail", containsString("has 1 people, and 5 are needed"));
    Problems.isProblem(export("buyer_of_lists"), ErrorCode.EXPORT_DENIED)
        .body("detail", containsString("We use cookies"));

    // When five others come into one group
    visitors(1, 6);

    // Then all of it may
    export("marketing").statusCode(200).body("items", hasSize(6));
    Awaiting.until( // the sealer
        () -> Api.get(Role.AUDITOR, "/ledger/entries?limit=1000").extract().asString(),
        entries -> entries.contains("depersonalized.exported"));
  }

  @Test
  void rowsOfOnePersonAreOnePerson() throws Exception {
    // Given records of one visitor in six groups, each of which is too small
    for (String country : List.of("RU", "DE", "FR", "IT", "ES", "PT")) {
      received("alone", country);
    }
    LETHE.event(named.policy(), "alone", "cookie-consent-revoked", LETHE.now());
    LETHE.run(Map.of("policy", named.policy()));

    // Then
    Problems.isProblem(export("marketing"), ErrorCode.EXPORT_IDENTIFYING)
        .body("detail", containsString("has 1 people, and 5 are needed"));

    // And where the row is gone by which they counted
    try (Tables tables = Tables.connect()) {
      tables.execute(
          "UPDATE depersonalized.record SET counts = false WHERE policy = '"
              + named.policy()
              + "'");
    }
    Problems.isProblem(export("marketing"), ErrorCode.EXPORT_IDENTIFYING);
  }

  @Test
  void groupThatARestoreHasMadeTooSmallIsThinned() throws Exception {
    // Given four people whose fifth was destroyed after the backup
    try (Tables tables = Tables.connect()) {
      tables.execute(
          "INSERT INTO depersonalized.record"
              + " (id, policy, category, quasi, counts, data, destroy_after)"
              + " SELECT gen_random_uuid(), '"
              + named.policy()
              + "', 'cookies', '{\"country\": \"RU\"}', true, '{}', '2040-01-02'"
              + " FROM generate_series(1, 4)");

      // When
      LETHE.run(Map.of("policy", named.policy()));

      // Then
      assertThat(
              tables.number(
                  "SELECT count(*) FROM depersonalized.record WHERE quasi = '{}' AND policy = ?",
                  named.policy()))
          .isEqualTo(4);
    }
  }

  private void received(String visitor, String country) {
    LETHE.accepted(
        Samples.record(
            named.policy(),
            "cookies",
            visitor,
            LETHE.now(),
            Map.of("country", country, "preferences", "dark")));
  }

  @Test
  @Clause("unnamed-transfer")
  void personsDataIsTransferredByConsentAndAutomatedMeans() {
    // Given
    LETHE.accepted(
        Samples.record(named.policy(), "user", "somebody", LETHE.now(), Map.of("name", "Anna")));

    // Then
    provided(List.of("confidentiality")).body("code", equalTo("NEED_MISSING"));
    provided(List.of("confidentiality", "automated-means"))
        .body("code", equalTo("CONSENT_MISSING"));
    Api.items(
        Role.PRODUCT,
        "/events",
        Map.of(
            "policy",
            named.policy(),
            "subject",
            "somebody",
            "type",
            "consent-given",
            "at",
            LETHE.now().toString()));
    provided(List.of("confidentiality", "automated-means")).body("permit", equalTo(true));
  }

  private ValidatableResponse provided(List<String> needs) {
    Map<String, Object> question = new HashMap<>();
    question.put("policy", named.policy());
    question.put("category", "user");
    question.put("subject", "somebody");
    question.put("action", "provide");
    question.put("purpose", "software");
    question.put("recipient", "service_provider");
    question.put(
        "basis", needs.stream().map(need -> Map.of("need", need, "reference", "7")).toList());
    return Api.post(Role.PRODUCT, "/decisions", question).statusCode(200);
  }

  @Test
  @Clause("mst-logs")
  void mstAddressesInLogsAreTruncatedBeforeAnalyticsGetsThem() throws Exception {
    // Given the log of the pack, with a term that the policy does not give
    Shop mst = new Shop("mst-" + UUID.randomUUID().toString().substring(0, 8));
    mst.saved(
        "anna",
        PolicyPacks.yaml("mst_software")
            .replace("policy: mst_software", "policy: " + mst.policy())
            .replace(
                "    retention: [] # the policy gives no term for log files",
                "    retention:\n      - {from: collected, keep: P1Y, then: destroy}"));
    mst.post("anna", 1, "activate").statusCode(200);

    // When
    UUID id =
        LETHE.accepted(
            Samples.record(
                mst.policy(),
                "log",
                "visitor",
                LETHE.now(),
                Map.of("ip_address", "203.0.113.77", "user_agent", "curl/8")));

    // Then what there is to give is truncated, and the whole address is nowhere
    LETHE.record(id).body("fields.ip_address", equalTo("203.0.113.0/24"));
    try (Tables tables = Tables.connect()) {
      assertThat(
              tables.number(
                  "SELECT count(*) FROM record WHERE data::text LIKE '%203.0.113.77%'"
                      + " OR id = ? AND sealed IS NOT NULL",
                  id))
          .isZero();
    }
  }
}
