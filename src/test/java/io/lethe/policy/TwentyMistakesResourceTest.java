package io.lethe.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Api;
import io.lethe.access.Role;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Problems;
import io.lethe.problem.ProducesCode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A document with twenty mistakes, each of another kind, is told of all of them at once. */
@QuarkusTest
class TwentyMistakesResourceTest {

  private static final String YAML =
      """
      policy: mistakes
      zone: Europe/Moscow
      zone: Europe/Berlin
      calendar: mars
      law: [ru-152-fz, moon-law]
      residency: [Russia]
      actions: [collect, store, forget, destroy]
      k-at-least: five
      colour: red
      attributes:
        age_group: {values: [adult, child], needs: {child: guardian}}
      purposes:
        account: {grounds: [whim]}
      recipients:
        mailer: {purposes: [spam], categories: [nobody]}
      categories:
        user:
          purposes: [account]
          quasi-identifiers: [absent]
          fields:
            name: {type: name, on-receipt: scramble}
            city: {type: text, on-receipt: shuffle}
          retention:
            - {from: collected, keep: 5 years, then: destroy}
            - {from: account-deleted, within: P6M, agreed: nothing, then: destroy}
        log:
          purposes: [account]
          fields:
            line: {type: text, on-receipt: keep}
          retention:
            - {from: full-moon, keep: P1Y, then: depersonalize}
            - {from: depersonalized, keep: P1Y, then: destroy}
      """;

  /** What each says of itself: where, and what to do about it. */
  private static final Map<String, String> EXPECTED =
      Map.ofEntries(
          Map.entry("KEY_MISSING", "title: the key title is missing"),
          Map.entry("KEY_DUPLICATE", "zone: A key is given twice"),
          Map.entry("CALENDAR_UNKNOWN", "calendar: there is no such calendar; known: ["),
          Map.entry("LAW_UNKNOWN", "law[1]: There is no law overlay of this name; known: ["),
          Map.entry("VALUE_NOT_ALLOWED", "residency[0]: a country's two-letter code such as RU"),
          Map.entry("ACTION_UNKNOWN", "actions[2]: There is no such action; known: ["),
          Map.entry("TYPE_WRONG", "k-at-least: a whole number from 2 to 10000 is expected"),
          Map.entry("KEY_UNKNOWN", "colour: there is no such key; known here: ["),
          Map.entry(
              "ATTRIBUTE_UNKNOWN",
              "attributes.age_group.needs.child: The policy declares no such attribute; known: ["),
          Map.entry("GROUND_UNKNOWN", "purposes.account.grounds[0]: one of [consent, contract,"),
          Map.entry(
              "PURPOSE_UNKNOWN",
              "recipients.mailer.purposes[0]: The policy declares no such purpose; known: [account]"),
          Map.entry(
              "CATEGORY_UNKNOWN",
              "recipients.mailer.categories[0]: The policy declares no such category; known: [log,"),
          Map.entry(
              "FIELD_UNKNOWN",
              "categories.user.quasi-identifiers[0]: the category declares no such field; known: ["),
          Map.entry(
              "METHOD_UNKNOWN",
              "categories.user.fields.name.on-receipt: there is no such method; here: ["),
          Map.entry(
              "METHOD_MISPLACED",
              "categories.user.fields.city.on-receipt: shuffle cannot be used at this step; here: ["),
          Map.entry(
              "TERM_INVALID",
              "categories.user.retention[0].keep: A term is written as P1Y, P6M, P30D or P7BD"),
          Map.entry(
              "FLAG_UNKNOWN",
              "categories.user.retention[1].agreed: one of the flags is expected: []"),
          Map.entry(
              "EVENT_UNKNOWN",
              "categories.log.retention[0].from: The event is neither built in nor declared; known: ["),
          Map.entry(
              "ACTION_NOT_ALLOWED",
              "categories.log.retention[0].then: the policy's list of actions lacks depersonalize"),
          Map.entry(
              "OPERATOR_INCOMPLETE",
              "operator: A destruction act needs the operator's name and address; give operator"));

  @Test
  @ProducesCode(ErrorCode.POLICY_INVALID)
  void twentyMistakesAreTwentyFindings() {
    // When
    ValidatableResponse answer =
        Api.send(Role.PRIVACY_OFFICER, "/policies", "application/yaml", YAML);

    // Then
    Problems.isProblem(answer, ErrorCode.POLICY_INVALID);
    JsonNode violations = Api.json(answer.extract().asString()).path("violations");
    Map<String, String> found = new TreeMap<>();
    violations.forEach(
        one ->
            found.put(
                one.path("code").asText(),
                one.path("path").asText()
                    + ": "
                    + one.path("message").asText().replaceFirst("^line [0-9]+: ", "")));
    assertThat(violations).hasSize(20);
    assertThat(found.keySet()).isEqualTo(new TreeMap<>(EXPECTED).keySet());
    EXPECTED.forEach((code, start) -> assertThat(found.get(code)).as(code).startsWith(start));
  }
}
