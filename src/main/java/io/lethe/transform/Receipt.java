package io.lethe.transform;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.crypto.FormatToken;
import io.lethe.crypto.VersionedToken;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The fields of one record while they are being protected; used once, by one thread. */
final class Receipt {

  /** What the view shows in place of an encrypted value. */
  private static final String ENCRYPTED = "encrypted";

  private final Normalizer normalizer;
  private final int valueLength;
  private final FieldTokens tokens;
  private final Chance chance;
  private final ObjectNode view = JsonNodeFactory.instance.objectNode();
  private final ObjectNode secret = JsonNodeFactory.instance.objectNode();
  private final List<IndexToken> index = new ArrayList<>();
  private Optional<Integer> formatVersion = Optional.empty();
  private final List<Violation> violations = new ArrayList<>();
  private @Nullable Integer pseudonymVersion;

  Receipt(Normalizer normalizer, int valueLength, FieldTokens tokens, Chance chance) {
    this.normalizer = normalizer;
    this.valueLength = valueLength;
    this.tokens = tokens;
    this.chance = chance;
  }

  /** A field that the policy does not declare; {@code position} counts from 0. */
  void undeclared(String name, int position) {
    violations.add(Violation.undeclared("fields", name, position, ErrorCode.FIELD_NOT_DECLARED));
  }

  /** A field that the policy declares. */
  void receive(FieldRule rule, JsonNode node) {
    if (rule.onReceipt() instanceof Method.Drop) {
      return;
    }
    if (rule.onReceipt() instanceof Method.Reject) {
      refuse(rule, ErrorCode.FIELD_REJECTED, ErrorCode.FIELD_REJECTED.title());
    } else if (tooLong(node)) {
      refuse(rule, ErrorCode.VALUE_TOO_LONG, ErrorCode.VALUE_TOO_LONG.title());
    } else {
      Normalized normalized = normalizer.normalize(rule.type(), node);
      if (normalized instanceof Normalized.Invalid invalid) {
        refuse(rule, ErrorCode.VALUE_INVALID, invalid.message());
      } else if (normalized instanceof Normalized.Value value && !guarded(rule, value)) {
        protect(rule, value);
      } else if (normalized instanceof Normalized.Null) {
        view.putNull(rule.name());
      }
    }
  }

  /** Refuses a text that has what it must not have. */
  private boolean guarded(FieldRule rule, Normalized.Value value) {
    boolean refused = false;
    for (Guard guard : rule.guards()) {
      if (guard.finds(value.value().asText())) {
        refuse(rule, ErrorCode.CONTENT_REFUSED, guard.message());
        refused = true;
      }
    }
    return refused;
  }

  Outcome outcome() {
    return violations.isEmpty()
        ? new Outcome.Protected(view, secret, List.copyOf(index), pseudonymVersion, formatVersion)
        : new Outcome.Refused(List.copyOf(violations));
  }

  private void protect(FieldRule rule, Normalized.Value value) {
    if (tooLong(value.value())) {
      refuse(rule, ErrorCode.VALUE_TOO_LONG, ErrorCode.VALUE_TOO_LONG.title());
    } else if (rule.onReceipt() instanceof Method.Encrypt encrypt) {
      secret.set(rule.name(), value.value());
      view.putObject(rule.name()).put(ENCRYPTED, true);
      if (encrypt.searchable()) {
        index.add(new IndexToken(rule.name(), tokens.index(rule.name(), rule.type(), value.key())));
      }
    } else if (rule.onReceipt() instanceof Method.Pseudonymize pseudonymize) {
      VersionedToken token = tokens.pseudonym(pseudonymize.domain(), rule.type(), value.key());
      view.put(rule.name(), token.text());
      pseudonymVersion = token.version();
    } else if (rule.onReceipt() instanceof Method.FormatPreserving format) {
      format(rule, format, value.value());
    } else {
      leave(rule, value.value());
    }
  }

  /** The empty text stays empty; what does not fit its form is refused, never left whole. */
  private void format(FieldRule rule, Method.FormatPreserving method, JsonNode value) {
    String text = value.textValue();
    Optional<String> problem =
        text == null ? Optional.of("is no text") : method.format().problem(text);
    if (text != null && text.isEmpty()) {
      view.put(rule.name(), text);
    } else if (problem.isPresent()) {
      refuse(rule, ErrorCode.VALUE_INVALID, problem.get());
    } else {
      FormatToken token =
          tokens.formatPreserving(method.domain(rule.name()), method.format(), text);
      if (formatVersion.filter(version -> version != token.version()).isPresent()) {
        throw new IllegalStateException("the keys of a record changed while it was protected");
      }
      formatVersion = Optional.of(token.version());
      view.put(rule.name(), token.text());
    }
  }

  private void leave(FieldRule rule, JsonNode value) {
    Optional<JsonNode> left = RecordPlan.leave(rule.onReceipt(), rule.type(), value, chance);
    if (left.isPresent()) {
      view.set(rule.name(), left.get());
    } else {
      refuse(rule, ErrorCode.VALUE_INVALID, "cannot be transformed as the policy says on receipt");
    }
  }

  private boolean tooLong(JsonNode node) {
    return node.isTextual() && node.textValue().length() > valueLength;
  }

  private void refuse(FieldRule rule, ErrorCode code, String message) {
    violations.add(new Violation("fields." + rule.name(), code.name(), message));
  }
}
