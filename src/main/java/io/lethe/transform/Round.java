package io.lethe.transform;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.Optional;

/** A value rounded, of the same type as before. */
public sealed interface Round extends Method {

  /**
   * A number rounded to the nearest multiple; one half way goes to the even multiple, so that sums
   * are not shifted.
   *
   * @param to more than 0, with at most 38 digits before and 38 after the point
   */
  record Multiple(BigDecimal to) implements Round {

    public Multiple {
      to =
          PlainNumber.of(to)
              .filter(number -> number.signum() > 0)
              .orElseThrow(() -> new IllegalArgumentException("a multiple is of more than 0"));
    }

    @Override
    public Optional<JsonNode> leave(ValueType type, JsonNode value) {
      return type == ValueType.NUMBER
          ? PlainNumber.of(value)
              .map(number -> number.divide(to, 0, RoundingMode.HALF_EVEN).multiply(to))
              .flatMap(PlainNumber::of)
              .map(PlainNumber::node)
          : Optional.empty();
    }
  }

  /** Periods, longest first. */
  enum Period {
    YEAR,
    QUARTER,
    MONTH,
    WEEK,
    DAY,
    HOUR
  }

  /**
   * A date or instant (in UTC) set back to the start of its period; a week starts on Monday. A date
   * has no hour.
   */
  record Start(Period period) implements Round {

    @Override
    public Optional<JsonNode> leave(ValueType type, JsonNode value) {
      if (!value.isTextual()) {
        return Optional.empty();
      }
      Optional<String> start =
          switch (type) {
            case DATE ->
                IsoTime.date(value.textValue())
                    .filter(date -> period != Period.HOUR)
                    .map(date -> day(date).toString());
            case DATETIME ->
                IsoTime.instant(value.textValue())
                    .map(time -> instant(time).toInstant().toString());
            default -> Optional.empty();
          };
      return start.map(TextNode::valueOf);
    }

    private OffsetDateTime instant(OffsetDateTime time) {
      return period == Period.HOUR
          ? time.truncatedTo(ChronoUnit.HOURS)
          : day(time.toLocalDate()).atStartOfDay().atOffset(ZoneOffset.UTC);
    }

    private LocalDate day(LocalDate date) {
      return switch (period) {
        case YEAR -> date.withDayOfYear(1);
        case QUARTER -> date.withDayOfMonth(1).minusMonths((date.getMonthValue() - 1) % 3);
        case MONTH -> date.withDayOfMonth(1);
        case WEEK -> date.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
        case DAY, HOUR -> date;
      };
    }
  }
}
