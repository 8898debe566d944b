package io.lethe.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Api;
import io.lethe.Clause;
import io.lethe.ServiceDatabase;
import io.lethe.access.Role;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Problems;
import io.lethe.problem.ProducesCode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The service with databases in Germany. */
@QuarkusTest
@TestProfile(ResidencyResourceTest.InGermany.class)
class ResidencyResourceTest {

  /** A database of the data in Germany, and one of the keys in Russia. */
  public static final class InGermany implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("lethe.policies.databases-in", "RU,DE", "lethe.scheduler.enabled", "false");
    }
  }

  private final PolicyLoader loader;

  @Inject
  ResidencyResourceTest(PolicyLoader loader) {
    this.loader = loader;
  }

  private static Map<String, Object> record(String policy, String category, String field) {
    return Map.of(
        "policy",
        policy,
        "category",
        category,
        "subject",
        "resident",
        "fields",
        Map.of(field, "a@example.org"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"express", "racurs", "mst_software", "sens"})
  @Clause({"express-6.4", "racurs-5.5", "mst-hosting"})
  @ProducesCode(ErrorCode.RESIDENCY_VIOLATED)
  void packWhoseDataStaysInRussiaDoesNotStartInGermany(String pack) {
    // Then it was installed, and not activated
    Api.get(Role.AUDITOR, "/policies/" + pack).body("items[0].state", equalTo("DRAFT"));
    Problems.isProblem(
            Api.post(Role.PRIVACY_OFFICER, "/policies/" + pack + "/versions/1/activate"),
            ErrorCode.RESIDENCY_VIOLATED)
        .body("detail", containsString("lethe.policies.databases-in says [DE, RU]"));
  }

  @Test
  void policyThatAllowsBothStarts() {
    String yaml =
        PolicyPacks.yaml("racurs")
            .replace("policy: racurs", "policy: racurs_abroad")
            .replace("residency: [RU]", "residency: [DE, RU]");
    Api.send(Role.PRIVACY_OFFICER, "/policies", "application/yaml", yaml).statusCode(201);
    Api.post(Role.PRIVACY_OFFICER, "/policies/racurs_abroad/versions/1/activate").statusCode(200);
    Api.record(record("racurs_abroad", "user_account", "email"));
  }

  @Test
  @ProducesCode(ErrorCode.RESIDENCY_VIOLATED)
  void policyThatWasActiveBeforeTakesInNothing() {
    // Given one that was activated where the databases were before
    String yaml = PolicyPacks.yaml("racurs").replace("policy: racurs", "policy: racurs_moved");
    Api.send(Role.PRIVACY_OFFICER, "/policies", "application/yaml", yaml).statusCode(201);
    ServiceDatabase.execute(
        "UPDATE policy_version SET state = 'ACTIVE', activated_at = now(), activated_by = 'anna'"
            + " WHERE policy = 'racurs_moved'");
    loader.reload().await().indefinitely();

    // Then
    JsonNode refused =
        Api.items(Role.PRODUCT, "/records", record("racurs_moved", "user_account", "email")).get(0);
    Problems.isRejected(refused, ErrorCode.RESIDENCY_VIOLATED, "policy");
    assertThat(refused.at("/problem/title").asText()).contains("country");
  }
}
