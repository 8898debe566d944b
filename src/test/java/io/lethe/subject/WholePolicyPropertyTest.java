package io.lethe.subject;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.oracle.PolicyOracle;
import io.lethe.oracle.PolicyOracle.Due;
import io.lethe.oracle.PolicyOracle.Fact;
import io.lethe.oracle.PolicyOracle.Facts;
import io.lethe.oracle.PolicyOracle.Said;
import io.lethe.oracle.PolicyOracle.Version;
import io.lethe.oracle.RandomPolicies;
import io.lethe.oracle.RandomPolicies.Policy;
import io.lethe.oracle.RandomPolicies.Told;
import io.lethe.policy.Action;
import io.lethe.policy.Operator;
import io.lethe.policy.PolicyDocument;
import io.lethe.policy.PolicyReview;
import io.lethe.policy.Severity;
import io.lethe.subject.RetentionClock.Reading;
import io.lethe.time.Calendars;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** Whole policies, read from their texts, and lives of people, against {@link PolicyOracle}. */
class WholePolicyPropertyTest {

  private static final long SEED = 20_261_125;
  private static final Calendars CALENDARS = new Calendars();
  private static final PolicyOracle ORACLE = oracle();

  private static PolicyOracle oracle() {
    try (var table = Files.lines(Path.of("src", "main", "resources", "calendars", "ru.csv"))) {
      return new PolicyOracle(PolicyOracle.days(table));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Property(seed = "" + SEED, tries = 4_000)
  void everyRuleOfEveryCategoryReadsAsTheOracleSays(
      @ForAll("policies") Policy policy,
      @ForAll("lives") List<Told> life,
      @ForAll("instants") Instant collected,
      @ForAll boolean said) {
    // Given
    PolicyDocument document = document(policy);

    for (Policy.Kind kind : policy.categories()) {
      for (int position : List.of(0, life.size())) {
        // When
        Facts facts = facts(life, collected, said, position);
        List<Reading> readings = clock(document, kind.name()).read(clockFacts(facts), Instant.MIN);

        // Then
        List<Said> truth = ORACLE.read(policy, kind, facts);
        assertThat(readings).hasSameSizeAs(truth);
        for (int i = 0; i < truth.size(); i++) {
          Reading reading = readings.get(i);
          Said expected = truth.get(i);
          assertThat(reading.start()).as("%s", expected).isEqualTo(expected.start());
          assertThat(reading.dueAt()).as("%s", expected).isEqualTo(expected.due());
          assertThat(reading.deadline()).as("%s", expected).isEqualTo(expected.deadline());
          assertThat(reading.provisional()).as("%s", expected).isEqualTo(expected.provisional());
        }
      }
    }
  }

  @Property(seed = "" + SEED, tries = 4_000)
  void recordIsNeverDueEarlierNorLaterThanTheVersionsInForceSay(
      @ForAll("histories") List<Version> versions,
      @ForAll("lives") List<Told> life,
      @ForAll("instants") Instant collected,
      @ForAll boolean said) {
    // Given
    Facts facts = facts(life, collected, said, 0);
    List<Timeline.Stage> stages = new ArrayList<>();
    for (int i = 0; i < versions.size(); i++) {
      RetentionClock clock = clock(document(versions.get(i).policy()), "c0");
      stages.add(
          i == 0
              ? Timeline.Stage.own(1, clock)
              : new Timeline.Stage(i + 1, versions.get(i).since(), clock));
    }

    // When
    Timeline.Terms terms = new Timeline(stages).read(clockFacts(facts));
    @Nullable Due truth = ORACLE.due(versions, "c0", facts);

    // Then
    Reading due = terms.due().orElse(null);
    assertThat(due == null ? null : due.dueAt()).isEqualTo(truth == null ? null : truth.at());
    if (due != null && truth != null) {
      assertThat(terms.version()).isEqualTo(truth.version() + 1);
      assertThat(due.rule().then() == Action.DESTROY).isEqualTo(truth.destroys());
    }
  }

  private static PolicyDocument document(Policy policy) {
    PolicyReview review = PolicyReview.of(policy.yaml("chance"), Operator.UNKNOWN, CALENDARS);
    assertThat(review.findings())
        .as(policy.yaml("chance"))
        .allMatch(finding -> finding.severity() == Severity.WARNING);
    return review.document().orElseThrow();
  }

  private static RetentionClock clock(PolicyDocument document, String category) {
    return RetentionClock.of(
        document,
        document.categories().get(category),
        CALENDARS.find(document.calendar()).orElseThrow());
  }

  /** The record comes when as much of a life has been told. */
  private static Facts facts(List<Told> life, Instant collected, boolean said, int position) {
    List<Fact> told =
        IntStream.range(0, life.size())
            .mapToObj(
                i ->
                    new Fact(
                        life.get(i).type(),
                        life.get(i).purpose(),
                        life.get(i).at(),
                        i < position ? i - life.size() : i + 1))
            .toList();
    return new Facts(collected, said, 0, told);
  }

  /** Instants of receipt in the order of positions; of what nobody dated, its collection. */
  private static ClockFacts clockFacts(Facts facts) {
    Instant received =
        facts.said() ? facts.collectedAt().plus(Duration.ofDays(9)) : facts.collectedAt();
    List<Fact> activities =
        facts.events().stream().filter(fact -> fact.type().equals("last-activity")).toList();
    ClockFacts.@Nullable Activity activity =
        activities.isEmpty()
            ? null
            : new ClockFacts.Activity(
                activities.stream().map(Fact::at).max(Instant::compareTo).orElseThrow(),
                received.plusSeconds(
                    activities.stream().mapToInt(Fact::position).min().orElseThrow()));
    return new ClockFacts(
        facts.collectedAt(),
        received,
        activity,
        facts.events().stream()
            .filter(fact -> !fact.type().equals("last-activity"))
            .map(
                fact ->
                    new ClockFacts.Event(
                        fact.type(),
                        fact.purpose(),
                        fact.at(),
                        received.plusSeconds(fact.position())))
            .toList());
  }

  @Provide
  Arbitrary<Policy> policies() {
    return RandomPolicies.policies();
  }

  @Provide
  Arbitrary<List<Told>> lives() {
    return RandomPolicies.lives();
  }

  @Provide
  Arbitrary<Instant> instants() {
    return RandomPolicies.instants();
  }

  /** One to four versions, the first in force always. */
  @Provide
  Arbitrary<List<Version>> histories() {
    return RandomPolicies.policies()
        .list()
        .ofMinSize(1)
        .ofMaxSize(4)
        .flatMap(
            policies ->
                RandomPolicies.instants()
                    .list()
                    .uniqueElements()
                    .ofSize(policies.size() - 1)
                    .map(sinces -> versions(policies, sinces)));
  }

  private static List<Version> versions(List<Policy> policies, List<Instant> sinces) {
    List<Version> versions = new ArrayList<>(List.of(new Version(policies.get(0), Instant.MIN)));
    for (Instant since : new TreeSet<>(sinces)) {
      versions.add(new Version(policies.get(versions.size()), since));
    }
    return versions;
  }
}
