package io.lethe.key;

import io.lethe.access.Caller;
import io.lethe.database.Database;
import io.lethe.key.RingStore.RingRow;
import io.lethe.ledger.LedgerStore;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.lethe.time.InstantRange;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads jobs, and lets people approve, pause, resume and cancel them. */
@ApplicationScoped
class KeyJobs {

  private final Database database;
  private final KeyJobStore jobs;
  private final KeyJobRunner runner;
  private final RingStore rings;
  private final KeyLeases leases;
  private final LedgerStore ledger;
  private final Clock clock;

  KeyJobs(
      Database database,
      KeyJobStore jobs,
      KeyJobRunner runner,
      RingStore rings,
      KeyLeases leases,
      LedgerStore ledger,
      Clock clock) {
    this.database = database;
    this.jobs = jobs;
    this.runner = runner;
    this.rings = rings;
    this.leases = leases;
    this.ledger = ledger;
    this.clock = clock;
  }

  /** A job as it stands. */
  Uni<KeyJobView> view(Caller caller, UUID id) {
    return require(caller, id).map(this::view);
  }

  /** Jobs of the rings that are granted, the newest first. */
  Uni<JobResource.Page> page(Caller caller, Optional<Instant> before, int limit) {
    return Uni.combine()
        .all()
        .unis(jobs.page(before.orElse(InstantRange.LATEST), limit), rings.all())
        .asTuple()
        .map(
            both -> {
              List<KeyJob> found = both.getItem1();
              Set<String> granted = granted(caller, both.getItem2());
              return new JobResource.Page(
                  found.stream()
                      .filter(job -> granted.contains(job.ring()))
                      .map(this::view)
                      .toList(),
                  found.size() < limit ? null : found.get(limit - 1).createdAt());
            });
  }

  private static Set<String> granted(Caller caller, List<RingRow> rings) {
    Set<String> granted =
        rings.stream()
            .filter(ring -> caller.coversWhole(ring.policy()))
            .map(RingRow::name)
            .collect(Collectors.toSet());
    if (caller.coversEverything()) {
      granted.add(KekRing.NAME);
    }
    return granted;
  }

  KeyJobView view(KeyJob job) {
    return KeyJobView.of(job, now());
  }

  /**
   * Lets a job that waits for a second person begin.
   *
   * <p><b>Errors</b>: {@code SECOND_PERSON}, {@code JOB_STATE}, {@code KEY_IN_USE} while a lease of
   * before has the version.
   */
  Uni<KeyJobView> approve(Caller caller, UUID id) {
    return require(caller, id)
        .invoke(
            job -> {
              if (job.state() == JobState.AWAITING_APPROVAL
                  && job.order().requestedBy().equals(caller.id())) {
                throw new ServiceException(
                    ErrorCode.SECOND_PERSON, "whoever asked for it cannot approve it");
              }
            })
        .call(
            job ->
                job.state() == JobState.AWAITING_APPROVAL
                    ? leases.refuseLeased(job.ring(), job.version())
                    : Uni.createFrom().voidItem())
        .chain(job -> change(caller, job, tx -> jobs.approve(tx, id, caller.id()), "approve"));
  }

  /** Pauses a job; a batch that is under way commits or rolls back whole. */
  Uni<KeyJobView> pause(Caller caller, UUID id) {
    return move(caller, id, List.of(JobState.QUEUED, JobState.RUNNING), JobState.PAUSED);
  }

  /** Queues a paused job again; it goes on where it was. */
  Uni<KeyJobView> resume(Caller caller, UUID id) {
    return move(caller, id, List.of(JobState.PAUSED), JobState.QUEUED);
  }

  /** Ends a job; what it had moved stays moved, and a version it had made stays pending. */
  Uni<KeyJobView> cancel(Caller caller, UUID id) {
    return move(
        caller,
        id,
        List.of(JobState.QUEUED, JobState.RUNNING, JobState.PAUSED, JobState.AWAITING_APPROVAL),
        JobState.CANCELLED);
  }

  private Uni<KeyJobView> move(Caller caller, UUID id, List<JobState> from, JobState to) {
    return require(caller, id)
        .chain(
            job ->
                change(
                    caller,
                    job,
                    tx -> jobs.move(tx, id, stoppable(job, from), to, now()),
                    to.name()));
  }

  /** Nobody is told that a destruction was stopped while the key may be gone already. */
  private static List<JobState> stoppable(KeyJob job, List<JobState> from) {
    return job.kind() == KeyJob.Kind.DESTROY
        ? from.stream().filter(state -> state != JobState.RUNNING).toList()
        : from;
  }

  private Uni<KeyJobView> change(
      Caller caller,
      KeyJob job,
      Function<SqlConnection, Uni<Optional<KeyJob>>> change,
      String what) {
    Map<String, Object> entry =
        Map.of("job", job.id().toString(), "actor", caller.id(), "change", what);
    return database
        .transaction(
            tx ->
                change
                    .apply(tx)
                    .call(
                        changed ->
                            changed.isEmpty()
                                ? Uni.createFrom().voidItem()
                                : ledger.append(tx, "key.job-changed", now(), entry)))
        .chain(
            changed ->
                changed.isPresent()
                    ? Uni.createFrom().item(changed.get())
                    : jobs.find(job.id()).map(Optional::orElseThrow).map(KeyJobs::refuse))
        .invoke(runner::wake)
        .map(this::view);
  }

  private static KeyJob refuse(KeyJob job) {
    throw new ServiceException(ErrorCode.JOB_STATE, "the job is " + job.state());
  }

  private Uni<KeyJob> require(Caller caller, UUID id) {
    return jobs.find(id)
        .map(
            found ->
                found.orElseThrow(
                    () -> new ServiceException(ErrorCode.NOT_FOUND, "there is no such job")))
        .call(job -> authorize(caller, job.ring()));
  }

  private Uni<Void> authorize(Caller caller, String ring) {
    if (KekRing.is(ring)) {
      KekRing.require(caller);
      return Uni.createFrom().voidItem();
    }
    return KeyService.require(rings, caller, ring).replaceWithVoid();
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
