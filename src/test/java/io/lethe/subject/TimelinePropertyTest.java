package io.lethe.subject;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.policy.Action;
import io.lethe.policy.RetentionRule;
import io.lethe.subject.RetentionClock.Reading;
import io.lethe.subject.Timeline.Stage;
import io.lethe.subject.Timeline.Terms;
import io.lethe.subject.TimelineOracle.Due;
import io.lethe.time.Term;
import java.time.Instant;
import java.time.Period;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** Versions that follow each other, against {@link TimelineOracle}, which takes no turns. */
class TimelinePropertyTest {

  private static final long SEED = 20_260_301;
  private static final int TRIES = 2_000;

  @Property(seed = "" + SEED, tries = TRIES)
  void recordIsDueAtTheFirstMomentAtWhichTheVersionInForceSaysSo(
      @ForAll("histories") List<TimelineOracle.Version> versions,
      @ForAll("facts") ClockFacts facts) {
    // When
    Terms terms = timeline(versions).read(facts);
    Optional<Due> truth = new TimelineOracle(versions).due(facts);

    // Then
    assertThat(terms.due().map(Reading::dueAt)).isEqualTo(truth.map(Due::at));
    assertThat(terms.version()).isEqualTo(truth.map(Due::version).orElse(versions.size() - 1));
    assertThat(terms.due().map(Reading::rule)).isEqualTo(truth.map(Due::rule));
  }

  @Property(seed = "" + SEED, tries = TRIES)
  void whatDepersonalizationLeavesGoesAtTheFirstMomentLikewise(
      @ForAll("histories") List<TimelineOracle.Version> versions,
      @ForAll("facts") ClockFacts facts,
      @ForAll("instants") Instant at) {
    // Then
    assertThat(timeline(versions).destroyAfter(facts, at))
        .isEqualTo(new TimelineOracle(versions).destroyAfter(facts, at));
  }

  @Property(seed = "" + SEED, tries = TRIES)
  void extensionCountsForWhatHadNotExpiredAlone(
      @ForAll("histories") List<TimelineOracle.Version> versions,
      @ForAll("facts") ClockFacts facts) {
    // Given a next version by which nothing is due for two hundred years
    Instant activated = last(versions).since().plusSeconds(86_400);
    Optional<Reading> before = timeline(versions).due(facts);

    // When
    Optional<Reading> after = timeline(with(versions, activated, "P200Y")).due(facts);

    // Then
    if (before.isPresent() && !due(before).isAfter(activated)) {
      assertThat(after).isEqualTo(before);
    } else {
      assertThat(due(after)).isAfter(activated.plusSeconds(4_000_000_000L));
    }
  }

  @Property(seed = "" + SEED, tries = TRIES)
  void shorteningLowersToItsActivationAndNoFurther(
      @ForAll("histories") List<TimelineOracle.Version> versions,
      @ForAll("facts") ClockFacts facts) {
    // Given a next version by which everything is due at its collection, which was before
    Instant activated = Instant.parse("2027-06-01T09:30:00Z");
    Optional<Reading> before = timeline(versions).due(facts);

    // When
    Terms after = timeline(with(versions, activated, "P0D")).read(facts);

    // Then
    if (before.isPresent() && !due(before).isAfter(activated)) {
      assertThat(after.due()).isEqualTo(before);
    } else {
      assertThat(due(after.due())).isEqualTo(activated);
      assertThat(after.version()).isEqualTo(versions.size());
    }
  }

  @Property(seed = "" + SEED, tries = TRIES)
  void activityMovesADueDateLaterAndTheStoredOneIsNeverLaterThanTheTruth(
      @ForAll("histories") List<TimelineOracle.Version> versions,
      @ForAll("facts") ClockFacts facts,
      @ForAll("instants") Instant assumed,
      @ForAll("instants") Instant activity) {
    // Given what is stored on receipt, or by a run that has met the record at any time
    Timeline timeline = timeline(versions);
    Instant received = timeline.notBefore(facts, facts.collectedAt());
    Instant postponed = timeline.notBefore(facts, assumed);

    // When
    ClockFacts later = active(facts, activity);
    Instant lowered = byFirst(versions, facts, activity);

    // Then a record that waits has no clock of activity, and any other is claimed in time
    Instant truth = timeline.due(later).map(Reading::dueAt).orElse(null);
    assertNotLater(earliest(received, lowered), truth);
    assertNotLater(earliest(postponed, lowered), truth);
    if (facts.activity() != null) {
      assertNotLater(timeline.due(facts).map(Reading::dueAt).orElse(null), truth);
    }
  }

