package io.lethe.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Terms, with every date that the clauses of the five policies give. */
class TermTest {

  private final WorkingDays russia = new Calendars().find("ru").orElseThrow();

  @ParameterizedTest(name = "{0}: {1} + {2} = {3}")
  @CsvSource({
    "express-9.1, 2026-04-27, P7BD, 2026-05-07",
    "racurs-8.4, 2025-10-27, P7BD, 2025-11-06",
    "racurs-8.5 stopped, 2026-04-29, P3BD, 2026-05-05",
    "racurs-8.5 destroyed, 2026-04-29, P10BD, 2026-05-15",
    "unnamed-rights access, 2026-02-16, P10BD, 2026-03-03",
    "unnamed-rights correction, 2026-02-16, P7BD, 2026-02-26",
    "sens-1.7 notice, 2026-05-15, P10BD, 2026-05-29",
    "sens-4.4.1, 2025-12-24, P7BD, 2026-01-14",
    "sens-4.4.2, 2025-12-22, P10BD, 2026-01-15",
    "sens-4.4.2 extended, 2026-01-15, P5BD, 2026-01-22",
    "sens-4.4.3, 2026-04-27, P10BD, 2026-05-13",
    "sens-4.4.3 extended, 2026-05-13, P5BD, 2026-05-20"
  })
  void workingDaysOfTheClausesEndOnTheirDay(
      String clause, LocalDate event, String term, LocalDate last) {
    // Given a term of the clause
    Term read = Term.parse(term);
    // When it runs from the event
    Term.LastDay end = read.after(event, russia);
    // Then it ends on the day that the clause demands, for certain
    assertThat(end).as(clause).isEqualTo(new Term.LastDay(last, false));
  }

  @ParameterizedTest(name = "{0}: {1} + {2} = {3}")
  @CsvSource({
    "express-6.1, 2024-02-29, P3Y, 2027-02-28",
    "express-6.2, 2023-05-15, P3Y, 2026-05-15",
    "express-6.2 withdrawal, 2025-12-10, P30D, 2026-01-09",
    "express-6.3, 2026-01-31, P30D, 2026-03-02",
    "racurs-8.8 flag, 2025-08-31, P6M, 2026-02-28",
    "racurs-8.8, 2025-08-31, P30D, 2025-09-30",
    "racurs-8.8 edit, 2026-03-10, P6M, 2026-09-10",
    "racurs-8.9, 2023-05-15, P3Y, 2026-05-15",
    "sens-3.9, 2027-03-01, P365D, 2028-02-29",
    "sens-5.6 keep, 2025-09-10, P1Y, 2026-09-10",
    "sens-5.6 within, 2026-09-10, P30D, 2026-10-10",
    "sens-5.6 after depersonalization, 2026-09-20, P5Y, 2031-09-20",
    "sens-5.6 from last use, 2025-09-10, P5Y, 2030-09-10",
    "mst-6y, 2020-02-29, P6Y, 2026-02-28",
    "mst-6y policy, 2026-01-31, P60D, 2026-04-01",
    "mst-6y law, 2026-01-31, P30D, 2026-03-02",
    "mst-ccpa, 2026-01-31, P1M, 2026-02-28",
    "leap day and a year, 2024-02-29, P1Y, 2025-02-28",
    "a year is not 365 days, 2024-01-15, P1Y, 2025-01-15",
    "end of month, 2026-08-31, P6M, 2027-02-28",
    "mixed, 2026-01-31, P1Y1M1D, 2027-03-01",
    "none, 2026-01-31, P0D, 2026-01-31"
  })
  void calendarTermsOfTheClausesEndOnTheirDay(
      String clause, LocalDate event, String term, LocalDate last) {
    // Given a term of the clause
    Term read = Term.parse(term);
    // When it runs from the event
    Term.LastDay end = read.after(event, russia);
    // Then it ends on that day, holiday or not
    assertThat(end).as(clause).isEqualTo(new Term.LastDay(last, false));
  }

  @Test
  void workingTermThatReachesAnUnknownYearIsProvisionalAndNeverTooLate() {
    // Given a term that begins in a known year
    Term term = Term.parse("P7BD");
    // When it runs into 2027, which the calendar lacks
    Term.LastDay end = term.after(LocalDate.of(2026, 12, 28), russia);
    // Then every day of 2027 counts as working, and the day is provisional
    assertThat(end).isEqualTo(new Term.LastDay(LocalDate.of(2027, 1, 5), true));
  }

  @ParameterizedTest
  @ValueSource(strings = {"P1Y", "P6M", "P30D", "P1Y6M", "P7BD", "P2600BD", "P0D"})
  void termIsWrittenAsItIsRead(String text) {
    // Given a term's text, When read, Then it is written alike
    assertThat(Term.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1Y",
        "P",
        "PT24H",
        "P-1D",
        "P201Y",
        "P99999BD",
        "P2601BD",
        "7BD",
        "P7bd",
        "P1Y7BD"
      })
  void strangeTermIsRefusedWithoutRepeatingIt(String text) {
    // Given a text that is no term, When and Then
    assertThatThrownBy(() -> Term.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
