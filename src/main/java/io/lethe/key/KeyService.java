package io.lethe.key;

import io.lethe.access.Caller;
import io.lethe.database.Database;
import io.lethe.key.KeyJob.Kind;
import io.lethe.key.KeyJob.Order;
import io.lethe.key.KeyResource.DestroyInput;
import io.lethe.key.KeyResource.RewrapInput;
import io.lethe.key.KeyResource.RotateInput;
import io.lethe.key.RingStore.RingRow;
import io.lethe.key.RingStore.VersionRow;
import io.lethe.ledger.LedgerStore;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Takes orders for the jobs of key rings. */
@ApplicationScoped
class KeyService {

  private final Database database;
  private final RingStore store;
  private final KeyCensus census;
  private final KekRing kek;
  private final KeyJobStore jobs;
  private final KeyJobs people;
  private final KeyJobRunner runner;
  private final LedgerStore ledger;
  private final Clock clock;

  KeyService(
      Database database,
      RingStore store,
      KeyCensus census,
      KekRing kek,
      KeyJobStore jobs,
      KeyJobs people,
      KeyJobRunner runner,
      LedgerStore ledger,
      Clock clock) {
    this.database = database;
    this.store = store;
    this.census = census;
    this.kek = kek;
    this.jobs = jobs;
    this.people = people;
    this.runner = runner;
    this.ledger = ledger;
    this.clock = clock;
  }

  /**
   * Asks for the next version of a ring. Of the key encryption key it is made at once, and what is
   * wrapped is moved to it: that is the job.
   *
   * <p><b>Errors</b>: {@code NOT_FOUND}, {@code PARAMETER_INVALID}, {@code JOB_UNFINISHED}, {@code
   * KEY_ROTATED_ELSEWHERE}.
   */
  Uni<KeyJobView> rotate(Caller caller, String name, RotateInput input) {
    boolean compromised = Boolean.TRUE.equals(input.compromised());
    if (compromised && (input.reason() == null || input.reason().isBlank())) {
      throw new ServiceException(
          ErrorCode.PARAMETER_INVALID, "say why the ring is taken to be compromised: reason");
    }
    Order order =
        new Order(
            caller.id(),
            null,
            input.reason(),
            false,
            compromised,
            compromised || Boolean.TRUE.equals(input.rewrap()),
            null);
    if (KekRing.is(name)) {
      KekRing.require(caller);
      return jobs.open(name, Kind.REWRAP)
          .invoke(open -> refuseSecond(open.isEmpty()))
          .chain(kek::rotate)
          .chain(version -> create(job(Kind.REWRAP, name, 0, order)));
    }
    return require(store, caller, name)
        .chain(ring -> create(job(Kind.ROTATE, ring.name(), next(ring), order)));
  }

  /** A version that an earlier job has left pending is taken up. */
  static int next(RingRow ring) {
    return ring.versions().stream()
        .filter(version -> version.state() == VersionState.PENDING)
        .map(VersionRow::version)
        .findFirst()
        .orElse(ring.highest() + 1);
  }

  /**
   * Asks that what is stored be moved to the version that writes.
   *
   * <p><b>Errors</b>: {@code NOT_FOUND}, {@code JOB_UNFINISHED}.
   */
  Uni<KeyJobView> rewrap(Caller caller, String name, RewrapInput input) {
    boolean dryRun = Boolean.TRUE.equals(input.dryRun());
    Order order = new Order(caller.id(), null, null, dryRun, false, false, input.rowsPerSecond());
    if (KekRing.is(name)) {
      KekRing.require(caller);
      return create(job(Kind.REWRAP, name, 0, order));
    }
    return require(store, caller, name)
        .chain(ring -> create(job(Kind.REWRAP, ring.name(), ring.active().version(), order)));
  }

