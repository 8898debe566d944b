package io.lethe.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.time.Calendars;
import io.lethe.time.Term;
import io.lethe.time.WorkingDays;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EffectiveWithinTest {

  private final WorkingDays russia = new Calendars().find("ru").orElseThrow();

  @ParameterizedTest(name = "{0}: {1} within {2} from {3} is {4} by {5}")
  @CsvSource(
      nullValues = "-",
      value = {
        "express-2.6, account-deleted, P60D, 2026-01-31, 2026-03-02, 152-FZ 21(4)",
        "express-2.6 softer, account-deleted, P20D, 2026-01-31, 2026-02-20, -",
        "express-6.2, consent-withdrawn, -, 2025-12-10, 2026-01-09, 152-FZ 21(5)",
        "a month of 31 days, purpose-achieved, P1M, 2026-03-01, 2026-03-31, 152-FZ 21(4)",
        "a month of 28 days, purpose-achieved, P1M, 2026-02-01, 2026-03-01, -",
        "racurs-8.8, account-deleted, P6M, 2025-08-31, 2025-09-30, 152-FZ 21(4)",
        "working days, consent-withdrawn, P10BD, 2025-12-24, 2026-01-19, -",
        "the same day, account-deleted, P30D, 2026-01-31, 2026-03-02, -",
        "sens-5.6, last-activity, P30D, 2026-09-10, 2026-10-10, -"
      })
  void earlierOfPolicyAndLawCounts(
      String clause, String event, String within, LocalDate from, LocalDate last, String law) {
    // Given a rule under 152-FZ
    RetentionRule rule = rule(event, within);
    // When its limit is asked from a day
    EffectiveWithin.Limit limit =
        LawOverlay.effective(List.of(LawOverlay.RU_152_FZ), rule).from(from, russia).orElseThrow();
    // Then the earlier day counts, and the law's is explained
    assertThat(limit.last().day()).as(clause).isEqualTo(last);
    assertThat(limit.reason().map(reason -> reason.substring(0, reason.indexOf(" allows"))))
        .isEqualTo(Optional.ofNullable(law));
  }

  @ParameterizedTest
  @CsvSource({"last-activity, true", "account-deleted, false"})
  void withoutAnyLimitThereIsNone(String event, boolean law) {
    // Given a rule without a term, and no law that sets one for its event
    List<String> laws = law ? List.of(LawOverlay.RU_152_FZ) : List.of();
    // When its limit is asked, Then there is none
    assertThat(
            LawOverlay.effective(laws, rule(event, null)).from(LocalDate.of(2026, 1, 31), russia))
        .isEmpty();
  }

  private static RetentionRule rule(String event, String within) {
    return new RetentionRule(
        0,
        event,
        Optional.empty(),
        Optional.ofNullable(within).map(Term::parse),
        Action.DESTROY,
        "");
  }
}
