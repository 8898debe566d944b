package io.lethe.transform;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Violation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rules of one category, ready to be applied to its records.
 *
 * <p><b>Guarantee</b>: a value that does not fit its rule is refused on receipt and dropped on
 * depersonalization, never left whole; no outcome repeats a value, nor an undeclared name that may
 * be one.
 *
 * <p><b>Thread safety</b>: immutable, safe from any thread.
 */
public final class RecordPlan {

  private final List<FieldRule> rules;
  private final Map<String, FieldRule> byName = new HashMap<>();
  private final Normalizer normalizer;
  private final ValueLimits limits;
  private final Chance chance;

  /**
   * @param chance what noise, random values and new tokens are drawn from
   * @throws IllegalArgumentException when two rules have the same name
   */
  public RecordPlan(
      List<FieldRule> rules, Normalizer normalizer, ValueLimits limits, Chance chance) {
    this.rules = List.copyOf(rules);
    this.normalizer = normalizer;
    this.limits = limits;
    this.chance = chance;
    for (FieldRule rule : this.rules) {
      if (byName.put(rule.name(), rule) != null) {
        throw new IllegalArgumentException("two rules have the same field");
      }
    }
  }

  /** Protects the fields of a record, or lists all that is wrong with them. */
  public Outcome protect(@Nullable JsonNode fields, FieldTokens tokens) {
    if (!(fields instanceof ObjectNode object)) {
      return refused(ErrorCode.BODY_SHAPE, "must be a JSON object");
    }
    if (object.size() > limits.fields()) {
      return refused(ErrorCode.FIELDS_TOO_MANY, ErrorCode.FIELDS_TOO_MANY.title());
    }
    Receipt receipt = new Receipt(normalizer, limits.valueLength(), tokens, chance);
    int position = 0;
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      FieldRule rule = byName.get(field.getKey());
      if (rule == null) {
        receipt.undeclared(field.getKey(), position);
      } else {
        receipt.receive(rule, field.getValue());
      }
      position++;
    }
    return receipt.outcome();
  }

  /**
   * What the rules leave of a stored record. A field is taken from {@code secret} if it is
   * encrypted on receipt, else from {@code view}; JSON null stays null.
   *
   * @param view as {@link #protect} gave it
   * @param secret the opened originals; may be empty if {@link #needsSecretToDepersonalize} says no
   */
  public Left depersonalize(ObjectNode view, ObjectNode secret) {
    ObjectNode quasi = JsonNodeFactory.instance.objectNode();
    ObjectNode rest = JsonNodeFactory.instance.objectNode();
    ObjectNode mixed = JsonNodeFactory.instance.objectNode();
    for (FieldRule rule : rules) {
      Method method = rule.onDepersonalize();
      JsonNode source = source(rule, view, secret);
      if (source == null || !leavesSomething(method)) {
        continue;
      }
      if (method instanceof Mixed together && !source.isNull()) {
        together.part(rule.type(), source).ifPresent(part -> mixed.set(rule.name(), part));
        continue;
      }
      Optional<JsonNode> left =
          source.isNull() ? Optional.of(source) : leave(method, rule.type(), source, chance);
      left.ifPresent(value -> (rule.quasiIdentifier() ? quasi : rest).set(rule.name(), value));
    }
    return new Left(quasi, rest, mixed);
  }

  /** What a method leaves of a value that is not JSON null. */
  static Optional<JsonNode> leave(Method method, ValueType type, JsonNode value, Chance chance) {
    return method instanceof Drawn drawn
        ? drawn.draw(type, value, chance)
        : method.leave(type, value);
  }

  /** Whether depersonalization reads a field that is encrypted on receipt. */
  public boolean needsSecretToDepersonalize() {
    return rules.stream()
        .anyMatch(
            rule ->
                rule.onReceipt() instanceof Method.Encrypt
                    && leavesSomething(rule.onDepersonalize()));
  }

  private static @Nullable JsonNode source(FieldRule rule, ObjectNode view, ObjectNode secret) {
    JsonNode open = view.get(rule.name());
    boolean encrypted = rule.onReceipt() instanceof Method.Encrypt;
    return encrypted && open != null && !open.isNull() ? secret.get(rule.name()) : open;
  }

  private static boolean leavesSomething(Method method) {
    return method instanceof Method.Keep
        || method instanceof Method.Mask
        || method instanceof Method.Truncate
        || method instanceof Generalize
        || method instanceof Round
        || method instanceof Drawn
        || method instanceof Mixed;
  }

  private static Outcome refused(ErrorCode code, String message) {
    return new Outcome.Refused(List.of(new Violation("fields", code.name(), message)));
  }
}
