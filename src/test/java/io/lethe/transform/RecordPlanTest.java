package io.lethe.transform;

import static io.lethe.transform.Plans.DROP;
import static io.lethe.transform.Plans.KEEP;
import static io.lethe.transform.Plans.PLAN;
import static io.lethe.transform.Plans.object;
import static io.lethe.transform.Plans.parse;
import static io.lethe.transform.Plans.plan;
import static io.lethe.transform.Plans.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RecordPlanTest {

  private final FixedTokens tokens = new FixedTokens();

  /** Golden: what is stored for fixed keys; only ever added to. */
  @Test
  void storedFormsArePinned() {
    // When
    Outcome.Protected record =
        protect(
            """
            {"first_name": " Anna  Maria ", "phone_number": "8 916 123-45-67",
             "date_of_birth": "1992-02-29", "gender": "f", "device_id": "Z\u00fcrich",
             "height": 172.50, "login_at": "2026-03-10T14:05:06+03:00", "login": "marker",
             "city": "", "trash": {"deep": [1, 2, 3]}}
            """);

    // Then
    assertThat(record.view())
        .hasToString(
            "{\"first_name\":{\"encrypted\":true},\"phone_number\":{\"encrypted\":true},"
                + "\"date_of_birth\":{\"encrypted\":true},\"gender\":\"f\","
                + "\"device_id\":\"v2.ID8aJ9ToDFmHVN-3C4X7cg\",\"height\":172.5,"
                + "\"login_at\":\"2026-03-10T11\",\"login\":\"m****r\",\"city\":\"\"}");
    assertThat(record.secret())
        .hasToString(
            "{\"first_name\":\"Anna Maria\",\"phone_number\":\"+79161234567\","
                + "\"date_of_birth\":\"1992-02-29\"}");
    assertThat(record.index())
        .extracting(IndexToken::field, token -> token.token().version())
        .containsExactly(tuple("phone_number", 2));
    assertThat(tokens.indexed).isEqualTo("phone_number|PHONE|+79161234567");
  }

  @Test
  void nullEmptyAndAbsentStayApart() throws JsonProcessingException {
    // When
    Outcome.Protected record =
        protect(
            "{\"first_name\": null, \"gender\": null, \"city\": \"\", \"device_id\": null,"
                + " \"login\": null, \"login_at\": null}");

    // Then
    assertThat(record.view())
        .isEqualTo(
            object(
                "{\"first_name\":null,\"gender\":null,\"city\":\"\",\"device_id\":null,"
                    + "\"login\":null,\"login_at\":null}"));
    assertThat(record.secret()).isEmpty();
    assertThat(PLAN.depersonalize(record.view(), record.secret()))
        .isEqualTo(
            new Left(
                object("{\"gender\":null,\"city\":\"other\"}"),
                object("{\"login_at\":null,\"login\":null}"),
                object("{}")));
    assertThat(protect("{\"first_name\": \"\"}").secret())
        .isEqualTo(object("{\"first_name\":\"\"}"));
    assertThat(protect("{}").view()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(ValueType.class)
  void everyMethodTakesEveryTypesOwnValues(ValueType type) {
    // Given
    RecordPlan plan =
        plan(
            rule("kept", type, KEEP, KEEP),
            rule("encrypted", type, new Method.Encrypt(true), KEEP),
            rule("token", type, new Method.Pseudonymize("domain"), KEEP),
            rule("masked", type, new Method.Mask(1, 1), KEEP),
            rule("truncated", type, new Method.Truncate(2), KEEP),
            rule("mapped", type, new Generalize.Mapping(Map.of(), "other"), KEEP),
            rule("dropped", type, DROP, KEEP));
    JsonNode sample = sample(type);
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    for (String name :
        List.of("kept", "encrypted", "token", "masked", "truncated", "mapped", "dropped")) {
      fields.set(name, sample);
    }

    // When
    Outcome outcome = plan.protect(fields, tokens);

    // Then
    assertThat(outcome).isInstanceOf(Outcome.Protected.class);
    Outcome.Protected record = (Outcome.Protected) outcome;
    String key = sample.asText();
    ObjectNode view = record.view();
    assertThat(view.get("kept")).isEqualTo(sample);
    assertThat(record.secret().get("encrypted")).isEqualTo(sample);
    assertThat(view.get("token").textValue()).matches("v2\\.[\\w-]{22}");
    assertThat(view.get("masked").textValue()).hasSameSizeAs(key).contains("*").isNotEqualTo(key);
    assertThat(view.get("truncated").textValue()).isEqualTo(key.substring(0, 2));
    assertThat(view.get("mapped").textValue()).isEqualTo("other");
    assertThat(view.has("dropped")).isFalse();
    assertThat(plan.depersonalize(view, record.secret()).rest())
        .as("keep copies what is stored, of an encrypted field its secret")
        .isEqualTo(view.deepCopy().set("encrypted", sample));
  }

  @Test
  void outcomesPrintNoValue() {
    assertThat(protect("{\"gender\": \"marker\", \"first_name\": \"marker\"}").toString())
        .doesNotContain("marker");
  }

  @Test
  void twoRulesForOneFieldAreRefused() {
    assertThatThrownBy(
            () ->
                plan(rule("a", ValueType.TEXT, KEEP, KEEP), rule("a", ValueType.NAME, KEEP, DROP)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ValueLimits(0, 1)).isInstanceOf(IllegalArgumentException.class);
  }

  private static JsonNode sample(ValueType type) {
    return parse(
        switch (type) {
          case TEXT, NAME -> "\"marker\"";
          case PHONE -> "\"+79161234567\"";
          case EMAIL -> "\"a@example.com\"";
          case DATE -> "\"1990-03-15\"";
          case DATETIME -> "\"1990-03-15T10:00:00Z\"";
          case DIGITS -> "\"0123\"";
          case IP -> "\"2001:db8::1\"";
          case NUMBER -> "172";
          case BOOLEAN -> "true";
        });
  }

  private Outcome.Protected protect(String fields) {
    Outcome outcome = PLAN.protect(parse(fields), tokens);
    assertThat(outcome).isInstanceOf(Outcome.Protected.class);
    return (Outcome.Protected) outcome;
  }
}
