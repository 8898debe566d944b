package io.lethe.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.startsWith;

import io.lethe.Api;
import io.lethe.access.Role;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Problems;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The register of depersonalizations and of what was done with their results. */
@QuarkusTest
@TestProfile(FromAutumn2025.class)
class DepersonalizationResourceTest {

  private static final LetheClient LETHE = new LetheClient();
  private static final int PEOPLE = 25; // more than a batch

  private final String policy = "studied-" + UUID.randomUUID().toString().substring(0, 8);
  private final Shop shop = new Shop(policy);

  private String yaml() {
    return """
        policy: %s
        title: Privacy policy of a study
        operator: {name: Study LLC, address: "1 Sample Street, Moscow"}
        zone: Europe/Moscow
        k-at-least: 2
        purposes:
          account: {grounds: [contract]}
          research: {grounds: [statistics]}
        recipients:
          institute: {country: RU, purposes: [research], categories: [user], clause: "7"}
        categories:
          user:
            subjects: [user]
            purposes: [account, research]
            quasi-identifiers: [city]
            fields:
              name: {type: name, on-receipt: encrypt, on-depersonalize: drop}
              city: {type: text, on-receipt: keep, on-depersonalize: keep}
              age: {type: number, on-receipt: keep, on-depersonalize: {generalize: {band: 10}}}
            retention:
              - {from: account-deleted, then: depersonalize}
              - {from: depersonalized, keep: P1Y, then: destroy}
        """
        .formatted(policy);
  }

  private void depersonalized() {
    shop.saved("anna", yaml());
    shop.post("anna", 1, "activate").statusCode(200);
    List<Map<String, Object>> records = new ArrayList<>();
    for (int i = 0; i < PEOPLE; i++) {
      records.add(
          Samples.record(
              policy,
              "user",
              "studied-" + i,
              LETHE.now(),
              Map.of("name", "Анна", "city", "Тула", "age", 30 + i % 3)));
    }
    LETHE.accepted(records);
    for (int i = 0; i < PEOPLE; i++) {
      LETHE.event(policy, "studied-" + i, "account-deleted", LETHE.now());
    }
  }

  private JsonPath register(String query) {
    return Api.get(Role.AUDITOR, "/depersonalizations?policy=" + policy + query)
        .statusCode(200)
        .extract()
        .jsonPath();
  }

