package io.lethe.retention;

import io.lethe.policy.PolicyCatalog;
import io.lethe.policy.PolicyEpochs;
import io.lethe.policy.PolicyVersion;
import io.lethe.policy.TermsChange;
import io.lethe.retention.Brake.Tripped;
import io.lethe.time.TrustedTime;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Measures what a run would do, before it does anything.
 *
 * <p>What is due is counted on the index first; that is never less than what would be acted on.
 * Only where it is too much, each record is judged as a batch would judge it.
 */
@ApplicationScoped
class Brakes {

  private static final Duration COOLING_OFF = Duration.ofHours(24);

  /** No clock has jumped where a person has said as of when. */
  private static final Uni<Optional<Instant>> UNASKED = Uni.createFrom().item(Optional.empty());

  private final DueStore due;
  private final RunCutoffs cutoffs;
  private final JumpBrake jumps;
  private final Prediction prediction;
  private final PolicyCatalog policies;
  private final PolicyEpochs epochs;
  private final SpreadStore spreads;
  private final Unusual unusual;
  private final Optional<Duration> coolingOff;

  Brakes(
      DueStore due,
      RunCutoffs cutoffs,
      JumpBrake jumps,
      Prediction prediction,
      PolicyCatalog policies,
      PolicyEpochs epochs,
      TrustedTime time,
      SpreadStore spreads,
      Unusual unusual,
      BrakesConfig config) {
    this.due = due;
    this.cutoffs = cutoffs;
    this.jumps = jumps;
    this.prediction = prediction;
    this.policies = policies;
    this.epochs = epochs;
    this.spreads = spreads;
    this.unusual = unusual;
    this.coolingOff = config.coolingOff().or(() -> time.unlessMovable(COOLING_OFF));
  }

  /** What a run at {@code cutoff} must not touch before a second person has approved it. */
  Uni<Measured> measure(Run run, List<CategoryRef> categories, Instant cutoff) {
    return Uni.combine()
        .all()
        .unis(
            due.counts(categories, cutoff),
            run.asOf() == null ? cutoffs.last(cutoff) : UNASKED,
            spreads.passed())
        .asTuple()
        .chain(
            all ->
                Multi.createFrom()
                    .iterable(all.getItem1().entrySet())
                    .onItem()
                    .transformToUniAndConcatenate(
                        one ->
                            measure(
                                new Asked(one.getKey(), cutoff, all.getItem2()),
                                one.getValue(),
                                passed(one.getKey(), all.getItem3())))
                    .collect()
                    .asList()
                    .map(
                        found ->
                            new Measured(
                                all.getItem1(),
                                present(found),
                                jumps.tripped(cutoff, all.getItem2()).isPresent())));
  }

  /** What has been let go of a backlog under the versions and calendars in force. */
  private Optional<Passed> passed(CategoryRef category, Map<CategoryRef, Passed> all) {
    return Optional.ofNullable(all.get(category))
        .filter(passed -> passed.epoch() == epochs.known(category.policy()));
  }

  /** What has been postponed, or has come after it was counted, was not let go. */
  private Uni<Long> left(CategoryRef category, Passed passed) {
    Instant cutoff = passed.cutoff();
    return cutoff == null
        ? Uni.createFrom().item(passed.left())
        : due.counts(List.of(category), cutoff)
            .map(counts -> Math.min(passed.left(), counts.getOrDefault(category, 0L)));
  }

  private static List<Braked> present(List<Optional<Braked>> found) {
    return found.stream().flatMap(Optional::stream).toList();
  }

  /** Of a backlog that is acted on in parts, what is due beyond it. */
  private Uni<Optional<Braked>> measure(Asked asked, long due, Optional<Passed> passed) {
    return passed
        .map(
            before ->
                left(asked.category(), before)
                    .chain(left -> tripped(asked, due, Math.max(0, due - left), false))
                    .chain(tripped -> stopped(asked, tripped)))
        .orElseGet(
            () ->
                tripped(asked, due, due, true)
                    .chain(
                        perhaps ->
                            perhaps.isEmpty()
                                ? Uni.createFrom().item(Optional.empty())
                                : judged(asked)));
  }

  private Uni<Optional<Braked>> judged(Asked asked) {
    return acts(asked.category(), asked.cutoff())
        .chain(
            acts ->
                tripped(asked, acts, acts, true)
                    .map(tripped -> braked(asked.category(), tripped, acts)));
  }

  /** How many records of a category a run would act on. */
  Uni<Long> acts(CategoryRef category, Instant cutoff) {
    return prediction
        .of(List.of(category), cutoff)
        .map(tally -> tally.destroyed() + tally.depersonalized());
  }

  private Uni<Optional<Braked>> stopped(Asked asked, List<Tripped> tripped) {
    return tripped.isEmpty()
        ? Uni.createFrom().item(Optional.empty())
        : acts(asked.category(), asked.cutoff())
            .map(acts -> braked(asked.category(), tripped, acts));
  }

  private Optional<Braked> braked(CategoryRef category, List<Tripped> tripped, long acts) {
    return tripped.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Braked(
                category.policy(),
                category.category(),
                tripped,
                acts,
                epochs.known(category.policy()),
                null,
                null));
  }

  /**
   * The brakes that so many records trip. What was let go was so by another cut-off: it waits for
   * one that may be wrong like everything else.
   *
   * @param due that the run would act on, whether or not they were let go
   * @param records of them that were not
   * @param terms whether a change of the terms counts, which nobody has seen yet
   */
  private Uni<List<Tripped>> tripped(Asked asked, long due, long records, boolean terms) {
    List<Tripped> tripped = new ArrayList<>();
    if (due > 0) {
      jumps.tripped(asked.cutoff(), asked.last()).ifPresent(tripped::add);
    }
    if (records == 0) {
      return Uni.createFrom().item(tripped);
    }
    if (terms) {
      change(asked.category(), asked.cutoff()).ifPresent(tripped::add);
    }
    return unusual
        .of(asked.category(), records)
        .map(
            more -> {
              tripped.addAll(more);
              return tripped;
            });
  }

  private Optional<Tripped> change(CategoryRef category, Instant cutoff) {
    List<PolicyVersion> history = policies.history(category.policy());
    for (int i = history.size() - 1; i > 0; i--) {
      PolicyVersion version = history.get(i);
      Instant activated = version.activatedAt().orElseThrow();
      if (coolingOff.filter(time -> activated.plus(time).isAfter(cutoff)).isEmpty()) {
        return Optional.empty();
      }
      if (new TermsChange(history.subList(0, i), version)
          .categories()
          .contains(category.category())) {
        return Optional.of(
            new Tripped(
                Brake.COOLING_OFF,
                "version "
                    + version.version()
                    + " changed the terms at "
                    + activated
                    + "; "
                    + coolingOff.orElseThrow()
                    + " have to pass (cooling-off)"));
      }
    }
    return Optional.empty();
  }

  /**
   * What is measured.
   *
   * @param last accepted cut-off
   */
  private record Asked(CategoryRef category, Instant cutoff, Optional<Instant> last) {}

  /**
   * What was measured.
   *
   * @param due records whose stored due date has come, by category
   * @param jumped whether a clock may be wrong, also where nothing was due that it would stop
   */
  record Measured(Map<CategoryRef, Long> due, List<Braked> braked, boolean jumped) {
    Measured {
      due = Map.copyOf(due);
      braked = List.copyOf(braked);
    }

    long total() {
      return due.values().stream().mapToLong(Long::longValue).sum();
    }
  }
}
