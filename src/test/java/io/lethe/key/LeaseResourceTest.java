package io.lethe.key;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Api;
import io.lethe.Await;
import io.lethe.ServiceDatabase;
import io.lethe.access.LimitedGrants;
import io.lethe.access.Role;
import io.lethe.crypto.SecretBytes;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Problems;
import io.lethe.problem.ProducesCode;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

@QuarkusTest
class LeaseResourceTest {

  private static JsonNode lease(String caller) {
    return Api.json(
        Api.as(Role.PRODUCT, caller)
            .post("/leases")
            .then()
            .statusCode(200)
            .header("Cache-Control", "no-store")
            .extract()
            .asString());
  }

  private static JsonNode policy(JsonNode lease, String name) {
    for (JsonNode policy : lease.get("policies")) {
      if (policy.get("policy").asText().equals(name)) {
        return policy;
      }
    }
    throw new AssertionError(lease.get("policies").size());
  }

  private static List<Integer> versions(JsonNode policy) {
    List<Integer> versions = new ArrayList<>();
    policy.at("/pseudonyms/versions").forEach(one -> versions.add(one.get("version").asInt()));
    return versions;
  }

  private static List<String> domains(JsonNode policy) {
    List<String> domains = new ArrayList<>();
    policy.at("/pseudonyms/domains").forEach(one -> domains.add(one.get("domain").asText()));
    return domains;
  }

