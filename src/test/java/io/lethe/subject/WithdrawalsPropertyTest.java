package io.lethe.subject;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.policy.Action;
import io.lethe.policy.Category;
import io.lethe.policy.Ground;
import io.lethe.policy.RetentionRule;
import io.lethe.subject.ClockFacts.Event;
import io.lethe.subject.RetentionClock.Reading;
import io.lethe.time.Calendars;
import io.lethe.time.Term;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What withdrawals start and consents undo, against an oracle that looks at each instant anew. */
class WithdrawalsPropertyTest {

  private static final long SEED = 20_250_910;
  private static final ZoneId ZONE = ZoneId.of("Europe/Moscow");
  private static final Instant COLLECTED = Instant.parse("2025-01-10T09:00:00Z");
  private static final List<String> PURPOSES = List.of("mailing", "account", "claims");
  private static final List<String> TYPES =
      List.of(
          "consent-given",
          "consent-withdrawn",
          "opted-out",
          "contract-ended",
          "account-deleted",
          "purpose-achieved");

  /** A category whose purposes rest on these, with one rule. */
  record Case(Map<String, List<Ground>> grounds, RetentionRule rule, List<Event> events) {

    RetentionClock clock() {
      Category category =
          new Category(
              "c",
              List.of(),
              List.copyOf(grounds.keySet()),
              List.of(),
              false,
              List.of(rule),
              Set.of(),
              Set.of(),
              List.of());
      return new RetentionClock(
          category, ZONE, new Calendars().find("ru").orElseThrow(), List.of(), grounds);
    }

    @Nullable Instant due(List<Event> of) {
      return RetentionClock.earliest(clock().read(facts(of), Instant.MIN))
          .map(Reading::dueAt)
          .orElse(null);
    }

    /** Every event counts for the record but those from before it. */
    static ClockFacts facts(List<Event> events) {
      return new ClockFacts(COLLECTED, COLLECTED.plusSeconds(60), null, events);
    }
  }

  @Property(seed = "" + SEED, tries = 3_000)
  void startIsThatOfTheOracle(@ForAll("cases") Case one) {
    // When
    Reading reading = one.clock().read(Case.facts(one.events()), Instant.MIN).get(0);

    // Then
    assertThat(reading.start()).isEqualTo(oracle(one));
  }

  @Property(seed = "" + SEED, tries = 3_000)
  void eventThatComesInWhateverOrderLowersFarEnoughAndConsentOnlyRaises(
      @ForAll("cases") Case one, @ForAll("events") Event event) {
    // Given
    Instant before = one.due(one.events());
    List<Event> all = new ArrayList<>(one.events());
    all.add(event);

    // When
    Instant after = one.due(all);
    Instant lowered = earliest(before, one.clock().notBefore(event));

    // Then what is stored is never later than the truth
    if (after != null) {
      assertThat(lowered).isNotNull().isBeforeOrEqualTo(after);
    }
    if (event.type().equals("consent-given") && before != null && after != null) {
      assertThat(after).isAfterOrEqualTo(before);
    }
  }

  @Test
  void laterConsentUndoesAWithdrawalUntilItHasExpired() {
    // Given consent to a mailing, withdrawn on 10 December, with thirty days for the destruction
    Case mailing =
        new Case(
            Map.of("mailing", List.of(Ground.CONSENT)),
            rule("consent-withdrawn", null, Term.parse("P30D")),
            List.of());
    Event withdrawn = event("consent-withdrawn", "mailing", "2025-12-10T12:00:00+03:00");
    Event inTime = event("consent-given", "mailing", "2026-01-09T23:59:59+03:00");
    Event late = event("consent-given", "mailing", "2026-01-10T00:00:00+03:00");

    // Then
    assertThat(mailing.due(List.of(withdrawn))).isEqualTo(withdrawn.at());
    assertThat(mailing.due(List.of(withdrawn, inTime))).isNull();
    assertThat(mailing.due(List.of(late, withdrawn))).isEqualTo(withdrawn.at());
  }

  @Test
  void withdrawalStartsNothingBeforeTheContractHasEndedToo() {
    // Given
    Case account =
        new Case(
            Map.of("account", List.of(Ground.CONSENT, Ground.CONTRACT)),
            rule("consent-withdrawn", null, null),
            List.of());
    Event withdrawn = event("consent-withdrawn", "", "2025-12-10T12:00:00+03:00");
    Event ended = event("contract-ended", "", "2026-02-01T12:00:00+03:00");

    // Then
    assertThat(account.due(List.of(withdrawn))).isNull();
    assertThat(account.due(List.of(ended))).isNull();
    assertThat(account.due(List.of(ended, withdrawn))).isEqualTo(ended.at());
    assertThat(account.clock().movedBy("contract-ended")).isTrue();
    assertThat(account.clock().movedBy("last-activity")).isFalse();
  }

  @Test
  void newConsentUndoesAnOptOutOfItsPurposeAlone() {
    // Given
    Case two =
        new Case(
            Map.of("mailing", List.of(Ground.CONSENT), "claims", List.of(Ground.CONSENT)),
            rule("opted-out", Term.parse("P1M"), null),
            List.of());
    Event first = event("opted-out", "mailing", "2025-03-01T12:00:00+03:00");
    Event second = event("opted-out", "claims", "2025-03-05T12:00:00+03:00");
    Event back = event("consent-given", "mailing", "2025-03-10T12:00:00+03:00");

    // Then
    assertThat(two.due(List.of(first, back))).isNull();
    assertThat(two.due(List.of(first, second, back)))
        .isEqualTo(Instant.parse("2025-04-05T21:00:00Z"));
  }

