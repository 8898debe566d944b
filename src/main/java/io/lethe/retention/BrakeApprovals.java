package io.lethe.retention;

import io.lethe.access.Caller;
import io.lethe.database.Database;
import io.lethe.ledger.LedgerStore;
import io.lethe.policy.PolicyEpochs;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Approvals of what brakes have stopped, and whether they still are of what would be done. */
@ApplicationScoped
class BrakeApprovals {

  private final Database database;
  private final Brakes brakes;
  private final BrakeStore store;
  private final RunStore runs;
  private final PolicyEpochs epochs;
  private final LedgerStore ledger;
  private final Clock clock;

  BrakeApprovals(
      Database database,
      Brakes brakes,
      BrakeStore store,
      RunStore runs,
      PolicyEpochs epochs,
      LedgerStore ledger,
      Clock clock) {
    this.database = database;
    this.brakes = brakes;
    this.store = store;
    this.runs = runs;
    this.epochs = epochs;
    this.ledger = ledger;
    this.clock = clock;
  }

  /** Those that no approval covers as they are now, with what is true now. */
  Uni<List<Braked>> outdated(List<Braked> own, Instant cutoff) {
    return Multi.createFrom()
        .iterable(own)
        .onItem()
        .transformToUniAndConcatenate(one -> anew(one, cutoff))
        .collect()
        .asList()
        .map(changed -> changed.stream().flatMap(Optional::stream).toList());
  }

  private Uni<Optional<Braked>> anew(Braked one, Instant cutoff) {
    int epoch = epochs.known(one.policy());
    return brakes
        .acts(one.ref(), cutoff)
        .map(
            acts ->
                one.approvedBy() != null && acts <= one.records() && epoch == one.epoch()
                    ? Optional.<Braked>empty()
                    : Optional.of(
                        new Braked(
                            one.policy(),
                            one.category(),
                            brakes(one, outdated(one, acts, epoch)),
                            acts,
                            epoch,
                            null,
                            null)));
  }

  /** Why it is asked again, and why it had to be asked at all. */
  private static List<Brake.Tripped> brakes(Braked one, String outdated) {
    return Stream.concat(
            Stream.of(new Brake.Tripped(Brake.OUTDATED, outdated)),
            one.brakes().stream().filter(before -> before.brake() != Brake.OUTDATED))
        .toList();
  }

  private static String outdated(Braked one, long acts, int epoch) {
    return epoch == one.epoch()
        ? acts + " records; " + one.records() + " were approved"
        : "another version or calendar has come into force since " + one.records() + " were shown";
  }

  /**
   * Lets a run go on that waits.
   *
   * <p><b>Errors</b>: {@code SECOND_PERSON} to who has asked for it; {@code RUN_STATE} when it does
   * not wait.
   */
  Uni<Run> approve(Caller officer, Run run) {
    if (officer.id().equals(run.requestedBy())) {
      throw new ServiceException(
          ErrorCode.SECOND_PERSON, "who has asked for a run does not approve it");
    }
    Instant now = now();
    return database.transaction(
        tx ->
            runs.move(tx, run.id(), List.of(RunState.AWAITING_APPROVAL), RunState.QUEUED, now)
                .map(
                    moved ->
                        moved.orElseThrow(
                            () ->
                                new ServiceException(
                                    ErrorCode.RUN_STATE, "the run is " + run.state())))
                .call(() -> store.approve(tx, run.id(), officer.id(), now))
                .call(
                    () ->
                        ledger.append(
                            tx,
                            "retention.run-approved",
                            now,
                            Map.of("run", run.id().toString(), "actor", officer.id()))));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
