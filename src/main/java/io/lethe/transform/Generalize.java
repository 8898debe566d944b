package io.lethe.transform;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A value made coarser, so that many people share it. */
public sealed interface Generalize extends Method {

  /** The group a value falls into; empty when the value does not fit. */
  Optional<String> group(ValueType type, JsonNode value);

  @Override
  default Optional<JsonNode> leave(ValueType type, JsonNode value) {
    return group(type, value).map(TextNode::valueOf);
  }

  /**
   * A date or instant (in UTC) as a band of years such as {@code 1990-1994}, or {@code 1990} where
   * the width is 1.
   *
   * @param width in years; bands start at its multiples
   */
  record Years(int width) implements Generalize {

    public Years {
      if (width < 1 || width > 1_000) {
        throw new IllegalArgumentException("a band of years has 1 to 1000 years");
      }
    }

    @Override
    public Optional<String> group(ValueType type, JsonNode value) {
      return IsoTime.text(type, value)
          .map(
              text -> {
                int year = Integer.parseInt(text, 0, 4, 10);
                int first = year - year % width;
                return width == 1 ? Integer.toString(year) : first + "-" + (first + width - 1);
              });
    }
  }

  /** The parts of a date or instant, coarsest first. */
  enum Part {
    YEAR,
    MONTH,
    DAY,
    HOUR
  }

  /**
   * A date or instant (in UTC) up to a part: {@code 2026}, {@code 2026-03}, {@code 2026-03-10} or
   * {@code 2026-03-10T14}. A date has no hour.
   */
  record DatePart(Part part) implements Generalize {
    @Override
    public Optional<String> group(ValueType type, JsonNode value) {
      int length =
          switch (part) {
            case YEAR -> 4;
            case MONTH -> 7;
            case DAY -> 10;
            case HOUR -> 13;
          };
      return IsoTime.text(type, value)
          .filter(text -> text.length() >= length)
          .map(text -> text.substring(0, length));
    }
  }

  /**
   * A number as a half-open band. One of a whole width is named by its first and last whole number
   * ({@code 170-179}, or {@code 170} where the width is 1), any other by its bounds, the upper one
   * excluded ({@code 1.5-2}).
   *
   * @param width more than 0, with at most 38 digits before and 38 after the point; bands start at
   *     its multiples
   */
  record Bands(BigDecimal width) implements Generalize {

    public Bands {
      width =
          PlainNumber.of(width)
              .filter(number -> number.signum() > 0)
              .orElseThrow(() -> new IllegalArgumentException("a band has a width of more than 0"));
    }

    @Override
    public Optional<String> group(ValueType type, JsonNode value) {
      return type == ValueType.NUMBER ? PlainNumber.of(value).map(this::band) : Optional.empty();
    }

    private String band(BigDecimal number) {
      BigDecimal from = number.divide(width, 0, RoundingMode.FLOOR).multiply(width);
      BigDecimal to = from.add(width);
      if (width.scale() > 0) {
        return plain(from) + "-" + plain(to);
      }
      return width.compareTo(BigDecimal.ONE) == 0
          ? plain(from)
          : plain(from) + "-" + plain(to.subtract(BigDecimal.ONE));
    }

    private static String plain(BigDecimal number) {
      return number.stripTrailingZeros().toPlainString();
    }
  }

  /**
   * The network of an IP address, such as {@code 203.0.113.0/24}.
   *
   * @param v4 bits kept of an IPv4 address, 0 to 32
   * @param v6 bits kept of an IPv6 address, 0 to 128
   */
  record IpPrefix(int v4, int v6) implements Generalize {

    public IpPrefix {
      if (v4 < 0 || v4 > 32 || v6 < 0 || v6 > 128) {
        throw new IllegalArgumentException("a prefix has 0 to 32 bits of IPv4, 0 to 128 of IPv6");
      }
    }

    @Override
    public Optional<String> group(ValueType type, JsonNode value) {
      if (type != ValueType.IP || !value.isTextual()) {
        return Optional.empty();
      }
      return IpAddress.parse(value.textValue())
          .map(
              ip -> {
                int length = ip.isV4() ? v4 : v6;
                return ip.network(length).text() + "/" + length;
              });
    }
  }

  /**
   * A group from a closed list, whatever the case and spacing of the value.
   *
   * @param groups group by value; the values are kept folded (collapsed, lower case)
   * @param other the group of all other values
   */
  record Mapping(Map<String, String> groups, String other) implements Generalize {

    public Mapping {
      Map<String, String> folded = new HashMap<>();
      groups.forEach(
          (value, group) -> {
            String before = folded.putIfAbsent(PlainText.folded(value), group);
            if (before != null && !before.equals(group)) {
              throw new IllegalArgumentException("two spellings of a value have different groups");
            }
          });
      groups = Map.copyOf(folded);
    }

    @Override
    public Optional<String> group(ValueType type, JsonNode value) {
      return PlainText.of(value).map(text -> groups.getOrDefault(PlainText.folded(text), other));
    }
  }

  /** The country of a telephone number, as its ISO 3166 code. */
  record Country() implements Generalize {
    @Override
    public Optional<String> group(ValueType type, JsonNode value) {
      return type == ValueType.PHONE && value.isTextual()
          ? PhoneNumber.country(value.textValue())
          : Optional.empty();
    }
  }

  /**
   * The region that a value's first characters stand for, as those of postal codes and of telephone
   * numbers do; the longest prefix counts.
   *
   * @param regions region by prefix; prefixes are kept folded (collapsed, lower case)
   * @param other the region of all other values
   */
  record Prefixes(Map<String, String> regions, String other) implements Generalize {

    public Prefixes {
      Map<String, String> folded = new HashMap<>();
      regions.forEach(
          (prefix, region) -> {
            String before = folded.putIfAbsent(PlainText.folded(prefix), region);
            if (before != null && !before.equals(region)) {
              throw new IllegalArgumentException("two spellings of a prefix have two regions");
            }
          });
      regions = Map.copyOf(folded);
    }

    @Override
    public Optional<String> group(ValueType type, JsonNode value) {
      return PlainText.of(value).map(PlainText::folded).map(this::region);
    }

    private String region(String text) {
      return regions.entrySet().stream()
          .filter(entry -> text.startsWith(entry.getKey()))
          .max(Comparator.comparingInt(entry -> entry.getKey().length()))
          .map(Map.Entry::getValue)
          .orElse(other);
    }
  }
}
