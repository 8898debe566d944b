package io.lethe.retention;

import io.lethe.access.Caller;
import io.lethe.act.ActService;
import io.lethe.act.GroupStore;
import io.lethe.database.Database;
import io.lethe.ledger.LedgerStore;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.lethe.time.InstantRange;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Asks for runs, reads them, and lets people pause, resume and cancel them. */
@ApplicationScoped
public class RunService {

  private static final String SCHEDULER = "scheduler";

  private final Database database;
  private final RunStore runs;
  private final RunChecks checks;
  private final RunScope scope;
  private final BrakeApprovals approvals;
  private final RunTuning tuning;
  private final BrakeStore brakes;
  private final GroupStore groups;
  private final ActService acts;
  private final LedgerStore ledger;
  private final Clock clock;

  RunService(
      Database database,
      RunStore runs,
      RunChecks checks,
      RunScope scope,
      BrakeApprovals approvals,
      RunTuning tuning,
      BrakeStore brakes,
      GroupStore groups,
      ActService acts,
      LedgerStore ledger,
      Clock clock) {
    this.database = database;
    this.runs = runs;
    this.checks = checks;
    this.scope = scope;
    this.approvals = approvals;
    this.tuning = tuning;
    this.brakes = brakes;
    this.groups = groups;
    this.acts = acts;
    this.ledger = ledger;
    this.clock = clock;
  }

  /** Queues a run over everything, unless a scheduled one is unfinished. */
  Uni<Boolean> schedule() {
    return create(Run.queued(SCHEDULER, new RunInput(null, null, null, null), now()), true);
  }

  /**
   * Queues a run.
   *
   * <p><b>Errors</b>: {@code POLICY_UNKNOWN}, {@code CATEGORY_UNKNOWN}, {@code CLOCK_OUT_OF_RANGE},
   * {@code RUN_FUTURE}.
   */
  public Uni<RunView> request(Caller caller, RunInput input) {
    checks.refuseUnknown(caller, input);
    refuseUncovered(caller, input.policy(), input.category());
    checks.refuseCutoff(input);
    Run run = Run.queued(caller.id(), input, now());
    return create(run, false)
        .replaceWith(() -> RunView.of(caller, run, List.of(), List.of(), List.of(), now()));
  }

  private void refuseUncovered(Caller caller, @Nullable String policy, @Nullable String category) {
    if (!scope.covered(caller, policy, category)) {
      throw new ServiceException(
          ErrorCode.FORBIDDEN, "the grants do not cover all that the run is over; narrow it");
    }
  }

  private Uni<Boolean> create(Run run, boolean scheduled) {
    return database.transaction(
        tx ->
            runs.create(tx, run, scheduled)
                .call(
                    created ->
                        created
                            ? ledger.append(
                                tx, "retention.run-queued", run.createdAt(), run.entry())
                            : Uni.createFrom().voidItem()));
  }

  /** A run as it stands. */
  public Uni<RunView> view(Caller caller, UUID id) {
    return runs.find(id).map(found -> require(caller, found)).chain(run -> shown(caller, run));
  }

  /** A run as it stands each second, until it has ended. */
  Multi<RunView> progress(Caller caller, UUID id) {
    return Multi.createBy()
        .repeating()
        .uni(() -> view(caller, id))
        .withDelay(Duration.ofSeconds(1))
        .whilst(run -> run.finishedAt() == null);
  }

  /** Runs, the newest first. */
  Uni<List<Run>> page(Optional<Instant> before, int limit) {
    return runs.page(before.orElse(InstantRange.LATEST), limit);
  }

  /** Those of a page that the caller may see, with their acts. */
  Uni<List<RunView>> covered(Caller caller, List<Run> page) {
    return shown(caller, page.stream().filter(run -> isCovered(caller, run)).toList());
  }

  /** Pauses a run; batches that are under way commit or roll back whole. */
  Uni<RunView> pause(Caller caller, UUID id) {
    return move(caller, id, List.of(RunState.QUEUED, RunState.RUNNING), RunState.PAUSED);
  }

