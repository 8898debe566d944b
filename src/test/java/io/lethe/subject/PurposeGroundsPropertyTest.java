package io.lethe.subject;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.policy.Ground;
import io.lethe.policy.Purpose;
import io.lethe.subject.ClockFacts.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which grounds live: what is said of each, and what holds of all. */
class PurposeGroundsPropertyTest {

  private static final long SEED = 20_250_910;
  private static final Instant START = Instant.parse("2025-01-01T00:00:00Z");
  private static final String PURPOSE = "mailing";
  private static final List<String> TYPES =
      List.of(
          "consent-given",
          "consent-withdrawn",
          "opted-out",
          "contract-ended",
          "account-deleted",
          "purpose-achieved",
          "last-activity");

  private static boolean lives(Ground ground, List<Event> events) {
    return PurposeGrounds.of(
            new Purpose(PURPOSE, List.of(ground), "1"), ClockFacts.unrecorded(events))
        .live();
  }

  private static Event event(String type, String purpose, long second) {
    return new Event(type, purpose, START.plusSeconds(second), START.plusSeconds(second));
  }

  @ParameterizedTest
  @CsvSource({
    "CONSENT,             consent-withdrawn, false",
    "CONSENT,             opted-out,         false",
    "CONSENT,             contract-ended,    true",
    "CONSENT,             account-deleted,   true",
    "CONTRACT,            contract-ended,    false",
    "CONTRACT,            account-deleted,   false",
    "CONTRACT,            consent-withdrawn, true",
    "CONTRACT,            opted-out,         true",
    "LEGITIMATE_INTEREST, opted-out,         false",
    "LEGITIMATE_INTEREST, consent-withdrawn, true",
    "PUBLIC_INTEREST,     opted-out,         false",
    "LAW,                 opted-out,         true",
    "LAW,                 contract-ended,    true",
    "LAW,                 purpose-achieved,  false",
    "VITAL_INTEREST,      account-deleted,   true",
    "CONSENT,             purpose-achieved,  false",
    "CONTRACT,            purpose-achieved,  false",
  })
  void eventEndsTheGroundsThatItConcerns(Ground ground, String type, boolean live) {
    // Given
    Event consent = event("consent-given", PURPOSE, 0);

    // Then
    assertThat(lives(ground, List.of(consent))).isTrue();
    assertThat(lives(ground, List.of(consent, event(type, PURPOSE, 1)))).isEqualTo(live);
    assertThat(lives(ground, List.of(consent, event(type, "", 1)))).isEqualTo(live);
    assertThat(lives(ground, List.of(consent, event(type, "other", 1)))).isTrue();
  }

  @Test
  void consentThatNobodyToldOfIsNone() {
    assertThat(lives(Ground.CONSENT, List.of())).isFalse();
  }

  @Test
  void contractIsANewOneOfDataThatWasCollectedAfterItsEnd() {
    // Given an account that was deleted, and a record of after
    List<Event> events = List.of(event("account-deleted", "", 10));
    Purpose account = new Purpose("account", List.of(Ground.CONTRACT), "1");
    Instant later = START.plusSeconds(20);

    // Then
    assertThat(PurposeGrounds.of(account, new ClockFacts(later, later, null, events)).live())
        .isTrue();
    assertThat(PurposeGrounds.of(account, new ClockFacts(START, later, null, events)).live())
        .isFalse();
  }

  @Property(seed = "" + SEED, tries = 2_000)
  void consentIsWhatWasSaidLast(@ForAll("events") List<Event> events) {
    // Given what concerns the purpose, in order; of two at the same time the refusal is last
    Set<String> speaking = Set.of("consent-given", "consent-withdrawn", "opted-out");
    boolean said =
        events.stream()
            .filter(event -> speaking.contains(event.type()))
            .filter(event -> !event.purpose().equals("other"))
            .max(
                Comparator.comparing(Event::at)
                    .thenComparing(event -> !event.type().equals("consent-given")))
            .filter(event -> event.type().equals("consent-given"))
            .isPresent();

    // Then
    assertThat(PurposeGrounds.consents(PURPOSE, ClockFacts.unrecorded(events))).isEqualTo(said);
  }

  @Property(seed = "" + SEED, tries = 2_000)
  void onlyConsentRevivesAndNothingDependsOnTheOrderOfReceipt(
      @ForAll("events") List<Event> events,
      @ForAll("event") Event more,
      @ForAll Ground ground,
      @ForAll int seed) {
    // Given
    List<Event> shuffled = new ArrayList<>(events);
    java.util.Collections.shuffle(shuffled, new java.util.Random(seed));
    boolean before = lives(ground, events);

    // When
    shuffled.add(more);
    boolean after = lives(ground, shuffled);

    // Then
    if (!before && after) {
      assertThat(ground).isEqualTo(Ground.CONSENT);
      assertThat(more.type()).isEqualTo("consent-given");
    }
    assertThat(lives(Ground.STATISTICS, shuffled)).isFalse();
  }

  @Property(seed = "" + SEED, tries = 1_000)
  void purposeLivesExactlyOnItsLivingGrounds(@ForAll("events") List<Event> events) {
    // When
    PurposeGrounds all =
        PurposeGrounds.of(
            new Purpose(PURPOSE, List.of(Ground.values()), "1"), ClockFacts.unrecorded(events));

    // Then
    assertThat(all.live()).isEqualTo(!all.living().isEmpty());
    for (Ground ground : Ground.values()) {
      assertThat(all.living().contains(ground)).isEqualTo(lives(ground, events));
    }
  }

  @Provide
  Arbitrary<Event> event() {
    return Combinators.combine(
            Arbitraries.of(TYPES),
            Arbitraries.of("", PURPOSE, "other"),
            Arbitraries.longs().between(0, 12))
        .as(PurposeGroundsPropertyTest::event);
  }

  @Provide
  Arbitrary<List<Event>> events() {
    return event().list().ofMaxSize(7);
  }
}
