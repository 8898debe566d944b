package io.lethe.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.policy.PolicyDocument;
import io.lethe.policy.PolicyPacks;
import io.lethe.policy.PolicyParser;
import io.lethe.policy.RequestType;
import io.lethe.request.Request.Times;
import io.lethe.time.Calendars;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RequestClockTest {

  private static final PolicyDocument SENS =
      PolicyParser.parse(PolicyPacks.yaml("sens")).document().orElseThrow();

  private static RequestClock clock(String rule) {
    return new RequestClock(
        SENS,
        new Calendars().find("ru").orElseThrow(),
        SENS.requests().get(rule).type(),
        Optional.of(SENS.requests().get(rule)));
  }

  private static Times received(String at) {
    Instant received = Instant.parse(at);
    return new Times(received, "officer", received, null, null, null, null);
  }

  @Test
  void inAYearThatTheCalendarLacksEveryDayWorksAndTheDeadlineIsProvisional() {
    // When
    RequestClock.Reading reading = clock("information").read(received("2040-01-01T09:00:00Z"));

    // Then
    assertThat(reading.deadline()).isEqualTo(LocalDate.of(2040, 1, 11));
    assertThat(reading.provisional()).isTrue();
  }

  @Test
  void dayIsThatOfThePolicysZoneAndEndsThere() {
    // When it comes at 21:30 in UTC, which is the next day in Moscow
    RequestClock.Reading reading = clock("information").read(received("2026-04-26T21:30:00Z"));

    // Then
    assertThat(reading.deadline()).isEqualTo(LocalDate.of(2026, 5, 13));
    assertThat(reading.overdueAt()).isEqualTo(Instant.parse("2026-05-13T21:00:00Z"));
    assertThat(reading.stricter()).isNull();
  }

  @Test
  void noticeExtendsNothingWhereTheRuleDoesNotSaySo() {
    // Given
    Times times = received("2026-04-27T09:00:00Z").evidenced(Instant.parse("2026-04-27T09:00:00Z"));

    // Then
    assertThat(clock("rectify").extended(times, times.receivedAt(), ExtensionReason.COMPLEXITY))
        .isEmpty();
    assertThat(
            new RequestClock(
                    SENS,
                    new Calendars().find("ru").orElseThrow(),
                    RequestType.ACCESS,
                    Optional.empty())
                .extended(times, times.receivedAt(), ExtensionReason.COMPLEXITY)
                .orElseThrow()
                .deadline())
        .isEqualTo(LocalDate.of(2026, 5, 20));
  }
}
