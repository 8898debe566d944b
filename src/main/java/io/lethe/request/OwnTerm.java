package io.lethe.request;

import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;

/**
 * How long a request or an incident is kept after it was closed: three years, the term of
 * limitation.
 *
 * <p><b>Source</b>: Civil Code of the Russian Federation, article 196(1).
 */
final class OwnTerm {

  private static final Period THREE_YEARS = Period.ofYears(3);

  private OwnTerm() {}

  /** From when it is deleted: the start of the day after the term's last day. */
  static Instant after(Instant closed, ZoneId zone) {
    LocalDate last = LocalDate.ofInstant(closed, zone).plus(THREE_YEARS);
    return last.plusDays(1).atStartOfDay(zone).toInstant();
  }
}
