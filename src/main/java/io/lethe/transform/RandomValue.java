package io.lethe.transform;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * A value by chance in place of the original: one from a closed list, or one of the same form.
 *
 * <p>Of the same form is: a text of as many characters, with letters of the same script and case
 * (Latin or Cyrillic; of any other script, Latin), digits for digits, and the ASCII punctuation as
 * it is; a phone number of the same country code and length; a number of the same sign and as many
 * digits before and after the point; a date from 1900 to 2099; an address of the same version.
 *
 * <p><b>Guarantee</b>: but for that form, it depends on nothing of the original.
 *
 * <p><b>Warning</b>: a short value may meet its original by chance, and a telephone number or an
 * address somebody else's.
 *
 * @param from the closed list; empty for a value of the same form
 */
public record RandomValue(List<String> from) implements Drawn {

  private static final String DIGITS = "0123456789";
  private static final String LATIN = "abcdefghijklmnopqrstuvwxyz";
  private static final String CYRILLIC =
      "\u0430\u0431\u0432\u0433\u0434\u0435\u0451\u0436\u0437\u0438\u0439\u043a\u043b\u043c\u043d"
          + "\u043e\u043f\u0440\u0441\u0442\u0443\u0444\u0445\u0446\u0447\u0448\u0449\u044a\u044b"
          + "\u044c\u044d\u044e\u044f";
  private static final LocalDate FIRST = LocalDate.of(1900, 1, 1);
  private static final LocalDate LAST = LocalDate.of(2099, 12, 31);
  private static final long SECONDS_OF_A_DAY = 86_400;
  private static final int V4_PARTS = 4;
  private static final int V6_PARTS = 8;

  public RandomValue {
    from = List.copyOf(from);
  }

  @Override
  public Optional<JsonNode> draw(ValueType type, JsonNode value, Chance chance) {
    if (type == ValueType.BOOLEAN) {
      return value.isBoolean() ? Optional.of(BooleanNode.valueOf(chance.coin())) : Optional.empty();
    }
    if (type == ValueType.NUMBER) {
      return PlainNumber.of(value)
          .map(number -> number(number, chance))
          .flatMap(PlainNumber::of)
          .map(PlainNumber::node);
    }
    if (!value.isTextual()) {
      return Optional.empty();
    }
    String text = value.textValue();
    if (text.isEmpty()) {
      return Optional.of(value);
    }
    Optional<String> drawn =
        from.isEmpty()
            ? text(type, text, chance)
            : Optional.of(from.get(chance.below(from.size())));
    return drawn.map(TextNode::valueOf);
  }

  private static Optional<String> text(ValueType type, String text, Chance chance) {
    return switch (type) {
      case PHONE ->
          PhoneNumber.prefix(text)
              .map(prefix -> prefix + like(text.substring(prefix.length()), chance));
      case DATE -> Optional.of(LocalDate.ofEpochDay(day(chance)).toString());
      case DATETIME ->
          Optional.of(
              Instant.ofEpochSecond(
                      day(chance) * SECONDS_OF_A_DAY + chance.between(0, SECONDS_OF_A_DAY - 1))
                  .toString());
      case IP -> IpAddress.parse(text).flatMap(ip -> address(ip.isV4(), chance));
      default -> Optional.of(like(text, chance));
    };
  }

  private static long day(Chance chance) {
    return chance.between(FIRST.toEpochDay(), LAST.toEpochDay());
  }

  private static Optional<String> address(boolean v4, Chance chance) {
    StringBuilder address = new StringBuilder();
    for (int i = 0; i < (v4 ? V4_PARTS : V6_PARTS); i++) {
      String separator = v4 ? "." : ":";
      address.append(i == 0 ? "" : separator);
      address.append(
          v4
              ? Integer.toString(chance.below(1 << Byte.SIZE))
              : Integer.toHexString(chance.below(1 << Short.SIZE)));
    }
    return IpAddress.parse(address.toString()).map(IpAddress::text);
  }

  private static BigDecimal number(BigDecimal number, Chance chance) {
    int before = Math.max(1, number.precision() - number.scale());
    // What is not 0 keeps its sign, and a number of many digits does not begin with 0.
    boolean zero = before == 1 && (number.signum() >= 0 || number.scale() > 0);
    BigInteger least = zero ? BigInteger.ZERO : BigInteger.TEN.pow(before - 1);
    BigInteger whole = least.add(chance.below(BigInteger.TEN.pow(before).subtract(least)));
    BigDecimal drawn = new BigDecimal(whole);
    if (number.scale() > 0) {
      // The last decimal is not 0, which would be no decimal.
      BigInteger tens = chance.below(BigInteger.TEN.pow(number.scale() - 1));
      BigInteger decimals =
          tens.multiply(BigInteger.TEN).add(BigInteger.valueOf(1 + chance.below(9)));
      drawn = drawn.add(new BigDecimal(decimals, number.scale()));
    }
    return number.signum() < 0 ? drawn.negate() : drawn;
  }

  private static String like(String text, Chance chance) {
    StringBuilder drawn = new StringBuilder(text.length());
    text.codePoints().forEach(codePoint -> drawn.append(like(codePoint, chance)));
    return drawn.toString();
  }

  private static char like(int codePoint, Chance chance) {
    if (codePoint < 0x80 && !Character.isLetterOrDigit(codePoint)) {
      return (char) codePoint;
    }
    if (Character.isDigit(codePoint)) {
      return chance.of(DIGITS);
    }
    boolean cyrillic = Character.UnicodeScript.of(codePoint) == Character.UnicodeScript.CYRILLIC;
    char letter = chance.of(cyrillic ? CYRILLIC : LATIN);
    return Character.isUpperCase(codePoint) ? Character.toUpperCase(letter) : letter;
  }
}
