package io.lethe.key;

import io.lethe.database.Database;
import io.lethe.key.RingStore.RingRow;
import io.lethe.ledger.LedgerStore;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/**
 * Rotates a ring: makes a version, waits until every replica has it, and lets it write.
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
            .chain(found -> jobs.expose(job.id(), JobText.exposed(found)))
        : Uni.createFrom().voidItem();
  }

  private Uni<Void> pend(KeyJob job, RingRow ring) {
    return ring.version(job.version()).isPresent()
        ? Uni.createFrom().voidItem()
        : loader
            .fresh(ring.name(), job.version())
            .chain(wrapped -> store.pend(ring.name(), job.version(), wrapped, now()));
  }

  /** A replica that restarts meanwhile reads the version as it comes up. */
  private Uni<Void> await(KeyJob job, String policy, long generation) {
    return jobs.mine(job.id())
        .invoke(RotateWork::refuseStopped)
        .chain(() -> replicas.haveAll(policy, generation))
        .chain(
            all ->
                all
                    ? Uni.createFrom().voidItem()
                    : Uni.createFrom()
                        .voidItem()
                        .onItem()
                        .delayIt()
                        .by(LOOK_AGAIN)
                        .chain(() -> await(job, policy, generation)));
  }

  private static void refuseStopped(boolean mine) {
    if (!mine) {
      throw new JobStopped();
    }
  }

  /** Each ring has one database that decides; the other follows, also after a crash between. */
  private Uni<Void> activate(KeyJob job, RingRow ring) {
    Uni<Void> keys = store.activate(ring.name(), job.version(), now());
    Uni<Void> data = database.transaction(LONGEST, tx -> begin(tx, job, ring));
    return ring.purpose() == RingPurpose.DATA ? keys.chain(() -> data) : data.chain(() -> keys);
  }

  private Uni<Void> begin(SqlConnection tx, KeyJob job, RingRow ring) {
    Map<String, Object> entry =
        Map.of("ring", ring.name(), "version", job.version(), "job", job.id().toString());
    return epochs
        .activate(tx, ring.policy(), ring.name(), job.version())
        .chain(() -> ledger.append(tx, "key.version-active", now(), entry));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
