package io.lethe.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Api;
import io.lethe.ServiceClock;
import io.lethe.ServiceDatabase;
import io.lethe.access.LimitedGrants;
import io.lethe.access.Role;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Problems;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Third parties that a person's data was given to. */
@QuarkusTest
class DisclosureResourceTest {

  private final String subject = "disclosed-" + UUID.randomUUID();
  private final DisclosureStore disclosures;

  @Inject
  DisclosureResourceTest(DisclosureStore disclosures) {
    this.disclosures = disclosures;
  }

  private String user() {
    Api.record("sens", "mandatory", subject, Map.of("gender", "f"));
    return Decisions.key("sens", subject);
  }

  private Decisions state() {
    return Decisions.may("sens", "mandatory", "provide", "obligations")
        .of(subject)
        .to("state_bodies")
        .with("fields", List.of("last_name", "first_name"))
        .with("basis", List.of(Map.of("need", "legal-request", "reference", "77-12/26")));
  }

  private Decisions selectel() {
    return Decisions.may("sens", "mandatory", "provide", "account").of(subject).to("selectel");
  }

  private static ValidatableResponse disclosed(String key, String query) {
    return Api.get(Role.PRIVACY_OFFICER, "/subjects/" + key + "/disclosures" + query);
  }

  @Test
  void permittedTransfersAreListedInTheirOrderAndDeniedOnesAreNot() {
    // Given
    String key = user();
    disclosed(key, "").statusCode(200).body("items", empty()).body("next", nullValue());

    // When
    String first = state().ask().path("id").asText();
    state().with("basis", List.of()).ask();
    String second = selectel().ask().path("id").asText();

    // Then
    disclosed(key, "")
        .statusCode(200)
        .body("items.id", contains(first, second))
        .body("items[0].recipient", equalTo("state_bodies"))
        .body("items[0].at", notNullValue())
        .body("items[0].purpose", equalTo("obligations"))
        .body("items[0].clause", equalTo("5.2.3"))
        .body("items[0].grounds", contains("law"))
        .body("items[0].fields", contains("first_name", "last_name"))
        .body("items[0].basis[0].need", equalTo("legal-request"))
        .body("items[0].basis[0].reference", equalTo("77-12/26"))
        .body("items[0].by", equalTo("product@https://local.lethe.invalid"))
        .body("items[0].country", nullValue())
        .body("items[1].country", equalTo("RU"));
    String next =
        disclosed(key, "?limit=1").body("items.id", contains(first)).extract().path("next");
    disclosed(key, "?limit=1&after=" + next).body("items.id", contains(second));
    disclosed(key, "?after=" + second).body("items", empty()).body("next", nullValue());
  }

  @Test
  void useWithoutARecipientIsNotRegistered() {
    // Given
    String key = user();

    // When
    JsonNode answer = Decisions.may("sens", "mandatory", "use", "account").of(subject).ask();

    // Then
    assertThat(answer.path("permit").asBoolean()).isTrue();
    assertThat(answer.path("id").isNull()).isTrue();
    disclosed(key, "").body("items", empty());
  }

  @Test
  void officerSeesGrantedCategoriesAloneAndNobodyElse() {
    // Given
    String key = user();
    selectel().ask();

    // Then
    Problems.isProblem(disclosed(UUID.randomUUID().toString(), ""), ErrorCode.NOT_FOUND);
    Problems.isProblem(as(LimitedGrants.only("racurs", "*", ""), key), ErrorCode.NOT_FOUND);
    as(LimitedGrants.only("sens", "optional", ""), key).statusCode(200).body("items", empty());
    as(LimitedGrants.only("sens", "mandatory", ""), key).body("items", hasSize(1));
  }

  private static ValidatableResponse as(String officer, String key) {
    return Api.as(Role.PRIVACY_OFFICER, officer).get("/subjects/" + key + "/disclosures").then();
  }

  @Test
  void transferIsNotRegisteredByWhatHasChangedMeanwhile() {
    // Given a decision that knew of one event, and another event that has come
    UUID key = UUID.fromString(user());
    Decisions.event("sens", subject, "consent-given", "mailing", ServiceClock.now());
    Decisions.event("sens", subject, "consent-withdrawn", "mailing", ServiceClock.now());

    // Then
    assertThat(register(key, 1)).isFalse();
    assertThat(register(key, 2)).isTrue();

    // And with a block that has come
    String block =
        Api.post(
                Role.PRIVACY_OFFICER,
                "/blocks",
                Map.of("policy", "sens", "subjectKey", key, "reason", "verification"))
            .statusCode(201)
            .extract()
            .path("id");
    assertThat(register(key, 2)).isFalse();
    Api.post(Role.PRIVACY_OFFICER, "/blocks/" + block + "/release").statusCode(200);
    assertThat(register(UUID.randomUUID(), 0)).isFalse();
  }

  private boolean register(UUID key, int events) {
    Instant now = ServiceClock.now();
    Disclosure disclosure =
        new Disclosure(
            UUID.randomUUID(),
            now,
            "sens",
            1,
            "mandatory",
            "selectel",
            null,
            "provide",
            "account",
            "",
            List.of(),
            List.of(),
            List.of(),
            "test");
    return disclosures.register(key, disclosure, events).await().atMost(Duration.ofSeconds(10));
  }

  @Test
  void disclosureOutlivesItsSubjectAndIsGoneAfterThreeYears() {
    // Given
    UUID key = UUID.fromString(user());
    selectel().ask();
    ServiceDatabase.execute("DELETE FROM record WHERE subject_id = ?", key);
    ServiceDatabase.execute("DELETE FROM subject WHERE id = ?", key);
    ServiceDatabase.execute("DELETE FROM subject_token WHERE subject_id = ?", key);
    ServiceDatabase.execute(
        "UPDATE disclosure SET at = '2001-02-28T12:00:00Z' WHERE subject_id = ?", key);

    // When
    expire("2004-03-01T23:59:59Z");
    disclosed(key.toString(), "").statusCode(200).body("items", hasSize(1));
    expire("2004-03-02T00:00:00Z");

    // Then
    Problems.isProblem(disclosed(key.toString(), ""), ErrorCode.NOT_FOUND);
  }

  @Test
  void disclosureIsKeptWhileItIsNeeded() {
    // Given one that is old, of data that is held
    UUID key = UUID.fromString(user());
    selectel().ask();
    ServiceDatabase.execute(
        "UPDATE disclosure SET at = '2001-02-28T12:00:00Z' WHERE subject_id = ?", key);
    expire("2004-03-02T00:00:00Z");
    disclosed(key.toString(), "").statusCode(200).body("items", hasSize(1));

    // When the data is gone and the third party has to be told
    ServiceDatabase.execute("DELETE FROM record WHERE subject_id = ?", key);
    ServiceDatabase.execute(
        """
        INSERT INTO task (id, policy, category, kind, what, recipient, run_id, clause, created_at)
        VALUES (?, 'sens', 'mandatory', 'NOTIFY', 'DESTROY', 'selectel', gen_random_uuid(), '',
          now())
        """,
        key);
    expire("2004-03-02T00:00:00Z");
    disclosed(key.toString(), "").statusCode(200).body("items", hasSize(1));

    // Then it is gone when that is done
    ServiceDatabase.execute("UPDATE task SET done_at = now(), done_by = 'x' WHERE id = ?", key);
    expire("2004-03-02T00:00:00Z");
    disclosed(key.toString(), "").statusCode(200).body("items", hasSize(0));
  }

  private void expire(String now) {
    disclosures.expire(Instant.parse(now)).await().atMost(Duration.ofSeconds(10));
  }
}
