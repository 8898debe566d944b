package io.lethe.key;

import io.lethe.database.Database;
import io.lethe.database.Rounds;
import io.lethe.key.KekRing.Wrapped;
import io.lethe.key.KeyedRows.Use;
import io.lethe.problem.Redacted;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Wraps the keys of every ring under the newest version of the key encryption key, one by one; what
 * a killed process left is done by the next.
 */
@ApplicationScoped
class KekRewrapWork {

  private static final Logger LOG = Logger.getLogger(KekRewrapWork.class);

  private final Database database;
  private final KekRing kek;
  private final KeyJobStore jobs;

  KekRewrapWork(Database database, KekRing kek, KeyJobStore jobs) {
    this.database = database;
    this.kek = kek;
    this.jobs = jobs;
  }

  /** Does a job, from wherever it was left. */
  Uni<Void> execute(KeyJob job) {
    return kek.view()
        .chain(view -> kek.old().chain(old -> begin(job, view, old).replaceWith(old)))
        .call(old -> expose(job))
        .chain(
            old ->
                job.order().dryRun()
                    ? Uni.createFrom().voidItem()
                    : Rounds.each(old, key -> rewrap(job, key)).chain(this::rewrite));
  }

  private Uni<KeyJob> begin(KeyJob job, RingView view, List<Wrapped> old) {
    List<Use> census =
        view.versions().stream()
            .map(version -> new Use("key_ring_version", "", version.version(), version.uses()))
            .toList();
    return jobs.begin(job, old.size(), JobText.census(census));
  }

  private Uni<Void> expose(KeyJob job) {
    return job.order().compromised()
        ? kek.exposed().chain(found -> jobs.expose(job, JobText.exposed(found)))
        : Uni.createFrom().voidItem();
  }

  private Uni<Void> rewrap(KeyJob job, Wrapped key) {
    return kek.rewrap(key)
        .chain(
            moved ->
                database.transaction(
                    tx -> jobs.moved(tx, job, moved, "key_ring_version", key.ring())));
  }

  /** What is left undone here the next one does. */
  private Uni<Void> rewrite() {
    return kek.rewrite()
        .onFailure()
        .invoke(
            failure ->
                LOG.warnf(Redacted.of(failure), "the pages of the key rings were not written anew"))
        .onFailure()
        .recoverWithNull();
  }
}
