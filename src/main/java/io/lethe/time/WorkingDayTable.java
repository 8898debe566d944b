package io.lethe.time;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Working days of a five-day week, from a table of the days that differ from it.
 *
 * <p>The table is CSV: comment lines begin with {@code #}, the header is {@code date,works}, and
 * each line is a date, later than the one before, and {@code no} (a weekday off) or {@code yes} (a
 * working day at a weekend). The table knows the years of its dates.
 *
 * <p><b>Guarantee</b>: a table with any other line is refused whole, for a misread holiday would
 * move deadlines silently.
 *
 * <p><b>Thread safety</b>: immutable.
 */
public final class WorkingDayTable implements WorkingDays {

  private static final String HEADER = "date,works";

  private final Set<Integer> years = new HashSet<>();
  private final Set<LocalDate> exceptions = new HashSet<>();

  private WorkingDayTable() {}

  /**
   * Reads a table.
   *
   * @throws IllegalArgumentException when a line is not as described; the message has its number
   */
  public static WorkingDayTable parse(List<String> lines) {
    WorkingDayTable table = new WorkingDayTable();
    boolean header = false;
    LocalDate last = LocalDate.MIN;
    for (int number = 1; number <= lines.size(); number++) {
      String line = lines.get(number - 1);
      if (line.startsWith("#")) {
        continue;
      }
      if (header) {
        last = table.add(line, last, number);
      } else if (line.equals(HEADER)) {
        header = true;
      } else {
        throw refused(number, "the header " + HEADER + " is expected");
      }
    }
    if (table.exceptions.isEmpty()) {
      throw refused(lines.size(), "the table is empty");
    }
    return table;
  }

  private LocalDate add(String line, LocalDate last, int number) {
    int comma = line.indexOf(',');
    String works = line.substring(comma + 1);
    if (comma < 0 || !works.equals("yes") && !works.equals("no")) {
      throw refused(number, "a date and yes or no are expected");
    }
    LocalDate day = date(line.substring(0, comma), number);
    if (!day.isAfter(last)) {
      throw refused(number, "the dates do not ascend");
    }
    if (works.equals("yes") != weekend(day)) {
      throw refused(number, "the day does not differ from the five-day week");
    }
    exceptions.add(day);
    years.add(day.getYear());
    return day;
  }

  private static LocalDate date(String text, int number) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("line " + number + ": not a date", e);
    }
  }

  private static IllegalArgumentException refused(int number, String why) {
    return new IllegalArgumentException("line " + number + ": " + why);
  }

  private static boolean weekend(LocalDate day) {
    return day.getDayOfWeek() == DayOfWeek.SATURDAY || day.getDayOfWeek() == DayOfWeek.SUNDAY;
  }

  @Override
  public boolean knows(int year) {
    return years.contains(year);
  }

  @Override
  public boolean works(LocalDate day) {
    return !knows(day.getYear()) || weekend(day) == exceptions.contains(day);
  }
}
