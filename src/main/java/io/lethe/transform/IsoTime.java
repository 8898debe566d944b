package io.lethe.transform;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/** Dates and instants in ISO 8601, of the years 1800 to 9999. */
final class IsoTime {

  private static final int DATE_LENGTH = 10;
  private static final int LONGEST = 40;
  private static final int FIRST_YEAR = 1800;
  private static final int LAST_YEAR = 9999;

  private IsoTime() {}

  /** Reads {@code yyyy-MM-dd}, real days only. */
  static Optional<LocalDate> date(String text) {
    if (text.length() != DATE_LENGTH) {
      return Optional.empty();
    }
    try {
      LocalDate date = LocalDate.parse(text);
      return Optional.of(date).filter(day -> known(day.getYear()));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** Reads a date and time with {@code Z} or an offset, and gives it in UTC. */
  static Optional<OffsetDateTime> instant(String text) {
    if (text.length() > LONGEST) {
      return Optional.empty();
    }
    try {
      OffsetDateTime utc = OffsetDateTime.parse(text).withOffsetSameInstant(ZoneOffset.UTC);
      return Optional.of(utc).filter(time -> known(time.getYear()));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** The canonical text of a value of type date or datetime, the latter in UTC. */
  static Optional<String> text(ValueType type, JsonNode value) {
    if (!value.isTextual()) {
      return Optional.empty();
    }
    return switch (type) {
      case DATE -> date(value.textValue()).map(LocalDate::toString);
      case DATETIME -> instant(value.textValue()).map(time -> time.toInstant().toString());
      default -> Optional.empty();
    };
  }

  private static boolean known(int year) {
    return year >= FIRST_YEAR && year <= LAST_YEAR;
  }
}
