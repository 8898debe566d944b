package io.lethe.time;

import java.time.LocalDate;
import java.time.Period;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A length of time in whole calendar or working days, as policies write it: {@code P1Y}, {@code
 * P6M}, {@code P30D}, {@code P7BD}.
 *
 * <p><b>Guarantee</b>: a term starts the day after its event and ends with its last day; the last
 * day of a month is kept (29 February and a year is 28 February), and nothing is rolled over a
 * holiday.
 *
 * <p><b>Source</b>: Civil Code of the Russian Federation, articles 191 and 192.
 */
public sealed interface Term {

  /** Years, months and days of the calendar. */
  record Calendar(Period period) implements Term {
    @Override
    public LastDay after(LocalDate event, WorkingDays calendar) {
      return new LastDay(event.plus(period), false);
    }

    @Override
    public String toString() {
      return period.toString();
    }
  }

  /** Working days, counted from the day after the event. */
  record Working(int days) implements Term {
    @Override
    public LastDay after(LocalDate event, WorkingDays calendar) {
      LocalDate day = event;
      boolean provisional = false;
      for (int left = days; left > 0; ) {
        day = day.plusDays(1);
        provisional |= !calendar.knows(day.getYear());
        if (calendar.works(day)) {
          left--;
        }
      }
      return new LastDay(day, provisional);
    }

    @Override
    public String toString() {
      return "P" + days + "BD";
    }
  }

  /**
   * The last day of a term.
   *
   * @param provisional whether a year was counted that the calendar does not have
   */
  record LastDay(LocalDate day, boolean provisional) {}

  /** The last day of this term when its event fell on {@code event}. */
  LastDay after(LocalDate event, WorkingDays calendar);

  /**
   * Reads {@code PnYnMnD} or {@code PnBD}, not negative, of at most 200 years or 2,600 working days
   * (ten years of them: they are counted one by one).
   *
   * @throws IllegalArgumentException when the text is neither; the message does not repeat it
   */
  static Term parse(String text) {
    Matcher working = Syntax.WORKING.matcher(text);
    if (working.matches()) {
      int days = Integer.parseInt(working.group(1));
      if (days > Syntax.MOST_WORKING_DAYS) {
        throw new IllegalArgumentException("a term has at most 2600 working days");
      }
      return new Working(days);
    }
    try {
      Period period = Period.parse(text);
      boolean negative = period.isNegative();
      if (!negative && period.toTotalMonths() + period.getDays() / 30 <= 2_400) {
        return new Calendar(period);
      }
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("not a term such as P1Y, P30D or P7BD", e);
    }
    throw new IllegalArgumentException("a term is between P0D and P200Y");
  }

  /** The pattern and the bound of working-day terms. */
  final class Syntax {
    private static final int MOST_WORKING_DAYS = 2_600;
    private static final Pattern WORKING = Pattern.compile("P([0-9]{1,4})BD");

    private Syntax() {}
  }
}
