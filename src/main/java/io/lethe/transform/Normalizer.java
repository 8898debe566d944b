package io.lethe.transform;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Locale;
import java.util.Optional;

/**
 * Checks a value against the type of its field and gives it its one canonical form.
 *
 * <p><b>Guarantee</b>: spellings of one value (form C or D of Unicode, the case of an e-mail
 * address, the punctuation of a telephone number, the zeros of an IPv6 address) have the same key;
 * characters that are not seen (category Cf) make no other key of a text or name, and no e-mail
 * address has any; what PostgreSQL cannot store is invalid; no message holds the value.
 *
 * <p><b>Thread safety</b>: immutable, safe from any thread.
 */
public final class Normalizer {

  private static final Normalized NULL = new Normalized.Null();
  private static final Normalized NOT_A_STRING = invalid("must be a JSON string");
  private static final Normalized NOT_A_NUMBER =
      invalid("must be a JSON number of at most 38 digits before and 38 after the point");
  private static final Normalized NOT_A_BOOLEAN = invalid("must be true or false");
  private static final Normalized NOT_DIGITS = invalid("must be one or more digits 0 to 9");
  private static final Normalized NOT_AN_EMAIL = invalid("must be an e-mail address");
  private static final Normalized NOT_A_PHONE =
      invalid(
          "must be a telephone number, with a country code unless it is of the policy's region");
  private static final Normalized NOT_A_DATE =
      invalid("must be a date yyyy-MM-dd of the years 1800 to 9999");
  private static final Normalized NOT_A_DATETIME =
      invalid("must be a date and time of ISO 8601 with Z or an offset, years 1800 to 9999");
  private static final Normalized NOT_AN_IP = invalid("must be an IPv4 or IPv6 address");

  private final String phoneRegion;

  /**
   * @param phoneRegion ISO 3166 code of the country of numbers without a country code
   */
  public Normalizer(String phoneRegion) {
    this.phoneRegion = phoneRegion.toUpperCase(Locale.ROOT);
  }

  /** The canonical form of a value, JSON null, or what is wrong with it. */
  public Normalized normalize(ValueType type, JsonNode node) {
    if (node.isNull()) {
      return NULL;
    }
    return switch (type) {
      case NUMBER -> number(node);
      case BOOLEAN ->
          node.isBoolean()
              ? new Normalized.Value(BooleanNode.valueOf(node.booleanValue()), node.asText())
              : NOT_A_BOOLEAN;
      default -> node.isTextual() ? text(type, node.textValue()) : NOT_A_STRING;
    };
  }

  private Normalized text(ValueType type, String text) {
    Optional<String> problem = PlainText.problem(text);
    if (problem.isPresent()) {
      return invalid(problem.get());
    }
    return switch (type) {
      case TEXT -> value(PlainText.composed(text), PlainText.composed(PlainText.visible(text)));
      case NAME -> name(PlainText.collapsed(PlainText.composed(text)));
      case DIGITS -> isDigits(text) ? same(text) : NOT_DIGITS;
      default -> trimmed(type, PlainText.trimmed(PlainText.composed(text)));
    };
  }

  private Normalized trimmed(ValueType type, String text) {
    return switch (type) {
      case EMAIL ->
          EmailAddress.parse(text)
              .<Normalized>map(email -> value(email.value(), email.key()))
              .orElse(NOT_AN_EMAIL);
      case PHONE -> PhoneNumber.parse(text, phoneRegion).map(Normalizer::same).orElse(NOT_A_PHONE);
      case DATE -> IsoTime.date(text).map(date -> same(date.toString())).orElse(NOT_A_DATE);
      case DATETIME ->
          IsoTime.instant(text)
              .map(time -> same(time.toInstant().toString()))
              .orElse(NOT_A_DATETIME);
      case IP -> IpAddress.parse(text).map(ip -> same(ip.text())).orElse(NOT_AN_IP);
      default -> throw new IllegalArgumentException("not a type of trimmed text");
    };
  }

  private static Normalized name(String name) {
    return value(name, PlainText.lowerCase(PlainText.collapsed(PlainText.visible(name))));
  }

  private static Normalized number(JsonNode node) {
    return PlainNumber.of(node)
        .<Normalized>map(
            number -> new Normalized.Value(PlainNumber.node(number), number.toPlainString()))
        .orElse(NOT_A_NUMBER);
  }

  private static boolean isDigits(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return !text.isEmpty();
  }

  private static Normalized same(String text) {
    return value(text, text);
  }

  private static Normalized.Value value(String text, String key) {
    return new Normalized.Value(TextNode.valueOf(text), key);
  }

  private static Normalized invalid(String message) {
    return new Normalized.Invalid(message);
  }
}
