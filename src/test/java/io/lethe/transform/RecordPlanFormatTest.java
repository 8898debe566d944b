package io.lethe.transform;

import static io.lethe.transform.Plans.DROP;
import static io.lethe.transform.Plans.object;
import static io.lethe.transform.Plans.parse;
import static io.lethe.transform.Plans.plan;
import static io.lethe.transform.Plans.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.lethe.crypto.FormatToken;
import io.lethe.crypto.TextFormat;
import io.lethe.crypto.VersionedToken;
import io.lethe.problem.Violation;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Receipt with format-preserving fields, and with methods that the policy declares for it. */
class RecordPlanFormatTest {

  private static final TextFormat DIGITS = TextFormat.alphabet("0123456789", 16);
  private static final TextFormat LAYOUT = TextFormat.layout(Optional.empty(), 128);
  private static final RecordPlan PLAN =
      plan(
          rule("card", ValueType.DIGITS, format("cards", DIGITS), DROP),
          rule("old_card", ValueType.DIGITS, format("cards", DIGITS), DROP),
          rule("licence", ValueType.TEXT, format("", LAYOUT), DROP),
          rule("name", ValueType.NAME, format("", LAYOUT), new Retoken(22)));

  private final FixedTokens tokens = new FixedTokens();

  @Test
  void valuesKeepTheirFormAndTheRecordHasTheirVersion() {
    // When
    Outcome.Protected record =
        protect(
            "{\"card\": \"4000123412341234\", \"old_card\": \"4000123412341234\","
                + " \"licence\": \"77 AB 123456\"}");

    // Then
    String card = record.view().get("card").textValue();
    assertThat(card).matches("[0-9]{16}").isNotEqualTo("4000123412341234");
    assertThat(record.view().get("old_card").textValue()).isEqualTo(card);
    assertThat(record.view().get("licence").textValue())
        .matches("[0-9]{2} [A-Z]{2} [0-9]{6}")
        .isNotEqualTo("77 AB 123456");
    assertThat(record.formatVersion()).contains(3);
    assertThat(record.secret()).isEmpty();
  }

  @Test
  void nullStaysNullAndTheEmptyTextEmptyWithoutAVersion() throws JsonProcessingException {
    // When
    Outcome.Protected record = protect("{\"card\": null, \"licence\": \"\", \"name\": \" \"}");

    // Then
    assertThat(record.view()).isEqualTo(object("{\"card\":null,\"licence\":\"\",\"name\":\"\"}"));
    assertThat(record.formatVersion()).isEmpty();
  }

  @Test
  void valueThatDoesNotFitItsFormIsRefusedAndNeverLeftWhole() {
    // When: too short, too long, of another alphabet, of another script
    Outcome outcome =
        PLAN.protect(
            parse(
                "{\"card\": \"12345\", \"old_card\": \"12345678901234567\","
                    + " \"licence\": \"marker \u4e2d\", \"name\": \"Al\"}"),
            tokens);

    // Then
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Refused.class,
            refused -> {
              assertThat(refused.violations())
                  .extracting(Violation::path, Violation::code)
                  .containsExactly(
                      tuple("fields.card", "VALUE_INVALID"),
                      tuple("fields.old_card", "VALUE_INVALID"),
                      tuple("fields.licence", "VALUE_INVALID"),
                      tuple("fields.name", "VALUE_INVALID"));
              assertThat(refused.toString()).doesNotContain("marker", "12345");
            });
  }

  @Test
  void numbersAreNoTexts() {
    // Given a rule that no policy can have
    RecordPlan plan = plan(rule("n", ValueType.NUMBER, format("", DIGITS), DROP));

    // When
    Outcome outcome = plan.protect(parse("{\"n\": 123456}"), tokens);

    // Then
    assertThat(outcome).isInstanceOf(Outcome.Refused.class);
  }

  @Test
  void aRecordHasOneVersion() {
    // Given keys that change between two fields
    FieldTokens changing =
        new FieldTokens() {
          private int version = 1;

          @Override
          public VersionedToken pseudonym(String d, ValueType t, String key) {
            throw new AssertionError("not asked for");
          }

          @Override
          public VersionedToken index(String f, ValueType t, String key) {
            throw new AssertionError("not asked for");
          }

          @Override
          public FormatToken formatPreserving(String domain, TextFormat format, String text) {
            return new FormatToken(version++, text);
          }
        };

    // Then
    assertThatThrownBy(
            () ->
                PLAN.protect(
                    parse("{\"card\": \"400012341234\", \"old_card\": \"400012341234\"}"),
                    changing))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void depersonalizationLeavesNoTokenOfTheForm() throws JsonProcessingException {
    // When
    Left left =
        PLAN.depersonalize(
            object("{\"card\": \"400012341234\", \"name\": \"Xqwv Rty\"}"), object("{}"));

    // Then
    assertThat(left.rest().has("card")).isFalse();
    assertThat(left.rest().get("name").textValue()).matches("[A-Za-z0-9_-]{22}");
  }

  @Test
  void methodsThatAreDeclaredOnReceiptLeaveNothingOfTheOriginal() {
    // Given
    RecordPlan plan =
        plan(
            rule("height", ValueType.NUMBER, new Round.Multiple(BigDecimal.TEN), DROP),
            rule("login", ValueType.TEXT, new Retoken(22), DROP),
            rule("name", ValueType.NAME, new RandomValue(List.of("x")), DROP),
            rule("none", ValueType.TEXT, new Retoken(22), DROP));

    // When
    Outcome outcome =
        plan.protect(
            parse("{\"height\": 173, \"login\": \"marker\", \"name\": \"marker\", \"none\": null}"),
            tokens);

    // Then
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Protected.class,
            record -> {
              assertThat(record.view().get("height").intValue()).isEqualTo(170);
              assertThat(record.view().get("name").textValue()).isEqualTo("x");
              assertThat(record.view().get("login").textValue()).hasSize(22);
              assertThat(record.view().get("none").isNull()).isTrue();
              assertThat(record.view().toString()).doesNotContain("marker");
            });
  }

  private Outcome.Protected protect(String fields) {
    return (Outcome.Protected) PLAN.protect(parse(fields), tokens);
  }

  private static Method format(String domain, TextFormat format) {
    return new Method.FormatPreserving(Optional.of(domain).filter(name -> !name.isEmpty()), format);
  }
}