  @Property(seed = "" + SEED, tries = TRIES)
  void eventLowersTheStoredDueDateFarEnough(
      @ForAll("histories") List<TimelineOracle.Version> versions,
      @ForAll("facts") ClockFacts facts,
      @ForAll("events") ClockFacts.Event event,
      @ForAll("instants") Instant activity) {
    // Given
    Timeline timeline = timeline(versions);
    Instant stored = timeline.notBefore(facts, facts.collectedAt());
    Instant lowered = earliest(lowered(versions, event), byFirst(versions, facts, activity));

    // When the event has come, and activity after it
    List<ClockFacts.Event> events = new ArrayList<>(facts.events());
    events.add(event);
    ClockFacts before =
        new ClockFacts(facts.collectedAt(), facts.receivedAt(), facts.activity(), events);
    ClockFacts later = active(before, activity);

    // Then the lower of the two is not later than the truth
    assertNotLater(earliest(stored, lowered), timeline.due(later).map(Reading::dueAt).orElse(null));
  }

  private static Timeline timeline(List<TimelineOracle.Version> versions) {
    List<Stage> stages = new ArrayList<>();
    for (TimelineOracle.Version version : versions) {
      RetentionClock clock = clock(version);
      stages.add(
          stages.isEmpty()
              ? Stage.own(0, clock)
              : new Stage(stages.size(), version.since(), clock));
    }
    return new Timeline(stages);
  }

  private static RetentionClock clock(TimelineOracle.Version version) {
    List<String> laws = version.law() ? List.of("ru-152-fz") : List.of();
    return ClockSamples.clock(version.rules(), version.zone(), laws);
  }

  private static TimelineOracle.Version last(List<TimelineOracle.Version> versions) {
    return versions.get(versions.size() - 1);
  }

  /** The same versions, and one more that counts from collection alone. */
  private static List<TimelineOracle.Version> with(
      List<TimelineOracle.Version> versions, Instant since, String keep) {
    RetentionRule rule =
        new RetentionRule(
            0,
            "collected",
            Optional.of(new Term.Calendar(Period.parse(keep))),
            Optional.empty(),
            Action.DESTROY,
            "");
    List<TimelineOracle.Version> longer = new ArrayList<>(versions);
    longer.add(new TimelineOracle.Version(since, last(versions).zone(), true, List.of(rule)));
    return longer;
  }

  private static Instant due(Optional<Reading> reading) {
    return reading.map(Reading::dueAt).orElseThrow();
  }

  /** What an event lowers to: over every version, whichever counts. */
  private static @Nullable Instant lowered(
      List<TimelineOracle.Version> versions, ClockFacts.Event event) {
    Instant lowered = null;
    for (TimelineOracle.Version version : versions) {
      lowered = earliest(lowered, clock(version).notBefore(event));
    }
    return lowered;
  }

  /** What the first activity of a subject lowers to; null when it is not the first. */
  private static @Nullable Instant byFirst(
      List<TimelineOracle.Version> versions, ClockFacts facts, Instant activity) {
    return facts.activity() == null
        ? lowered(
            versions, new ClockFacts.Event(RetentionClock.LAST_ACTIVITY, "", activity, activity))
        : null;
  }

  /** The same subject, active then; the record was there before a first activity. */
  private static ClockFacts active(ClockFacts facts, Instant activity) {
    ClockFacts.Activity before = facts.activity();
    ClockFacts.Activity after =
        before == null
            ? new ClockFacts.Activity(activity, facts.receivedAt())
            : new ClockFacts.Activity(
                before.last().isAfter(activity) ? before.last() : activity, before.since());
    return new ClockFacts(facts.collectedAt(), facts.receivedAt(), after, facts.events());
  }

  private static void assertNotLater(@Nullable Instant stored, @Nullable Instant truth) {
    if (truth != null) {
      assertThat(stored).isNotNull().isBeforeOrEqualTo(truth);
    }
  }

  private static @Nullable Instant earliest(@Nullable Instant a, @Nullable Instant b) {
    return a == null || b != null && b.isBefore(a) ? b : a;
  }

  /** One to four versions, the later ones in the order of their activation. */
  @Provide
  Arbitrary<List<TimelineOracle.Version>> histories() {
    Arbitrary<TimelineOracle.Version> version =
        Combinators.combine(
                instants(), ClockSamples.zones(), Arbitraries.of(true, false), withRest())
            .as(TimelineOracle.Version::new);
    return version
        .list()
        .ofMinSize(1)
        .ofMaxSize(4)
        .map(
            all ->
                all.stream().sorted(Comparator.comparing(TimelineOracle.Version::since)).toList());
  }

  /** Rules, and often one for what depersonalization leaves. */
  private static Arbitrary<List<RetentionRule>> withRest() {
    return Combinators.combine(ClockSamples.rules(), ClockSamples.terms().injectNull(0.4))
        .as(
            (rules, rest) -> {
              List<RetentionRule> all = new ArrayList<>(rules);
              if (rest != null) {
                all.add(
                    new RetentionRule(
                        all.size(),
                        "depersonalized",
                        Optional.of(rest),
                        Optional.empty(),
                        Action.DESTROY,
                        ""));
              }
              return all;
            });
  }

  @Provide
  Arbitrary<Instant> instants() {
    return ClockSamples.instants();
  }

  @Provide
  Arbitrary<ClockFacts.Event> events() {
    return ClockSamples.events();
  }

  @Provide
  Arbitrary<ClockFacts> facts() {
    return ClockSamples.facts();
  }
}
