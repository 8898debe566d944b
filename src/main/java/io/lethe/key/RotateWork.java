package io.lethe.key;

import io.lethe.database.Database;
import io.lethe.database.Rounds;
import io.lethe.key.RingStore.RingRow;
import io.lethe.key.RingStore.VersionRow;
import io.lethe.ledger.LedgerStore;
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

/**
 * Rotates a ring: makes a version, waits until every replica and every lease has it, and lets it
 * write.
 *
 * <p><b>Guarantee</b>: each step can be repeated, so that a rotation that is killed anywhere is
 * taken up again; when it is over, nothing is written under the version before.
 */
@ApplicationScoped
class RotateWork {

  private static final Duration LONGEST = Duration.ofSeconds(60);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

  private final Database database;
  private final RingStore store;
  private final RingLoader loader;
  private final KeyRings rings;
  private final KeyEpochs epochs;
  private final KeyReplicas replicas;
  private final KeyLeases leases;
  private final KeyJobStore jobs;
  private final Exposures exposures;
  private final LedgerStore ledger;
  private final Clock clock;

  RotateWork(
      Database database,
      RingStore store,
      RingLoader loader,
      KeyRings rings,
      KeyEpochs epochs,
      KeyReplicas replicas,
      KeyLeases leases,
      KeyJobStore jobs,
      Exposures exposures,
      LedgerStore ledger,
      Clock clock) {
    this.database = database;
    this.store = store;
    this.loader = loader;
    this.rings = rings;
    this.epochs = epochs;
    this.replicas = replicas;
    this.leases = leases;
    this.jobs = jobs;
    this.exposures = exposures;
    this.ledger = ledger;
    this.clock = clock;
  }

  /** Does a job, from wherever it was left. */
  Uni<Void> execute(KeyJob job) {
    return store
        .require(job.ring())
        .call(ring -> expose(job, ring))
        .call(ring -> pend(job, ring))
        .chain(
            ring ->
                epochs
                    .changed(database.data(), ring.policy())
                    .call(replicas::refresh)
                    .chain(generation -> await(job, ring.policy(), generation))
                    .chain(() -> activate(job, ring))
                    .chain(() -> rings.reload(ring.policy())))
        .replaceWithVoid();
  }

  /** What the version that writes until now had protected: whoever has its key could read it. */
  private Uni<Void> expose(KeyJob job, RingRow ring) {
    return job.order().compromised() && job.progress().exposed() == null
        ? exposures
            .of(ring.policy(), ring.purpose(), ring.active().version())
            .chain(found -> jobs.expose(job, JobText.exposed(found)))
        : Uni.createFrom().voidItem();
  }

  /**
   * A pending version that an earlier job has left gets another key: that one has been in memory,
   * and in backups, for who knows how long. Not so where it writes already, in the one database or
   * the other.
   */
  private Uni<Void> pend(KeyJob job, RingRow ring) {
    Optional<VersionState> state = ring.version(job.version()).map(VersionRow::state);
    boolean begun = job.progress().census() != null;
    if (begun && state.isPresent() || state.filter(is -> is != VersionState.PENDING).isPresent()) {
      return Uni.createFrom().voidItem();
    }
    return epochs
        .read(ring.policy())
        .chain(
            epoch ->
                epoch.active().getOrDefault(ring.name(), 1) >= job.version()
                    ? Uni.createFrom().voidItem()
                    : loader.fresh(ring.name(), job.version()).chain(key -> pend(job, ring, key)))
        .chain(() -> jobs.begin(job, 0, JobText.census(List.of())))
        .replaceWithVoid();
  }

  /** Replicas may have read the key of whoever took the job over: it must not be replaced then. */
  private Uni<Void> pend(KeyJob job, RingRow ring, byte[] key) {
    return database.transaction(
        LONGEST,
        tx ->
            jobs.fence(tx, job)
                .chain(() -> store.pend(ring, job.version(), key, now()))
                .invoke(RotateWork::refuseReplaced)
                .chain(() -> withdraw(tx, job, ring)));
  }

  /** It may be another worker's by now, and replicas may have read it: the ring is read again. */
  private static void refuseReplaced(boolean pended) {
    if (!pended) {
      throw new StaleKeys();
    }
  }

  /**
   * Leases may have the key that is replaced, in the keys' own database by now: whoever grants one
   * until this commits either commits before, and is taken back, or reads the rings again.
   */
  private Uni<Void> withdraw(SqlConnection tx, KeyJob job, RingRow ring) {
    return ring.version(job.version()).isEmpty()
        ? Uni.createFrom().voidItem()
        : leases
            .withdraw(tx, ring.name(), job.version())
            .chain(() -> epochs.changed(tx, ring.policy()))
            .replaceWithVoid();
  }

  /** A replica that restarts meanwhile reads the version as it comes up. */
  private Uni<Void> await(KeyJob job, String policy, long generation) {
    return Rounds.of(
            false,
            before ->
                jobs.mine(job)
                    .invoke(RotateWork::refuseStopped)
                    .chain(() -> replicas.haveAll(policy, generation))
                    .chain(all -> all ? held(job) : Uni.createFrom().item(false))
                    .call(all -> all ? Uni.createFrom().voidItem() : pause()),
            all -> !all)
        .replaceWithVoid();
  }

  /** A key that somebody else may have goes on no longer than it must: nobody's lease delays it. */
  private Uni<Boolean> held(KeyJob job) {
    return job.order().compromised()
        ? Uni.createFrom().item(true)
        : leases.haveAll(job.ring(), job.version());
  }

  private static Uni<Void> pause() {
    return Uni.createFrom().voidItem().onItem().delayIt().by(LOOK_AGAIN);
  }

  private static void refuseStopped(boolean mine) {
    if (!mine) {
      throw new JobStopped();
    }
  }

  /** Each ring has one database that decides; the other follows, also after a crash between. */
  private Uni<Void> activate(KeyJob job, RingRow ring) {
    return ring.purpose() == RingPurpose.DATA
        ? database
            .transaction(LONGEST, tx -> jobs.fence(tx, job).chain(() -> keys(job, ring)))
            .chain(() -> data(job, ring))
        : data(job, ring).chain(() -> keys(job, ring));
  }

  private Uni<Void> keys(KeyJob job, RingRow ring) {
    return store.activate(ring.name(), job.version(), now());
  }

  private Uni<Void> data(KeyJob job, RingRow ring) {
    Map<String, Object> entry =
        Map.of("ring", ring.name(), "version", job.version(), "job", job.id().toString());
    return database.transaction(
        LONGEST,
        tx ->
            jobs.fence(tx, job)
                .chain(() -> epochs.activate(tx, ring.policy(), ring.name(), job.version()))
                .chain(() -> ledger.append(tx, "key.version-active", now(), entry)));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
