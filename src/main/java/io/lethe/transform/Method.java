package io.lethe.transform;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.lethe.crypto.TextFormat;
import java.util.Optional;

/**
 * What is done to a field's values, on receipt or on depersonalization.
 *
 * <p><b>Guarantee</b>: a method leaves something of a value only where it says so here; any other
 * leaves nothing.
 */
public sealed interface Method
    permits Method.Keep,
        Method.Drop,
        Method.Reject,
        Method.Encrypt,
        Method.Pseudonymize,
        Method.FormatPreserving,
        Method.Mask,
        Generalize,
        Method.Truncate,
        Round,
        Drawn,
        Mixed {

  /**
   * What this leaves of a value, without any key and without chance.
   *
   * @param type of the field
   * @param value never JSON null
   * @return empty when nothing is left, or when the value does not fit the method
   */
  default Optional<JsonNode> leave(ValueType type, JsonNode value) {
    return Optional.empty();
  }

  /** The value as it is. */
  record Keep() implements Method {
    @Override
    public Optional<JsonNode> leave(ValueType type, JsonNode value) {
      boolean scalar = value.isTextual() || value.isNumber() || value.isBoolean();
      return scalar ? Optional.of(value) : Optional.empty();
    }
  }

  /** Nothing. */
  record Drop() implements Method {}

  /** Nothing: a record that has the field is refused. */
  record Reject() implements Method {}

  /**
   * AES-256-GCM under the subject's own data key.
   *
   * @param searchable whether a blind index is added
   */
  record Encrypt(boolean searchable) implements Method {}

  /**
   * A keyed, deterministic, one-way token.
   *
   * @param domain values have the same token within it, and unrelated tokens across domains
   */
  record Pseudonymize(String domain) implements Method {}

  /**
   * FF1: a text encrypted to another of the same form, which the key opens again.
   *
   * @param domain equal values are equal within it; by default the field's name
   * @param format what the texts are made of, and what of them is kept
   */
  record FormatPreserving(Optional<String> domain, TextFormat format) implements Method {

    /** The domain of a field. */
    public String domain(String field) {
      return domain.orElse(field);
    }
  }

  /**
   * Each character replaced by {@code *} but the first and last; all of them unless at least half,
   * and at least 4, are hidden: of a short value the ends would leave nearly everything.
   *
   * @param keepStart characters (code points) left at the start
   * @param keepEnd characters (code points) left at the end
   */
  record Mask(int keepStart, int keepEnd) implements Method {

    private static final int LEAST_HIDDEN = 4;

    public Mask {
      if (keepStart < 0 || keepEnd < 0) {
        throw new IllegalArgumentException("a mask keeps 0 or more characters");
      }
    }

    @Override
    public Optional<JsonNode> leave(ValueType type, JsonNode value) {
      return PlainText.of(value).map(this::masked).map(TextNode::valueOf);
    }

    private String masked(String text) {
      int length = text.codePointCount(0, text.length());
      long hidden = length - ((long) keepStart + keepEnd);
      if (hidden < LEAST_HIDDEN || 2 * hidden < length) {
        return "*".repeat(length);
      }
      return text.substring(0, text.offsetByCodePoints(0, keepStart))
          + "*".repeat(length - keepStart - keepEnd)
          + text.substring(text.offsetByCodePoints(text.length(), -keepEnd));
    }
  }

  /**
   * The first characters.
   *
   * @param length in characters (code points); a value that is not longer is left whole
   */
  record Truncate(int length) implements Method {

    public Truncate {
      if (length < 0) {
        throw new IllegalArgumentException("truncation keeps 0 or more characters");
      }
    }

    @Override
    public Optional<JsonNode> leave(ValueType type, JsonNode value) {
      return PlainText.of(value).map(this::truncated).map(TextNode::valueOf);
    }

    private String truncated(String text) {
      return text.codePointCount(0, text.length()) <= length
          ? text
          : text.substring(0, text.offsetByCodePoints(0, length));
    }
  }
}
