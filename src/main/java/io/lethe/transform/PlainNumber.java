package io.lethe.transform;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import java.math.BigDecimal;
import java.util.Optional;

/** A number of at most 38 digits before and 38 after the point, so that it can be written out. */
final class PlainNumber {

  private static final int DIGITS = 38;
  private static final int BITS_OF_76_DIGITS = 253;

  private PlainNumber() {}

  /** The number of a JSON number, without trailing zeros; empty when it is too long. */
  static Optional<BigDecimal> of(JsonNode node) {
    if (!node.isNumber()) {
      return Optional.empty();
    }
    if (node.isFloatingPointNumber() && !node.isBigDecimal() && !finite(node.doubleValue())) {
      return Optional.empty();
    }
    return of(node.decimalValue());
  }

  /** The same number without trailing zeros; empty when it is too long. */
  static Optional<BigDecimal> of(BigDecimal number) {
    // Before anything that would write the digits out: 1e999999999 has a gigabyte of them.
    if (Math.abs((long) number.scale()) > 2 * DIGITS
        || number.unscaledValue().bitLength() > BITS_OF_76_DIGITS) {
      return Optional.empty();
    }
    BigDecimal shortest = number.stripTrailingZeros();
    BigDecimal plain = shortest.scale() < 0 ? shortest.setScale(0) : shortest;
    boolean fits = plain.scale() <= DIGITS && plain.precision() - plain.scale() <= DIGITS;
    return fits ? Optional.of(plain) : Optional.empty();
  }

  /** The JSON number of a number that {@link #of} gave. */
  static JsonNode node(BigDecimal number) {
    if (number.scale() > 0) {
      return DecimalNode.valueOf(number);
    }
    int bits = number.unscaledValue().bitLength();
    if (bits < Integer.SIZE) {
      return IntNode.valueOf(number.intValueExact());
    }
    return bits < Long.SIZE
        ? LongNode.valueOf(number.longValueExact())
        : BigIntegerNode.valueOf(number.toBigIntegerExact());
  }

  private static boolean finite(double number) {
    return !Double.isNaN(number) && !Double.isInfinite(number);
  }
}