  /** Queues a paused run again; it keeps its cut-off. */
  Uni<RunView> resume(Caller caller, UUID id) {
    return move(caller, id, List.of(RunState.PAUSED), RunState.QUEUED);
  }

  /** Cancels a run; what it had done stays done and has its acts. */
  Uni<RunView> cancel(Caller caller, UUID id) {
    return move(
        caller,
        id,
        List.of(RunState.QUEUED, RunState.RUNNING, RunState.PAUSED, RunState.AWAITING_APPROVAL),
        RunState.CANCELLED);
  }

  /**
   * Lets a run go on that a brake has stopped.
   *
   * <p><b>Errors</b>: {@code SECOND_PERSON} to who has asked for it; {@code RUN_STATE} when it does
   * not wait; {@code FORBIDDEN} when the grants do not cover it.
   */
  Uni<RunView> approve(Caller caller, UUID id) {
    return wholly(caller, id)
        .chain(run -> approvals.approve(caller, run))
        .chain(run -> shown(caller, run));
  }

  /**
   * Tells a run how fast it may be from now on.
   *
   * <p><b>Errors</b>: {@code RUN_STATE} when it has ended; {@code FORBIDDEN} when the grants do not
   * cover it.
   */
  Uni<RunView> tune(Caller caller, UUID id, PaceInput input) {
    return wholly(caller, id)
        .chain(run -> tuning.tell(run, input.limits(), caller.id()))
        .chain(() -> view(caller, id));
  }

  private Uni<RunView> move(Caller caller, UUID id, List<RunState> from, RunState to) {
    return wholly(caller, id)
        .chain(
            run ->
                database.transaction(
                    tx ->
                        runs.move(tx, id, from, to, now())
                            .call(
                                moved ->
                                    moved.isEmpty()
                                        ? Uni.createFrom().voidItem()
                                        : moved(tx, id, to))))
        .chain(
            moved ->
                moved.isPresent()
                    ? shown(caller, moved.get())
                    : runs.find(id).map(Optional::orElseThrow).map(RunService::refuse));
  }

  private Uni<Void> moved(SqlConnection tx, UUID id, RunState to) {
    Map<String, Object> entry = Map.of("run", id.toString(), "to", to.name());
    return (to == RunState.CANCELLED ? brakes.cancel(tx, id) : Uni.createFrom().voidItem())
        .chain(() -> ledger.append(tx, "retention.run-moved", now(), entry));
  }

  private static RunView refuse(Run run) {
    throw new ServiceException(ErrorCode.RUN_STATE, "the run is " + run.state());
  }

  /** A run that the caller's grants cover wholly. */
  private Uni<Run> wholly(Caller caller, UUID id) {
    return runs.find(id)
        .map(found -> require(caller, found))
        .invoke(run -> refuseUncovered(caller, run.policy(), run.category()));
  }

  private static Run require(Caller caller, Optional<Run> found) {
    return found
        .filter(run -> isCovered(caller, run))
        .orElseThrow(() -> new ServiceException(ErrorCode.NOT_FOUND, "there is no such run"));
  }

  /** A run over every policy is shown to all, but for the categories that are not theirs. */
  private static boolean isCovered(Caller caller, Run run) {
    return run.policy() == null || caller.coversPolicy(run.policy());
  }

  private Uni<RunView> shown(Caller caller, Run run) {
    return shown(caller, List.of(run)).map(views -> views.get(0));
  }

  private Uni<List<RunView>> shown(Caller caller, List<Run> found) {
    List<UUID> ids = found.stream().map(Run::id).toList();
    return Uni.combine()
        .all()
        .unis(acts.ids(ids), brakes.of(database.data(), ids), groups.of(ids))
        .with(
            (written, braked, measured) ->
                found.stream()
                    .map(
                        run ->
                            RunView.of(
                                caller,
                                run,
                                written.getOrDefault(run.id(), List.of()),
                                braked.getOrDefault(run.id(), List.of()),
                                measured.getOrDefault(run.id(), List.of()),
                                now()))
                    .toList());
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
