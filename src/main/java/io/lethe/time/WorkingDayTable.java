package io.lethe.time;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Working days, from a weekend and a table of the days that differ from it.
 *
 * <p>The table is CSV: comment lines begin with {@code #}; a line {@code weekend,friday,saturday}
 * may follow where the weekend is not Saturday and Sunday; the header is {@code date,works}, and
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
  private static final String WEEKEND = "weekend,";
  private static final int OLDEST = 1990;
  private static final int NEWEST = 2199;

  private final Set<DayOfWeek> weekend;
  private final SortedMap<Integer, Set<LocalDate>> years;

  private WorkingDayTable(Set<DayOfWeek> weekend, SortedMap<Integer, Set<LocalDate>> years) {
    this.weekend = weekend;
    this.years = years;
  }

  /**
   * Reads a table.
   *
   * @throws IllegalArgumentException when a line is not as described; the message has its number
   */
  public static WorkingDayTable parse(List<String> lines) {
    Reader reader = new Reader();
    for (int number = 1; number <= lines.size(); number++) {
      String line = lines.get(number - 1);
      if (!line.startsWith("#")) {
        reader.read(line, number);
      }
    }
    if (reader.years.isEmpty()) {
      throw refused(lines.size(), "the table is empty");
    }
    return new WorkingDayTable(reader.weekend, reader.years);
  }

  /**
   * This table with the years of another one, which replace those that it knows.
   *
   * @throws IllegalArgumentException when they have another weekend
   */
  public WorkingDayTable with(WorkingDayTable other) {
    if (!weekend.equals(other.weekend)) {
      throw new IllegalArgumentException("the weekend differs from that of the years before");
    }
    SortedMap<Integer, Set<LocalDate>> all = new TreeMap<>(years);
    all.putAll(other.years);
    return new WorkingDayTable(weekend, all);
  }

  /** The years of this table in which another one, which knows them, has other working days. */
  public List<Integer> changed(WorkingDayTable before) {
    return years.entrySet().stream()
        .filter(year -> before.knows(year.getKey()))
        .filter(year -> !year.getValue().equals(before.years.get(year.getKey())))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Number of working days of each year that is known. */
  public SortedMap<Integer, Integer> workingDays() {
    SortedMap<Integer, Integer> counts = new TreeMap<>();
    for (int year : years.keySet()) {
      LocalDate first = LocalDate.of(year, 1, 1);
      long days = first.datesUntil(first.plusYears(1)).filter(this::works).count();
      counts.put(year, (int) days);
    }
    return counts;
  }

  /** The table as it is read. */
  public String text() {
    StringBuilder text = new StringBuilder();
    if (!weekend.equals(Reader.USUAL)) {
      text.append("weekend");
      weekend.forEach(day -> text.append(',').append(day.name().toLowerCase(Locale.ROOT)));
      text.append('\n');
    }
    text.append(HEADER).append('\n');
    years
        .values()
        .forEach(
            days ->
                days.forEach(day -> text.append(day).append(weekend(day) ? ",yes\n" : ",no\n")));
    return text.toString();
  }

  private static IllegalArgumentException refused(int number, String why) {
    return new IllegalArgumentException("line " + number + ": " + why);
  }

  private boolean weekend(LocalDate day) {
    return weekend.contains(day.getDayOfWeek());
  }

  @Override
  public boolean knows(int year) {
    return years.containsKey(year);
  }

  @Override
  public boolean works(LocalDate day) {
    Set<LocalDate> exceptions = years.get(day.getYear());
    return exceptions == null || weekend(day) == exceptions.contains(day);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof WorkingDayTable table
        && weekend.equals(table.weekend)
        && years.equals(table.years);
  }

  @Override
  public int hashCode() {
    return years.hashCode();
  }

  /** Reads one line after the other. */
  private static final class Reader {

    private static final Set<DayOfWeek> USUAL = EnumSet.of(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY);

    private final SortedMap<Integer, Set<LocalDate>> years = new TreeMap<>();
    private Set<DayOfWeek> weekend = USUAL;
    private boolean header;
    private LocalDate last = LocalDate.MIN;

    private void read(String line, int number) {
      if (header) {
        last = add(line, number);
      } else if (line.equals(HEADER)) {
        header = true;
      } else if (line.startsWith(WEEKEND) && weekend.equals(USUAL)) {
        weekend = weekend(line.substring(WEEKEND.length()), number);
      } else {
        throw refused(number, "the header " + HEADER + " is expected");
      }
    }

    private static Set<DayOfWeek> weekend(String days, int number) {
      Set<DayOfWeek> weekend = EnumSet.noneOf(DayOfWeek.class);
      for (String name : days.split(",", -1)) {
        Optional<DayOfWeek> day =
            Arrays.stream(DayOfWeek.values())
                .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst();
        weekend.add(day.orElseThrow(() -> refused(number, "days such as friday are expected")));
      }
      if (weekend.size() > 3) {
        throw refused(number, "a weekend has at most three days");
      }
      return weekend;
    }

    private LocalDate add(String line, int number) {
      int comma = line.indexOf(',');
      String works = line.substring(comma + 1);
      if (comma < 0 || !works.equals("yes") && !works.equals("no")) {
        throw refused(number, "a date and yes or no are expected");
      }
      LocalDate day = date(line.substring(0, comma), number);
      if (!day.isAfter(last)) {
        throw refused(number, "the dates do not ascend");
      }
      if (day.getYear() < OLDEST || day.getYear() > NEWEST) {
        throw refused(number, "a year from " + OLDEST + " to " + NEWEST + " is expected");
      }
      if (works.equals("yes") != weekend.contains(day.getDayOfWeek())) {
        throw refused(number, "the day does not differ from the usual week");
      }
      years.computeIfAbsent(day.getYear(), year -> new TreeSet<>()).add(day);
      return day;
    }

    private static LocalDate date(String text, int number) {
      try {
        return LocalDate.parse(text);
      } catch (DateTimeParseException e) {
        throw new IllegalArgumentException("line " + number + ": not a date", e);
      }
    }
  }
}
