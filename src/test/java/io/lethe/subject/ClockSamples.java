package io.lethe.subject;

import io.lethe.policy.Action;
import io.lethe.policy.Category;
import io.lethe.policy.RetentionRule;
import io.lethe.time.Calendars;
import io.lethe.time.Term;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Random rules, facts and instants, and the clock of a category with such rules. */
final class ClockSamples {

  static final String PURPOSE = "account";

  private static final List<String> TYPES =
      List.of("collected", "last-activity", "account-deleted", "consent-withdrawn", "moved-out");
  private static final List<String> ZONES =
      List.of(
          "Europe/Moscow",
          "Europe/Berlin",
          "America/New_York",
          "America/Sao_Paulo",
          "Africa/Cairo");

  private ClockSamples() {}

  static RetentionClock clock(List<RetentionRule> rules, ZoneId zone, List<String> laws) {
    Category category =
        new Category(
            "c",
            List.of(),
            List.of(PURPOSE),
            List.of(),
            false,
            rules,
            Set.of(),
            Set.of(),
            List.of());
    return new RetentionClock(category, zone, new Calendars().find("ru").orElseThrow(), laws);
  }

  static Arbitrary<List<RetentionRule>> rules() {
    Arbitrary<RetentionRule> rule =
        Combinators.combine(
                Arbitraries.of(TYPES),
                terms().optional(0.8),
                terms().optional(0.5),
                Arbitraries.of(Action.class))
            .as((from, keep, within, then) -> new RetentionRule(0, from, keep, within, then, ""));
    return rule.list()
        .ofMinSize(1)
        .ofMaxSize(5)
        .map(
            list -> {
              List<RetentionRule> numbered = new ArrayList<>();
              list.forEach(
                  one ->
                      numbered.add(
                          new RetentionRule(
                              numbered.size(),
                              one.from(),
                              one.keep(),
                              one.within(),
                              one.then(),
                              "")));
              return numbered;
            });
  }

  static Arbitrary<Term> terms() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 12),
            Arbitraries.integers().between(0, 30),
            Arbitraries.integers().between(0, 70))
        .as((years, months, days) -> new Term.Calendar(Period.of(years, months, days)));
  }

  static Arbitrary<ZoneId> zones() {
    return Arbitraries.of(ZONES).map(ZoneId::of);
  }

  static Arbitrary<List<String>> laws() {
    return Arbitraries.of(List.of("ru-152-fz"), List.of());
  }

  /** Any second of thirty years, and often one beside a month's end, a leap day or a shift. */
  static Arbitrary<Instant> instants() {
    Arbitrary<Instant> any =
        Arbitraries.longs()
            .between(
                Instant.parse("1995-01-01T00:00:00Z").getEpochSecond(),
                Instant.parse("2026-12-31T00:00:00Z").getEpochSecond())
            .map(Instant::ofEpochSecond);
    Arbitrary<Instant> edges =
        Combinators.combine(
                Arbitraries.of(
                    "2020-02-28",
                    "2020-02-29",
                    "2020-12-31",
                    "2021-01-31",
                    "2021-03-28",
                    "2021-03-14",
                    "2020-10-25",
                    "2020-11-01",
                    "2018-11-04",
                    "2024-04-26"),
                Arbitraries.longs().between(-129_600, 129_600))
            .as(
                (day, seconds) ->
                    LocalDate.parse(day)
                        .atStartOfDay(ZoneId.of("UTC"))
                        .toInstant()
                        .plusSeconds(seconds));
    return Arbitraries.oneOf(any, edges);
  }

  static Arbitrary<ClockFacts.Event> events() {
    return Combinators.combine(
            Arbitraries.of(TYPES.subList(2, TYPES.size())),
            Arbitraries.of("", PURPOSE, "another"),
            instants(),
            instants())
        .as(ClockFacts.Event::new);
  }

  /** Of half of the records nobody said when they were collected. */
  static Arbitrary<ClockFacts> facts() {
    return Combinators.combine(
            instants(),
            instants().injectNull(0.5),
            Combinators.combine(instants(), instants())
                .as(ClockFacts.Activity::new)
                .injectNull(0.3),
            events().list().ofMaxSize(4))
        .as(
            (collected, received, activity, events) ->
                new ClockFacts(
                    collected, received == null ? collected : received, activity, events));
  }
}
