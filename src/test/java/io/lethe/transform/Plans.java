package io.lethe.transform;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The plan that the tests share, and what they build others from. */
final class Plans {

  private static final ObjectMapper JSON = new ObjectMapper();
  static final Method KEEP = new Method.Keep();
  static final Method DROP = new Method.Drop();
  static final Method ENCRYPT = new Method.Encrypt(false);
  static final ValueLimits LIMITS = new ValueLimits(12, 100);

  static final RecordPlan PLAN =
      plan(
          rule("first_name", ValueType.NAME, ENCRYPT, DROP),
          rule("phone_number", ValueType.PHONE, new Method.Encrypt(true), DROP),
          quasi("date_of_birth", ValueType.DATE, ENCRYPT, new Generalize.Years(5)),
          quasi("gender", ValueType.TEXT, KEEP, KEEP),
          rule("device_id", ValueType.TEXT, new Method.Pseudonymize("device"), DROP),
          rule("height", ValueType.NUMBER, KEEP, new Generalize.Bands(BigDecimal.TEN)),
          rule("login_at", ValueType.DATETIME, new Generalize.DatePart(Generalize.Part.HOUR), KEEP),
          rule("login", ValueType.TEXT, new Method.Mask(1, 1), new Method.Truncate(1)),
          quasi("city", ValueType.TEXT, KEEP, new Generalize.Mapping(Map.of("a", "b"), "other")),
          rule("card_number", ValueType.TEXT, new Method.Reject(), DROP),
          rule("trash", ValueType.TEXT, DROP, DROP));

  private Plans() {}

  static FieldRule rule(String name, ValueType type, Method receipt, Method left) {
    return new FieldRule(name, type, receipt, left, false, Set.of());
  }

  static FieldRule quasi(String name, ValueType type, Method receipt, Method left) {
    return new FieldRule(name, type, receipt, left, true, Set.of());
  }

  static RecordPlan plan(FieldRule... rules) {
    return new RecordPlan(List.of(rules), new Normalizer("RU"), LIMITS, Chance.secure());
  }

  static ObjectNode object(String json) throws JsonProcessingException {
    return (ObjectNode) JSON.readTree(json);
  }

  static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new AssertionError("test data", e);
    }
  }
}
