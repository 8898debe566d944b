package io.lethe.key;

import io.lethe.database.Database;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Redacted;
import io.lethe.problem.ServiceException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Destroys a retired version: removes its wrapped key and writes the table that had it anew.
 *
 * <p><b>Guarantee</b>: nothing uses the version, and nothing can come to use it, since no replica
 * writes under a retired one.
 *
 * <p><b>Warning</b>: the write-ahead log and the backups of the keys have the wrapped key until
 * they have aged out.
 */
@ApplicationScoped
class DestroyWork {

  private static final Logger LOG = Logger.getLogger(DestroyWork.class);
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private final Database database;
  private final RingStore store;
  private final KeyRings rings;
  private final KeyEpochs epochs;
  private final KeyCensus census;
  private final KeyLeases leases;
  private final KeyJobStore jobs;
  private final Clock clock;

  DestroyWork(
      Database database,
      RingStore store,
      KeyRings rings,
      KeyEpochs epochs,
      KeyCensus census,
      KeyLeases leases,
      KeyJobStore jobs,
      Clock clock) {
    this.database = database;
    this.store = store;
    this.rings = rings;
    this.epochs = epochs;
    this.census = census;
    this.leases = leases;
    this.jobs = jobs;
    this.clock = clock;
  }

  /** Does a job; one that was done already is done. */
  Uni<Void> execute(KeyJob job) {
    return store
        .require(job.ring())
        .chain(
            ring ->
                census
                    .of(ring.policy(), ring.purpose(), job.version())
                    .invoke(uses -> refuseUsed(job.ring(), job.version(), uses))
                    .chain(() -> leases.refuseLeased(job.ring(), job.version()))
                    .chain(() -> destroy(job))
                    .chain(done -> done ? Uni.createFrom().voidItem() : refuseState(job))
                    .chain(() -> epochs.changed(database.data(), ring.policy()))
                    .chain(() -> rings.reload(ring.policy())))
        .chain(this::rewrite);
  }

  /** Whoever cancels the job meanwhile waits, and then finds it done. */
  private Uni<Boolean> destroy(KeyJob job) {
    return database.transaction(
        LONGEST,
        tx ->
            jobs.fence(tx, job)
                .chain(() -> store.destroy(job.ring(), job.version(), clock.instant())));
  }

  /** Refuses to destroy what is used. */
  static void refuseUsed(String ring, int version, long uses) {
    if (uses > 0) {
      throw new ServiceException(
          ErrorCode.KEY_IN_USE,
          uses + " rows still use version " + version + " of ring " + ring + "; rewrap the ring");
    }
  }

  private Uni<Void> refuseState(KeyJob job) {
    return store
        .require(job.ring())
        .invoke(
            ring -> {
              boolean destroyed =
                  ring.version(job.version())
                      .filter(version -> version.state() == VersionState.DESTROYED)
                      .isPresent();
              if (!destroyed) {
                throw new ServiceException(
                    ErrorCode.KEY_VERSION_STATE, "only a retired version can be destroyed");
              }
            })
        .replaceWithVoid();
  }

  /** What is left undone here the next destruction does. */
  private Uni<Void> rewrite() {
    return store
        .rewrite()
        .onFailure()
        .invoke(
            failure ->
                LOG.warnf(Redacted.of(failure), "the pages of the key rings were not written anew"))
        .onFailure()
        .recoverWithNull();
  }
}
