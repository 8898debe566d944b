package io.lethe.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.time.Calendars;
import io.lethe.time.Term;
import io.lethe.time.WorkingDays;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The latest day of a notice. */
class NoticeTest {

  private final WorkingDays calendar = new Calendars().find("ru").orElseThrow();

  private LocalDate latest(String notice, String effective) {
    return Notice.parse(notice).latest(LocalDate.parse(effective), calendar).day();
  }

  @ParameterizedTest
  @CsvSource({
    "P10BD, 2026-06-01, 2026-05-15", // the ten are 18 to 29 May
    "P10BD, 2026-05-18, 2026-04-29", // 1 to 3 and 9 to 11 May are off
    "P1BD, 2025-11-05, 2025-10-31", // Saturday 1 November works, 2 to 4 do not
    "P0BD, 2026-06-01, 2026-05-29",
    "P30D, 2026-06-01, 2026-05-01",
    "P0D, 2026-06-01, 2026-05-31",
    "P1M, 2026-03-01, 2026-01-31", // ends on 28 February
    "P1M, 2026-03-31, 2026-02-28",
    "P1Y, 2025-03-01, 2024-02-29",
    "required, 2026-06-01, 2026-06-01"
  })
  void wholeTermLiesBetweenTheLatestDayAndTheChange(
      String notice, String effective, String expected) {
    assertThat(latest(notice, effective)).isEqualTo(expected);
  }

  @Test
  void latestDayIsTheLastFromWhichTheTermEndsBeforeTheChange() {
    // Given every day of some years and terms of every kind
    for (String text : new String[] {"P10BD", "P3BD", "P30D", "P1M", "P1Y2M3D", "P3M"}) {
      Term term = Term.parse(text);
      LocalDate day = LocalDate.parse("2025-06-01");
      while (day.getYear() < 2027) {
        // When
        LocalDate found = latest(text, day.toString());

        // Then a slow search from the day itself finds the same
        LocalDate effective = day;
        LocalDate slow =
            Stream.iterate(effective, one -> one.minusDays(1))
                .filter(one -> !(term instanceof Term.Working) || calendar.works(one))
                .filter(one -> term.after(one, calendar).day().isBefore(effective))
                .findFirst()
                .orElseThrow();
        assertThat(found).as("%s before %s", text, effective).isEqualTo(slow);
        day = day.plus(1, ChronoUnit.DAYS);
      }
    }
  }

  @Test
  void yearThatTheCalendarLacksIsNamedForWorkingDaysAlone() {
    // When
    Notice.Latest working = Notice.parse("P10BD").latest(LocalDate.parse("2027-01-11"), calendar);
    Notice.Latest before = Notice.parse("P10BD").latest(LocalDate.parse("2027-01-01"), calendar);
    Notice.Latest calendarDays =
        Notice.parse("P30D").latest(LocalDate.parse("2031-01-11"), calendar);

    // Then
    assertThat(working.missingYear()).hasValue(2027);
    assertThat(before.missingYear()).isEmpty();
    assertThat(calendarDays.missingYear()).isEmpty();
  }

  @Test
  void noticeIsRequiredOrATerm() {
    assertThat(Notice.parse("required").term()).isEmpty();
    assertThat(Notice.parse("P10BD").term()).isEqualTo(Optional.of(new Term.Working(10)));
    assertThatThrownBy(() -> Notice.parse("soon")).isInstanceOf(IllegalArgumentException.class);
  }
}