  /**
   * Asks that a retired version be destroyed, or, by a second person, approves it.
   *
   * <p><b>Errors</b>: {@code NOT_FOUND}, {@code KEY_VERSION_STATE}, {@code KEY_IN_USE} with the
   * count, {@code CONFIRMATION_MISSING}, {@code SECOND_PERSON}, {@code JOB_UNFINISHED}, {@code
   * KEY_ROTATED_ELSEWHERE}.
   */
  Uni<KeyJobView> destroy(Caller caller, String name, int version, DestroyInput input) {
    if (KekRing.is(name)) {
      throw new ServiceException(
          ErrorCode.KEY_ROTATED_ELSEWHERE,
          "its versions are its provider's; remove one there when it has no uses");
    }
    return require(store, caller, name)
        .invoke(ring -> refuseState(ring, version))
        .call(
            ring ->
                census
                    .of(ring.policy(), ring.purpose(), version)
                    .invoke(uses -> DestroyWork.refuseUsed(name, version, uses)))
        .chain(
            ring ->
                jobs.open(name, Kind.DESTROY)
                    .chain(open -> ask(caller, ring, version, open, input)));
  }

  private Uni<KeyJobView> ask(
      Caller caller, RingRow ring, int version, Optional<KeyJob> open, DestroyInput input) {
    boolean waits =
        open.filter(job -> job.state() == JobState.AWAITING_APPROVAL && job.version() == version)
            .isPresent();
    if (waits) {
      return people.approve(caller, open.get().id());
    }
    if (ring.purpose() == RingPurpose.PSEUDONYM
        && !Boolean.TRUE.equals(input.productTokensUpgraded())) {
      throw new ServiceException(
          ErrorCode.CONFIRMATION_MISSING,
          "products may keep tokens of version "
              + version
              + "; once they are upgraded, confirm it: productTokensUpgraded: true");
    }
    return create(
        KeyJob.asked(
            Kind.DESTROY,
            ring.name(),
            version,
            JobState.AWAITING_APPROVAL,
            Order.of(caller.id()),
            now()));
  }

  private static void refuseState(RingRow ring, int version) {
    VersionState state =
        ring.version(version)
            .map(VersionRow::state)
            .orElseThrow(
                () ->
                    new ServiceException(
                        ErrorCode.NOT_FOUND, "the ring has no version of this number"));
    if (state != VersionState.RETIRED) {
      throw new ServiceException(
          ErrorCode.KEY_VERSION_STATE,
          "version " + version + " is " + state + "; only a retired one can be destroyed");
    }
  }

  KeyJob job(Kind kind, String ring, int version, Order order) {
    return KeyJob.asked(kind, ring, version, JobState.QUEUED, order, now());
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  /** Queues a job, and says so in the ledger. */
  Uni<KeyJobView> create(KeyJob job) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("job", job.id().toString());
    entry.put("kind", job.kind().name());
    entry.put("ring", job.ring());
    entry.put("version", job.version());
    entry.put("requestedBy", job.order().requestedBy());
    entry.put("compromised", job.order().compromised());
    Optional.ofNullable(job.order().reason()).ifPresent(why -> entry.put("reason", why));
    return database
        .transaction(
            tx ->
                jobs.create(tx, job)
                    .invoke(KeyService::refuseSecond)
                    .chain(() -> ledger.append(tx, "key.job-asked", job.createdAt(), entry)))
        .invoke(runner::wake)
        .map(done -> people.view(job));
  }

  private static void refuseSecond(boolean created) {
    if (!created) {
      throw new ServiceException(
          ErrorCode.JOB_UNFINISHED, "see GET /api/v1/jobs for the job of this ring");
    }
  }

  /** A ring of a policy that is granted. */
  static Uni<RingRow> require(RingStore store, Caller caller, String name) {
    return store
        .find(name)
        .map(
            found ->
                found
                    .filter(ring -> caller.coversWhole(ring.policy()))
                    .orElseThrow(
                        () ->
                            new ServiceException(
                                ErrorCode.NOT_FOUND, "there is no such key ring")));
  }
}
