package io.lethe.transform;

import static io.lethe.transform.Plans.DROP;
import static io.lethe.transform.Plans.LIMITS;
import static io.lethe.transform.Plans.PLAN;
import static io.lethe.transform.Plans.object;
import static io.lethe.transform.Plans.parse;
import static io.lethe.transform.Plans.plan;
import static io.lethe.transform.Plans.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.problem.Violation;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordPlanRefusalTest {

  private final FixedTokens tokens = new FixedTokens();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"date_of_birth\": \"marker\"}",
        "{\"date_of_birth\": 19900315}",
        "{\"height\": \"marker\"}",
        "{\"height\": 1e300}",
        "{\"gender\": {\"marker\": 1}}",
        "{\"gender\": [\"marker\"]}",
        "{\"gender\": \"marker\\u0000\"}",
        "{\"gender\": \"marker\\ud800\"}"
      })
  void aValueThatDoesNotFitIsRefused(String fields) throws JsonProcessingException {
    // Given
    String name = object(fields).fieldNames().next();

    // Then
    assertThat(refuse(fields))
        .extracting(Violation::path, Violation::code)
        .containsExactly(tuple("fields." + name, "VALUE_INVALID"));
  }

  @ParameterizedTest
  @CsvSource({
    "{\"card_number\": \"marker\"}, fields.card_number, FIELD_REJECTED",
    "{\"card_number\": null}, fields.card_number, FIELD_REJECTED",
    "{\"gender\": \"f\"; \"no_such_2\": \"marker\"}, fields.no_such_2, FIELD_NOT_DECLARED",
    "{\"gender\": \"f\"; \"Marker\": \"marker\"}, fields[1], FIELD_NOT_DECLARED",
    "{\"\": 1}, fields[0], FIELD_NOT_DECLARED",
    "[\"marker\"], fields, BODY_SHAPE",
    "\"marker\", fields, BODY_SHAPE",
    "null, fields, BODY_SHAPE"
  })
  void eachRefusalHasItsPathAndCode(String fields, String path, String code) {
    assertThat(refuse(fields.replace(';', ',')))
        .extracting(Violation::path, Violation::code)
        .containsExactly(tuple(path, code));
  }

  @Test
  void missingFieldsAreNoObject() {
    assertThat(PLAN.protect(null, tokens)).isInstanceOf(Outcome.Refused.class);
    assertThat(PLAN.protect(MissingNode.getInstance(), tokens)).isInstanceOf(Outcome.Refused.class);
  }

  @Test
  void allThatIsWrongIsListedAtOnce() {
    assertThat(
            refuse(
                "{\"gender\": \"f\", \"Marker\": 1, \"card_number\": \"marker\","
                    + " \"date_of_birth\": \"marker\", \"city\": \""
                    + "marker".repeat(20)
                    + "\"}"))
        .extracting(Violation::code)
        .containsExactly("FIELD_NOT_DECLARED", "FIELD_REJECTED", "VALUE_INVALID", "VALUE_TOO_LONG");
  }

  @Test
  void tooManyFieldsAreRefusedBeforeAnyIsRead() {
    // Given
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    for (int i = 0; i < LIMITS.fields() + 1; i++) {
      fields.put("marker" + i, "marker");
    }

    // Then
    assertThat(refuse(fields.toString()))
        .extracting(Violation::path, Violation::code)
        .containsExactly(tuple("fields", "FIELDS_TOO_MANY"));
  }

  @Test
  void aValueMayHaveTheLimitsLengthBeforeAndAfterNormalization() {
    // Given: form C takes U+FB2C apart into three
    String longest = "x".repeat(100);
    String growing = "\uFB2C".repeat(34);

    // Then
    assertThat(protect("{\"gender\": \"" + longest + "\"}").view().get("gender").textValue())
        .isEqualTo(longest);
    assertThat(refuse("{\"gender\": \"" + longest + "x\"}"))
        .extracting(Violation::code)
        .containsExactly("VALUE_TOO_LONG");
    assertThat(refuse("{\"gender\": \"" + growing + "\"}"))
        .extracting(Violation::code)
        .containsExactly("VALUE_TOO_LONG");
  }

  @Test
  void aMethodThatDoesNotFitItsFieldRefusesRatherThanKeeps() {
    // Given
    RecordPlan plan =
        plan(
            rule("a", ValueType.TEXT, new Generalize.Years(5), DROP),
            rule("b", ValueType.TEXT, new Mixed.Shuffle(Optional.empty()), DROP));

    // When
    Outcome outcome = plan.protect(parse("{\"a\": \"marker\", \"b\": \"marker\"}"), tokens);

    // Then
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Refused.class,
            refused ->
                assertThat(refused.violations())
                    .extracting(Violation::path, Violation::code)
                    .containsExactly(
                        tuple("fields.a", "VALUE_INVALID"), tuple("fields.b", "VALUE_INVALID")));
  }

  private Outcome.Protected protect(String fields) {
    Outcome outcome = PLAN.protect(parse(fields), tokens);
    assertThat(outcome).isInstanceOf(Outcome.Protected.class);
    return (Outcome.Protected) outcome;
  }

  private List<Violation> refuse(String fields) {
    Outcome outcome = PLAN.protect(parse(fields), tokens);
    assertThat(outcome).isInstanceOf(Outcome.Refused.class);
    List<Violation> violations = ((Outcome.Refused) outcome).violations();
    assertThat(violations.toString())
        .as("no value, no name like one")
        .doesNotContainIgnoringCase("marker");
    return violations;
  }
}
