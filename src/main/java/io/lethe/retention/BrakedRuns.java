package io.lethe.retention;

import io.lethe.database.Database;
import io.lethe.ledger.LedgerStore;
import io.lethe.policy.PolicyEpochs;
import io.lethe.retention.Batch.RunStopped;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Runs that brakes stop: what they may act on, and how they come to wait.
 *
 * <p>A run waits with the categories that were stopped alone; what is due of the others is acted on
 * by a run that follows at once. While one waits for a category, no other run touches it.
 *
 * <p><b>Guarantee</b>: an approval is for the cut-off, the versions and the number of records that
 * were shown; when any of them is another when the run begins, it waits again. A cut-off that is a
 * jump is accepted by an approval alone, whatever else the run was free to do.
 */
@ApplicationScoped
class BrakedRuns {

  private static final Logger LOG = Logger.getLogger(BrakedRuns.class);

  private final Database database;
  private final Brakes brakes;
  private final DueStore due;
  private final BrakeStore store;
  private final RunStore runs;
  private final BrakeApprovals approvals;
  private final RunCutoffs cutoffs;
  private final PolicyEpochs epochs;
  private final LedgerStore ledger;
  private final Clock clock;

  BrakedRuns(
      Database database,
      Brakes brakes,
      DueStore due,
      BrakeStore store,
      RunStore runs,
      BrakeApprovals approvals,
      RunCutoffs cutoffs,
      PolicyEpochs epochs,
      LedgerStore ledger,
      Clock clock) {
    this.database = database;
    this.brakes = brakes;
    this.due = due;
    this.store = store;
    this.runs = runs;
    this.approvals = approvals;
    this.cutoffs = cutoffs;
    this.epochs = epochs;
    this.ledger = ledger;
    this.clock = clock;
  }

  /**
   * The categories that a run may act on.
   *
   * @throws RunStopped when the run waits for a second person from now on
   */
  Uni<Free> free(Run run, List<CategoryRef> categories, Instant cutoff) {
    Map<String, Integer> before = new HashMap<>();
    categories.forEach(one -> before.put(one.policy(), epochs.known(one.policy())));
    return store
        .of(database.data(), List.of(run.id()))
        .map(braked -> braked.getOrDefault(run.id(), List.of()))
        .chain(
            own -> own.isEmpty() ? unbraked(run, categories, cutoff) : approved(run, own, cutoff))
        .map(free -> new Free(free, before));
  }

  /** What brakes would stop of a dry run is written down for its reader. */
  Uni<Void> predict(Run run, List<CategoryRef> categories, Instant cutoff) {
    return brakes
        .measure(run, categories, cutoff)
        .chain(
            measured ->
                measured.braked().isEmpty()
                    ? Uni.createFrom().voidItem()
                    : database.transaction(
                        tx ->
                            store
                                .write(tx, run.id(), measured.braked(), false, now())
                                .replaceWithVoid()));
  }

  private Uni<Map<CategoryRef, Long>> unbraked(
      Run run, List<CategoryRef> categories, Instant cutoff) {
    return store
        .open()
        .map(open -> categories.stream().filter(one -> !open.contains(one)).toList())
        .chain(
            mine ->
                brakes
                    .measure(run, mine, cutoff)
                    .call(measured -> accept(run, measured))
                    .chain(
                        measured ->
                            measured.braked().isEmpty()
                                ? store
                                    .expect(run.id(), measured.total())
                                    .replaceWith(counts(mine, measured.due()))
                                : await(run, measured)
                                    .map(
                                        waits -> {
                                          if (waits) {
                                            throw new RunStopped();
                                          }
                                          return counts(
                                              without(mine, measured.braked()), measured.due());
                                        })));
  }

  private static Map<CategoryRef, Long> counts(
      List<CategoryRef> categories, Map<CategoryRef, Long> due) {
    Map<CategoryRef, Long> counts = new LinkedHashMap<>();
    categories.forEach(one -> counts.put(one, due.getOrDefault(one, 0L)));
    return counts;
  }

