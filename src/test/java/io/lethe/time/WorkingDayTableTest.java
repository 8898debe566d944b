package io.lethe.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkingDayTableTest {

  private final WorkingDays russia = new Calendars().find("ru").orElseThrow();

  @ParameterizedTest
  @CsvSource({"2024,248", "2025,247", "2026,247"})
  void everyKnownYearHasTheDecreedNumberOfWorkingDays(int year, int expected) {
    // Given a year the table has
    LocalDate first = LocalDate.of(year, 1, 1);
    // When its working days are counted
    long count = first.datesUntil(first.plusYears(1)).filter(russia::works).count();
    // Then there are as many as decreed
    assertThat(russia.knows(year)).isTrue();
    assertThat(count).isEqualTo(expected);
  }

  @Test
  void movedSaturdayWorksAndItsMondayDoesNot() {
    // Given the transfer of November 2025
    LocalDate saturday = LocalDate.of(2025, 11, 1);
    // When and Then
    assertThat(russia.works(saturday)).isTrue();
    assertThat(russia.works(saturday.plusDays(1))).isFalse();
    assertThat(russia.works(saturday.plusDays(2))).isFalse();
  }

  @Test
  void everyDayWorksInAYearTheTableLacks() {
    // Given a Sunday and a public holiday of a year not decreed yet
    LocalDate sunday = LocalDate.of(2027, 1, 3);
    // When and Then
    assertThat(russia.knows(2027)).isFalse();
    assertThat(russia.works(sunday)).isTrue();
  }

  @Test
  void calendarsAreFoundByName() {
    // Given the calendars of the service
    Calendars calendars = new Calendars();
    // When and Then
    assertThat(calendars.names()).containsExactly("ru");
    assertThat(calendars.find("mars")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-01-01",
        "2026-01-01,maybe",
        "2026-01-01,no,why",
        "2026-02-30,no",
        "01.01.2026,no",
        "2026-01-03,no",
        "2026-01-01,yes",
        "2025-12-31,no",
        "",
        " 2026-01-01,no"
      })
  void tableWithAStrangeLineIsRefusedWithItsNumber(String line) {
    // Given a table whose fourth line is strange
    List<String> lines = List.of("# comment", "date,works", "2025-12-31,no", line);
    // When and Then
    assertThatThrownBy(() -> WorkingDayTable.parse(lines))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("line 4:");
  }

  @Test
  void tableWithoutHeaderOrDaysIsRefused() {
    // Given tables that lack something
    List<String> headless = List.of("2025-12-31,no");
    List<String> empty = List.of("date,works");
    // When and Then
    assertThatThrownBy(() -> WorkingDayTable.parse(headless)).hasMessageContaining("header");
    assertThatThrownBy(() -> WorkingDayTable.parse(empty)).hasMessageContaining("empty");
  }
}