  /** Walks over the instants of all events, and asks at each what is alive then. */
  private static @Nullable Instant oracle(Case one) {
    List<Instant> times = one.events().stream().map(Event::at).sorted().distinct().toList();
    boolean consents = one.grounds().values().stream().anyMatch(of -> of.contains(Ground.CONSENT));
    for (Instant since : times) {
      boolean begins =
          consents && dead(one, since, since.plusMillis(1)) && !dead(one, since, since);
      boolean undone =
          one.events().stream()
              .filter(event -> event.type().equals("consent-given") && consented(one, event))
              .anyMatch(event -> event.at().isAfter(since) && event.at().isBefore(end(one, since)));
      if (begins && !undone) {
        return since;
      }
    }
    return null;
  }

  private static boolean consented(Case one, Event given) {
    return one.grounds().entrySet().stream()
        .anyMatch(of -> of.getValue().contains(Ground.CONSENT) && speaksOf(given, of.getKey()));
  }

  /** The first instant at which what started then has expired. */
  private static Instant end(Case one, Instant since) {
    LocalDate day = LocalDate.ofInstant(since, ZONE);
    Optional<Term> term = one.rule().keep().or(one.rule()::within);
    return term.map(
            of ->
                day.plus(java.time.Period.parse(of.toString()))
                    .plusDays(1)
                    .atStartOfDay(ZONE)
                    .toInstant())
        .orElse(since);
  }

  /** By the consents until then, and by what had ended before another instant. */
  private static boolean dead(Case one, Instant at, Instant ended) {
    return one.grounds().entrySet().stream()
        .allMatch(
            of ->
                of.getValue().stream()
                    .noneMatch(ground -> alive(one, of.getKey(), ground, at, ended)));
  }

  private static boolean alive(Case one, String purpose, Ground ground, Instant at, Instant ended) {
    List<Event> until =
        one.events().stream()
            .filter(event -> speaksOf(event, purpose) && !event.at().isAfter(at))
            .toList();
    List<Event> counted =
        until.stream()
            .filter(event -> !event.at().isBefore(COLLECTED) && event.at().isBefore(ended))
            .toList();
    return switch (ground) {
      case STATISTICS -> false;
      case CONSENT ->
          counted.stream()
              .filter(event -> Set.of("consent-withdrawn", "opted-out").contains(event.type()))
              .allMatch(
                  end ->
                      until.stream()
                          .anyMatch(
                              given ->
                                  given.type().equals("consent-given")
                                      && given.at().isAfter(end.at())));
      case CONTRACT -> none(counted, "contract-ended", "account-deleted", "purpose-achieved");
      case LAW, VITAL_INTEREST -> none(counted, "purpose-achieved");
      case LEGITIMATE_INTEREST, PUBLIC_INTEREST -> none(counted, "opted-out", "purpose-achieved");
    };
  }

  private static boolean none(List<Event> events, String... types) {
    return events.stream().noneMatch(event -> List.of(types).contains(event.type()));
  }

  private static boolean speaksOf(Event event, String purpose) {
    return event.purpose().isEmpty() || event.purpose().equals(purpose);
  }

  private static @Nullable Instant earliest(@Nullable Instant a, @Nullable Instant b) {
    return a == null || b != null && b.isBefore(a) ? b : a;
  }

  private static RetentionRule rule(String from, @Nullable Term keep, @Nullable Term within) {
    return new RetentionRule(
        0, from, Optional.ofNullable(keep), Optional.ofNullable(within), Action.DESTROY, "");
  }

  private static Event event(String type, String purpose, String at) {
    Instant instant = java.time.OffsetDateTime.parse(at).toInstant();
    return new Event(type, purpose, instant, instant);
  }

  @Provide
  Arbitrary<Event> events() {
    return Combinators.combine(
            Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(3, Arbitraries.of("consent-given", "consent-withdrawn")),
                net.jqwik.api.Tuple.of(2, Arbitraries.of(TYPES))),
            Arbitraries.of("", "mailing", "account", "claims"),
            Arbitraries.integers().between(-20, 300))
        .as(
            (type, purpose, sixths) -> {
              Instant at = COLLECTED.plus(Duration.ofHours(6L * sixths));
              return new Event(type, purpose, at, at.plusSeconds(1));
            });
  }

  @Provide
  Arbitrary<Case> cases() {
    Arbitrary<List<Ground>> grounds =
        Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(4, Arbitraries.just(List.of(Ground.CONSENT))),
            net.jqwik.api.Tuple.of(
                3, Arbitraries.of(Ground.class).list().ofMinSize(1).ofMaxSize(2).uniqueElements()));
    Arbitrary<Map<String, List<Ground>>> purposes =
        grounds
            .list()
            .ofMinSize(1)
            .ofMaxSize(3)
            .map(
                list -> {
                  Map<String, List<Ground>> byPurpose = new LinkedHashMap<>();
                  list.forEach(of -> byPurpose.put(PURPOSES.get(byPurpose.size()), of));
                  return byPurpose;
                });
    Arbitrary<Optional<Term>> terms =
        Arbitraries.of(
            Optional.empty(), Optional.of(Term.parse("P10D")), Optional.of(Term.parse("P1M")));
    return Combinators.combine(purposes, terms, terms, events().list().ofMaxSize(8))
        .as(
            (of, keep, within, events) ->
                new Case(
                    of,
                    new RetentionRule(0, "consent-withdrawn", keep, within, Action.DESTROY, ""),
                    events));
  }
}
