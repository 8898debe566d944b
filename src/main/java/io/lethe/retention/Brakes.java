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
import java.util.Locale;
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

  private static final Duration CLOCK_JUMP = Duration.ofDays(7);
  private static final Duration COOLING_OFF = Duration.ofHours(24);
  private static final int RUNS_TO_COMPARE = 5;

  /** No clock has jumped where a person has said as of when. */
  private static final Uni<Optional<Instant>> UNASKED = Uni.createFrom().item(Optional.empty());

  private final DueStore due;
  private final BrakeStore store;
  private final Pass pass;
  private final PolicyCatalog policies;
  private final PolicyEpochs epochs;
  private final BrakesConfig config;
  private final Optional<Duration> clockJump;
  private final Optional<Duration> coolingOff;

  Brakes(
      DueStore due,
      BrakeStore store,
      Pass pass,
      PolicyCatalog policies,
      PolicyEpochs epochs,
      TrustedTime time,
      BrakesConfig config) {
    this.due = due;
    this.store = store;
    this.pass = pass;
    this.policies = policies;
    this.epochs = epochs;
    this.config = config;
    this.clockJump = config.maxClockJump().or(() -> unlessMoved(time, CLOCK_JUMP));
    this.coolingOff = config.coolingOff().or(() -> unlessMoved(time, COOLING_OFF));
  }

  private static Optional<Duration> unlessMoved(TrustedTime time, Duration limit) {
    return time.movable() ? Optional.empty() : Optional.of(limit);
  }

  /** What a run at {@code cutoff} must not touch before a second person has approved it. */
  Uni<Measured> measure(Run run, List<CategoryRef> categories, Instant cutoff) {
    return Uni.combine()
        .all()
        .unis(due.counts(categories, cutoff), run.asOf() == null ? store.lastCutoff() : UNASKED)
        .asTuple()
        .chain(
            both ->
                Multi.createFrom()
                    .iterable(both.getItem1().entrySet())
                    .onItem()
                    .transformToUniAndConcatenate(
                        one -> measure(one.getKey(), one.getValue(), cutoff, both.getItem2()))
                    .collect()
                    .asList()
                    .map(found -> new Measured(both.getItem1(), present(found))));
  }

  private static List<Braked> present(List<Optional<Braked>> found) {
    return found.stream().flatMap(Optional::stream).toList();
  }

  private Uni<Optional<Braked>> measure(
      CategoryRef category, long due, Instant cutoff, Optional<Instant> last) {
    return tripped(category, due, cutoff, last)
        .chain(
            perhaps ->
                perhaps.isEmpty()
                    ? Uni.createFrom().item(Optional.empty())
                    : acts(category, cutoff)
                        .chain(
                            acts ->
                                tripped(category, acts, cutoff, last)
                                    .map(tripped -> braked(category, tripped, acts))));
  }

  /** How many records of a category a run would act on. */
  Uni<Long> acts(CategoryRef category, Instant cutoff) {
    return pass.predict(List.of(category), cutoff)
        .map(tally -> tally.destroyed() + tally.depersonalized());
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

  private Uni<List<Tripped>> tripped(
      CategoryRef category, long records, Instant cutoff, Optional<Instant> last) {
    List<Tripped> tripped = new ArrayList<>();
    if (records == 0) {
      return Uni.createFrom().item(tripped);
    }
    jump(cutoff, last).ifPresent(tripped::add);
    change(category, cutoff).ifPresent(tripped::add);
    if (records < config.floor()) {
      return Uni.createFrom().item(tripped);
    }
    if (records > config.maxRecords()) {
      tripped.add(
          new Tripped(
              Brake.RECORDS,
              records + " records; " + config.maxRecords() + " are the limit (max-records)"));
    }
    return Uni.combine()
        .all()
        .unis(share(category, records), deviation(category, records))
        .with(
            (share, deviation) -> {
              share.ifPresent(tripped::add);
              deviation.ifPresent(tripped::add);
              return tripped;
            });
  }

  private Optional<Tripped> jump(Instant cutoff, Optional<Instant> last) {
    return last.filter(
            before -> clockJump.filter(most -> before.plus(most).isBefore(cutoff)).isPresent())
        .map(
            before ->
                new Tripped(
                    Brake.CLOCK_JUMP,
                    "the cut-off is "
                        + Duration.between(before, cutoff)
                        + " later than that of the run before; "
                        + clockJump.orElseThrow()
                        + " is the limit (max-clock-jump)"));
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

  private Uni<Optional<Tripped>> share(CategoryRef category, long records) {
    if (config.maxShare() >= 1) {
      return Uni.createFrom().item(Optional.empty());
    }
    return store
        .hasAtLeast(category, (long) Math.ceil(records / config.maxShare()))
        .map(
            enough ->
                enough
                    ? Optional.empty()
                    : Optional.of(
                        new Tripped(
                            Brake.SHARE,
                            "%d records, of fewer than %d; a share of %s is the limit (max-share)"
                                .formatted(
                                    records,
                                    (long) Math.ceil(records / config.maxShare()),
                                    config.maxShare()))));
  }

  private Uni<Optional<Tripped>> deviation(CategoryRef category, long records) {
    return store
        .history(category)
        .map(
            acted -> {
              double mean = acted.stream().mapToLong(Long::longValue).average().orElse(records);
              boolean far =
                  acted.size() >= RUNS_TO_COMPARE && records > mean * config.maxDeviation();
              return far
                  ? Optional.of(
                      new Tripped(
                          Brake.DEVIATION,
                          String.format(
                              Locale.ROOT,
                              "%d records; the mean of the last %d runs is %.0f, and %s times as"
                                  + " many are the limit (max-deviation)",
                              records,
                              acted.size(),
                              mean,
                              config.maxDeviation())))
                  : Optional.empty();
            });
  }

  /**
   * What was measured.
   *
   * @param due records whose stored due date has come, by category
   */
  record Measured(Map<CategoryRef, Long> due, List<Braked> braked) {
    Measured {
      due = Map.copyOf(due);
      braked = List.copyOf(braked);
    }

    long total() {
      return due.values().stream().mapToLong(Long::longValue).sum();
    }
  }
}