  private static LeasedRing ring(JsonNode policy) {
    try {
      Map<String, SecretBytes> roots = new TreeMap<>();
      for (JsonNode domain : policy.at("/pseudonyms/domains")) {
        roots.put(
            domain.get("domain").asText(), SecretBytes.copyOf(domain.get("root").binaryValue()));
      }
      TreeMap<Integer, SecretBytes> versions = new TreeMap<>();
      for (JsonNode version : policy.at("/pseudonyms/versions")) {
        versions.put(
            version.get("version").asInt(), SecretBytes.copyOf(version.get("key").binaryValue()));
      }
      return new LeasedRing(
          policy.get("policy").asText(), policy.at("/pseudonyms/active").asInt(), versions, roots);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void leaseComputesWhatTheServiceComputes() {
    // Given
    Club club = Club.open("leases_1");
    club.rotate("pseudonym");

    // When
    JsonNode lease = lease("leases-1");
    JsonNode policy = policy(lease, club.policy());

    // Then
    assertThat(policy.get("version").asInt()).isEqualTo(1);
    assertThat(policy.get("document").asText()).isEqualTo(Club.yaml(club.policy()));
    assertThat(policy.get("blocked")).isEmpty();
    assertThat(domains(policy)).containsExactly("badge", "device");
    assertThat(ring(policy).everyPseudonym("device", "TEXT", "device-1"))
        .extracting(token -> token.text())
        .isEqualTo(club.tokens(1));
    assertThat(lease.get("termSeconds").asInt()).isEqualTo(600);
    assertThat(lease.at("/grants/0/policies/0").asText()).isEqualTo("*");
    assertThat(
            ServiceDatabase.value(
                "SELECT count(*) FROM ledger_entry WHERE entry LIKE '%lease.granted%'"
                    + " AND entry LIKE ?",
                "%" + lease.get("id").asText() + "%"))
        .isNotEqualTo(0L);
  }

  @Test
  void domainsAreThoseOfGrantedFieldsWhoseValuesCannotBeTriedOut() {
    // Given
    String name = "leases_2";
    String yaml =
        Club.yaml(name)
            .replace(
                "licence: {type: digits, on-receipt: format-preserving}",
                "licence: {type: digits, on-receipt: {pseudonymize: {domain: licence}}}");
    Api.send(Role.PRIVACY_OFFICER, "/policies", "application/yaml", yaml).statusCode(201);
    Api.post(Role.PRIVACY_OFFICER, "/policies/" + name + "/versions/1/activate").statusCode(200);

    // When
    JsonNode all = policy(lease("leases-2"), name);
    JsonNode some = policy(lease(LimitedGrants.only(name, "visit", "badge")), name);
    JsonNode none = policy(lease(LimitedGrants.only(name, "visit", "")), name);
    JsonNode trusted = policy(lease(LimitedGrants.onlyLeasing(name, "*", "*")), name);

    // Then
    assertThat(domains(all)).containsExactly("badge", "device");
    assertThat(domains(some)).containsExactly("badge");
    assertThat(none.has("pseudonyms")).isFalse();
    assertThat(domains(trusted)).containsExactly("badge", "device", "licence");
    assertThat(lease(LimitedGrants.only("none", "*", "*")).get("policies")).isEmpty();
  }

  @Test
  void renewalOfTheSameKeysIsOneRowAndOneEntry() {
    // Given
    Club club = Club.open("leases_5");
    String caller = LimitedGrants.only(club.policy(), "*", "*");
    lease(caller);
    String first = until(club);

    // When
    lease(caller);

    // Then
    assertThat(until(club)).doesNotContain(",").isGreaterThanOrEqualTo(first);
    assertThat(
            ServiceDatabase.value(
                "SELECT count(*) FROM ledger_entry WHERE entry LIKE '%lease.granted%'"
                    + " AND entry LIKE ? AND entry LIKE ?",
                "%" + club.ring("pseudonym") + "%", "%only/" + club.policy() + "/%"))
        .isEqualTo(1L);
  }

  private static String until(Club club) {
    return (String)
        ServiceDatabase.value(
            "SELECT string_agg(extract(epoch FROM until)::text, ',') FROM key_lease WHERE ring = ?"
                + " AND caller LIKE 'only/%'",
            club.ring("pseudonym"));
  }

  @Test
  @ProducesCode(ErrorCode.KEY_IN_USE)
  void leasedVersionIsNotDestroyedAndNoNewLeaseHasOneThatIsToBe() {
    // Given
    Club club = Club.open("leases_3");
    club.visit(1);
    String caller = LimitedGrants.only(club.policy(), "*", "*");
    assertThat(versions(policy(lease(caller), club.policy()))).containsExactly(1);
    // The lease lacks the next version, which waits for its end.
    ServiceDatabase.execute(
        "UPDATE key_lease SET versions = '{1,2}' WHERE ring = ?", club.ring("pseudonym"));
    club.rotate("pseudonym");
    club.rewrap("pseudonym");
    assertThat(versions(policy(lease(caller), club.policy()))).containsExactly(1, 2);

    // When
    String path = "/versions/1/destroy";
    Map<String, ?> confirmed = Map.of("productTokensUpgraded", true);
    club.order("pseudonym", path, confirmed).statusCode(202);

    // Then
    Problems.isProblem(
        Club.as(Club.SECOND, "/keys/" + club.ring("pseudonym") + path, confirmed),
        ErrorCode.KEY_IN_USE);
    assertThat(versions(policy(lease(caller), club.policy()))).containsExactly(2);

    // When: the leases of before have ended
    ServiceDatabase.execute(
        "UPDATE key_lease SET granted_at = now() - interval '2 days',"
            + " until = now() - interval '1 day' WHERE ring = ? AND 1 = ANY(versions)",
        club.ring("pseudonym"));

    // Then
    Club.done(Club.as(Club.SECOND, "/keys/" + club.ring("pseudonym") + path, confirmed));
  }

  @Test
  void nextVersionWaitsUntilEveryLeaseHasIt() {
    // Given
    Club club = Club.open("leases_4");
    String caller = LimitedGrants.only(club.policy(), "*", "*");
    lease(caller);

    // When
    var asked = club.order("pseudonym", "/rotate", Map.of());

    // Then: renewed leases have it, and the one of before has not ended
    Await.until(() -> versions(policy(lease(caller), club.policy())), has -> has.contains(2));
    assertThat(club.version("pseudonym", 2).get("state").asText()).isEqualTo("PENDING");

    // When
    endThoseOfBefore(club);

    // Then
    Club.done(asked);
  }

  private static void endThoseOfBefore(Club club) {
    ServiceDatabase.execute(
        "DELETE FROM key_lease WHERE ring = ? AND NOT 2 = ANY(versions)", club.ring("pseudonym"));
  }

  private static String key(JsonNode policy, int version) {
    for (JsonNode one : policy.at("/pseudonyms/versions")) {
      if (one.get("version").asInt() == version) {
        return one.get("key").asText();
      }
    }
    throw new AssertionError(versions(policy));
  }

  @Test
  void leaseOfAKeyThatWasReplacedLacksTheVersion() {
    // Given: a rotation that was cancelled after its version had been leased
    Club club = Club.open("leases_6");
    String caller = LimitedGrants.only(club.policy(), "*", "*");
    lease(caller);
    String left = club.order("pseudonym", "/rotate", Map.of()).statusCode(202).extract().path("id");
    JsonNode before =
        Await.until(
            () -> policy(lease(caller), club.policy()), leased -> versions(leased).contains(2));
    Club.as(Club.FIRST, "/jobs/" + left + "/cancel", Map.of()).statusCode(200);
    endThoseOfBefore(club);

    // When
    var asked = club.order("pseudonym", "/rotate", Map.of());

    // Then: it waits for the lease with the key of before, and the next one has another
    Await.until(
        () ->
            ServiceDatabase.value(
                "SELECT count(*) FROM key_lease WHERE ring = ? AND versions = '{1}'",
                club.ring("pseudonym")),
        lacking -> lacking.equals(1L));
    JsonNode renewed = policy(lease(caller), club.policy());
    assertThat(versions(renewed)).containsExactly(1, 2);
    assertThat(key(renewed, 1)).isEqualTo(key(before, 1));
    assertThat(key(renewed, 2)).isNotEqualTo(key(before, 2));
    assertThat(club.version("pseudonym", 2).get("state").asText()).isEqualTo("PENDING");

    // When
    endThoseOfBefore(club);

    // Then
    Club.done(asked);
    assertThat(key(policy(lease(caller), club.policy()), 2)).isEqualTo(key(renewed, 2));
  }
}