  private static String ledger(String type) {
    try (Tables tables = Tables.connect()) {
      return String.join(
          "\n",
          tables.column(
              String.class, "SELECT entry FROM ledger_entry WHERE entry LIKE ?", "%" + type + "%"));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whatWasDepersonalizedReadExportedAndDestroyedIsRegistered() {
    // Given an assessment, and a run of several batches
    depersonalized();
    Api.post(
            Role.PRIVACY_OFFICER,
            "/policies/" + policy + "/versions/1/methods/assess",
            Map.of("text", "Statistics of users; commission 4"))
        .statusCode(201)
        .body("assessedBy", startsWith(Role.PRIVACY_OFFICER.label() + "@"));
    JsonPath run = LETHE.run(Map.of("policy", policy));
    assertThat(run.getInt("depersonalized")).isEqualTo(PEOPLE);

    // Then it is one line, with how and why
    JsonPath first = register("");
    assertThat(first.getList("items")).hasSize(1);
    assertThat(first.getString("items[0].operation")).isEqualTo("DEPERSONALIZED");
    assertThat(first.getString("items[0].run")).isEqualTo(run.getString("id"));
    assertThat(first.getList("items.act")).isEqualTo(run.getList("acts"));
    assertThat(first.getInt("items[0].rows")).isEqualTo(PEOPLE);
    assertThat(first.getInt("items[0].policyVersion")).isEqualTo(1);
    assertThat(first.getString("items[0].by")).startsWith(Role.PRIVACY_OFFICER.label() + "@");
    assertThat(first.getList("items[0].methods.method"))
        .containsExactly("drop", "keep", "generalize");
    assertThat(first.getList("items[0].methods.order140"))
        .containsExactly("change of composition", null, "change of semantics");
    assertThat(first.getList("items[0].assessments.text"))
        .containsExactly("Statistics of users; commission 4");
    assertThat(first.getInt("items[0].groups.k")).isEqualTo(PEOPLE);

    // When results are read in pages and as a stream, and go to a third party
    read("&limit=10&purpose=research").body("items", hasSize(10));
    Api.as(Role.RESEARCHER)
        .accept(Api.NDJSON)
        .get("/depersonalized?policy=" + policy + "&category=user&limit=7")
        .then()
        .statusCode(200);
    read("&recipient=institute").body("items", hasSize(PEOPLE));

    // Then each reading is a line, in the register and in the ledger
    JsonPath read = Awaiting.until(() -> register(""), seen -> seen.get("items[2].rows") != null);
    assertThat(read.getList("items.operation"))
        .containsExactly("DEPERSONALIZED", "READ", "READ", "EXPORTED");
    assertThat(read.getList("items.rows")).containsExactly(PEOPLE, 10, 7, PEOPLE);
    assertThat(read.getList("items.purpose")).containsExactly(null, "research", null, null);
    assertThat(read.getList("items.recipient")).containsExactly(null, null, null, "institute");
    assertThat(read.getList("items.filter.limit")).containsExactly(10, 7, 500);
    assertThat(read.getString("items[1].by")).startsWith(Role.RESEARCHER.label() + "@");
    assertThat(ledger("depersonalized.read"))
        .contains(read.getString("items[1].id"), read.getString("items[2].id"));
    assertThat(ledger("depersonalized.exported")).contains(read.getString("items[3].id"));

    // When their Monday has come
    LETHE.moveTo(LETHE.now().plus(Duration.ofDays(380)));
    JsonPath last = LETHE.run(Map.of("policy", policy));
    assertThat(last.getInt("destroyed")).isEqualTo(PEOPLE);

    // Then their destruction is a line as well, and pages follow each other
    JsonPath page = register("&category=user&limit=4");
    JsonPath end = register("&limit=4&after=" + page.getString("next"));
    assertThat(end.getList("items.operation")).containsExactly("DESTROYED");
    assertThat(end.getList("items.rows")).containsExactly(PEOPLE);
    assertThat(end.getString("items[0].run")).isEqualTo(last.getString("id"));
    assertThat(end.getString("next")).isNull();
    assertThat(register("&category=other").getList("items")).isEmpty();
  }

  @Test
  void readingThatIsRefusedIsNotRegisteredAndNoFreeTextIs() {
    // Given
    depersonalized();

    // Then
    Problems.isProblem(read("&purpose=curiosity"), ErrorCode.PARAMETER_INVALID);
    Problems.isProblem(read("&recipient=nobody"), ErrorCode.EXPORT_DENIED);
    assertThat(register("").getList("items")).isEmpty();
  }

  @Test
  void methodsOfAVersionAreShownWithTheirAssessments() {
    // Given
    shop.saved("anna", yaml());
    shop.version(1).body("publication.methodsAssessed", equalTo(false));

    // When
    Api.post(
            Role.PRIVACY_OFFICER,
            "/policies/" + policy + "/versions/1/methods/assess",
            Map.of("text", "k is 2"))
        .statusCode(201);

    // Then
    Api.get(Role.AUDITOR, "/policies/" + policy + "/versions/1/methods")
        .statusCode(200)
        .body("categories.category", contains("user"))
        .body("categories[0].kAtLeast", equalTo(2))
        .body("categories[0].highestRisk", equalTo(0.5f))
        .body("categories[0].fields.reattributable", contains(false, true, false))
        .body("categories[0].fields.quasiIdentifier", contains(false, true, false))
        .body("assessments.text", contains("k is 2"));
    shop.version(1).body("publication.methodsAssessed", equalTo(true));
    shop.post("anna", 1, "activate").statusCode(200);
    assertThat(ledger("policy.activated"))
        .contains("\"methodsAssessed\":true", "\"policy\":\"" + policy + "\"");
    assertThat(ledger("policy.methods-assessed")).contains(policy).doesNotContain("k is 2");
  }

  private ValidatableResponse read(String more) {
    return Api.get(Role.RESEARCHER, "/depersonalized?policy=" + policy + "&category=user" + more);
  }
}