  private Uni<Void> accept(Run run, Brakes.Measured measured) {
    if (measured.jumped() && measured.braked().isEmpty()) {
      LOG.warnf(
          "run %s has a clock's jump to ask of, and no record of its own that would wait",
          run.id());
    }
    return measured.jumped() ? Uni.createFrom().voidItem() : cutoffs.accept(run.id());
  }

  private static List<CategoryRef> without(List<CategoryRef> categories, List<Braked> braked) {
    List<CategoryRef> stopped = refs(braked);
    return categories.stream().filter(one -> !stopped.contains(one)).toList();
  }

  private static List<CategoryRef> refs(List<Braked> braked) {
    return braked.stream().map(Braked::ref).toList();
  }

  /** False when other runs wait for all of them by now. */
  private Uni<Boolean> await(Run run, Brakes.Measured measured) {
    List<CategoryRef> free = without(List.copyOf(measured.due().keySet()), measured.braked());
    Instant now = now();
    return database.transaction(
        tx ->
            store
                .write(tx, run.id(), measured.braked(), true, now)
                .chain(
                    written ->
                        written == 0
                            ? Uni.createFrom().item(false)
                            : rest(tx, run, free.isEmpty())
                                .chain(rest -> await(tx, run, rest))
                                .chain(() -> log(tx, run, measured.braked(), now))
                                .replaceWith(true)));
  }

  /** The run that acts on what no brake has stopped. */
  private Uni<Optional<UUID>> rest(SqlConnection tx, Run run, boolean nothing) {
    if (nothing) {
      return Uni.createFrom().item(Optional.empty());
    }
    Run rest = Run.queued(run.requestedBy(), run.input(), now());
    return runs.create(tx, rest, false).replaceWith(Optional.of(rest.id()));
  }

  private Uni<Void> await(SqlConnection tx, Run run, Optional<UUID> rest) {
    return runs.await(tx, run.id(), rest)
        .invoke(
            mine -> {
              if (!mine) {
                throw new RunStopped();
              }
            })
        .replaceWithVoid();
  }

  private Uni<Void> log(SqlConnection tx, Run run, List<Braked> braked, Instant now) {
    return Multi.createFrom()
        .iterable(braked)
        .onItem()
        .transformToUniAndConcatenate(
            one -> {
              LOG.warnf(
                  "run %s waits for a second person with %s/%s: %s",
                  run.id(), one.policy(), one.category(), BrakedEntry.names(one));
              return ledger.append(tx, "retention.braked", now, BrakedEntry.of(run, one));
            })
        .collect()
        .last()
        .replaceWithVoid();
  }

  private Uni<Map<CategoryRef, Long>> approved(Run run, List<Braked> own, Instant cutoff) {
    return approvals
        .outdated(own, cutoff)
        .chain(
            outdated ->
                outdated.isEmpty()
                    ? cutoffs
                        .accept(run.id())
                        .chain(
                            () ->
                                store.expect(
                                    run.id(), own.stream().mapToLong(Braked::records).sum()))
                        .chain(() -> due.counts(refs(own), cutoff))
                        .map(counts -> counts(refs(own), counts))
                    : again(run, own, outdated));
  }

  private Uni<Map<CategoryRef, Long>> again(Run run, List<Braked> own, List<Braked> outdated) {
    List<CategoryRef> refs = refs(outdated);
    List<Braked> all =
        Stream.concat(own.stream().filter(one -> !refs.contains(one.ref())), outdated.stream())
            .toList();
    Instant now = now();
    return database
        .transaction(
            tx ->
                store
                    .write(tx, run.id(), all, true, now)
                    .chain(() -> await(tx, run, Optional.empty()))
                    .chain(() -> log(tx, run, outdated, now)))
        .map(
            waits -> {
              throw new RunStopped();
            });
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
