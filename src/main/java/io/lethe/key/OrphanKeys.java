package io.lethe.key;

import io.lethe.database.Database;
import io.lethe.database.Ids;
import io.lethe.database.Rounds;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Destroys data keys that nothing came to use: a key is stored before the record that is sealed
 * with it, and a write that fails, or whose replica dies, leaves it.
 *
 * <p><b>Guarantee</b>: a key is destroyed when it is old and the data has not known it twice, with
 * an hour between; the key of a write under way is young, and {@link KeyAge} refuses to make an old
 * one known. Where the data knows few of the keys, it may be the wrong database: none is doubted.
 */
@ApplicationScoped
class OrphanKeys {

  private static final Logger LOG = Logger.getLogger(OrphanKeys.class);
  private static final int PAGE = 50_000;
  private static final int PAGES_PER_SWEEP = 20;
  private static final int MOST_WITHOUT_QUESTION = 1_000;

  private final Database database;
  private final KeyStore keys;
  private final OrphanStore store;
  private final KeyAge age;

  OrphanKeys(Database database, KeyStore keys, OrphanStore store, KeyAge age) {
    this.database = database;
    this.keys = keys;
    this.store = store;
    this.age = age;
  }

  /** Destroys those that are still unknown, and looks at those that have come to be old. */
  @Scheduled(
      identity = "orphan-keys",
      every = "{lethe.key-erasure.orphans-every}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> sweep() {
    return store
        .doubted(PAGE)
        .chain(this::destroyUnknown)
        .chain(() -> age.now(database.data()))
        .map(now -> Ids.beforeTime(now.minus(KeyAge.OLD).toEpochMilli()))
        .chain(
            old ->
                Rounds.of(
                    new Looked(0, true),
                    looked -> look(old).map(more -> new Looked(looked.pages() + 1, more)),
                    looked -> looked.more() && looked.pages() < PAGES_PER_SWEEP))
        .replaceWithVoid();
  }

  private Uni<Void> destroyUnknown(List<UUID> doubted) {
    if (doubted.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return store
        .unknown(doubted)
        .invoke(unknown -> warn(doubted, unknown))
        .call(keys::destroyDataKeys)
        .invoke(unknown -> LOG.infof("%d data keys of failed writes destroyed", unknown.size()))
        .chain(unknown -> store.settle(doubted));
  }

  private static void warn(List<UUID> doubted, List<UUID> unknown) {
    Set<UUID> known = new HashSet<>(doubted);
    unknown.forEach(known::remove);
    if (!known.isEmpty()) {
      LOG.errorf("%d data keys were unknown to the data, and are known now", known.size());
    }
  }

  /** Looks at the next page; false when it was the last. */
  private Uni<Boolean> look(UUID old) {
    return store
        .unseen(old, PAGE)
        .chain(
            page ->
                page.isEmpty()
                    ? Uni.createFrom().item(false)
                    : store.unknown(page).chain(unknown -> doubt(page, unknown)));
  }

  private Uni<Boolean> doubt(List<UUID> page, List<UUID> unknown) {
    if (unknown.size() > MOST_WITHOUT_QUESTION && unknown.size() > page.size() / 2) {
      LOG.errorf(
          "%d of %d data keys are unknown to the data, and none is destroyed:"
              + " is it the database that belongs to these keys?",
          unknown.size(), page.size());
      return Uni.createFrom().item(false);
    }
    return store.doubt(unknown, page.get(page.size() - 1)).replaceWith(page.size() == PAGE);
  }

  private record Looked(int pages, boolean more) {}
}
