package io.lethe.transform;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Optional;

/**
 * A method over the values of many records that are depersonalized together; one record alone
 * yields its part, and where the group is too small the field is dropped.
 */
public sealed interface Mixed extends Method {

  /** The smallest group in people, if it is to be larger than {@code k-at-least}. */
  Optional<Integer> least();

  /** What is done with the parts, in lower case; the mixer knows these words. */
  String how(ValueType type);

  /**
   * What the mixer needs of a value: {@code {"how", "unit", "least"?, "value"}}.
   *
   * @param value never JSON null
   * @return empty when the value does not fit the method
   */
  default Optional<ObjectNode> part(ValueType type, JsonNode value) {
    return value(type, value)
        .map(
            mixed -> {
              ObjectNode part = JsonNodeFactory.instance.objectNode();
              part.put("how", how(type));
              part.put("unit", type.yamlName());
              least().ifPresent(people -> part.put("least", people));
              part.set("value", mixed);
              return part;
            });
  }

  private Optional<JsonNode> value(ValueType type, JsonNode value) {
    if (this instanceof Aggregate aggregate && aggregate.of(type) != Statistic.COUNT) {
      return number(type, value);
    }
    return value.isTextual() || value.isNumber() || value.isBoolean()
        ? Optional.of(value)
        : Optional.empty();
  }

  /** A number as it is, a date in days and an instant in seconds since 1970. */
  private static Optional<JsonNode> number(ValueType type, JsonNode value) {
    return switch (type) {
      case NUMBER -> PlainNumber.of(value).map(PlainNumber::node);
      case DATE ->
          Optional.ofNullable(value.textValue())
              .flatMap(IsoTime::date)
              .map(LocalDate::toEpochDay)
              .map(JsonNodeFactory.instance::numberNode);
      case DATETIME ->
          Optional.ofNullable(value.textValue())
              .flatMap(IsoTime::instant)
              .map(OffsetDateTime::toEpochSecond)
              .map(JsonNodeFactory.instance::numberNode);
      default -> Optional.empty();
    };
  }

  /** Each value goes to a record by chance. */
  record Shuffle(Optional<Integer> least) implements Mixed {
    @Override
    public String how(ValueType type) {
      return "shuffle";
    }
  }

  /** What a group is told by. */
  enum Statistic {
    /** The arithmetic mean, with as many decimals as the value that has most. */
    MEAN,
    /** The middle value; of an even number of values, the mean of the two in the middle. */
    MEDIAN,
    /** How many people have the same value. */
    COUNT;

    /** The word that the mixer knows. */
    public String how() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A value replaced by a statistic of its group.
   *
   * @param statistic by default the mean of numbers and dates, and the count of all else
   */
  record Aggregate(Optional<Statistic> statistic, Optional<Integer> least) implements Mixed {

    /** The statistic for values of a type. */
    public Statistic of(ValueType type) {
      return statistic.orElseGet(
          () ->
              switch (type) {
                case NUMBER, DATE, DATETIME -> Statistic.MEAN;
                default -> Statistic.COUNT;
              });
    }

    @Override
    public String how(ValueType type) {
      return of(type).how();
    }
  }
}
