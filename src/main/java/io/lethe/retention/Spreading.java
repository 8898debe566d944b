package io.lethe.retention;

import io.lethe.database.Database;
import io.lethe.ledger.LedgerStore;
import io.lethe.retention.DueStore.Cursor;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.jboss.logging.Logger;

/**
 * Spreads a huge backlog over runs: each acts on its part, in order of due date, and leaves the
 * rest for those that follow.
 *
 * <p>What has been released once is any run's to act on. Brakes measure a backlog as a whole before
 * its first part; they measure what is due beyond it before the others.
 */
@ApplicationScoped
class Spreading {

  private static final Logger LOG = Logger.getLogger(Spreading.class);

  private final Database database;
  private final DueStore due;
  private final NextPart next;
  private final SpreadStore store;
  private final FollowingRuns following;
  private final LedgerStore ledger;
  private final SpreadConfig config;
  private final Clock clock;

  Spreading(
      Database database,
      DueStore due,
      NextPart next,
      SpreadStore store,
      FollowingRuns following,
      LedgerStore ledger,
      SpreadConfig config,
      Clock clock) {
    this.database = database;
    this.due = due;
    this.next = next;
    this.store = store;
    this.following = following;
    this.ledger = ledger;
    this.config = config;
    this.clock = clock;
  }

  /** What a run acts on; one that is taken over keeps its part. */
  Uni<Part> part(Run run, Free free, Instant cutoff) {
    return spreads(run, free, cutoff)
        .call(spreads -> note(run, spreads))
        .map(spreads -> part(free.categories(), spreads, free.measured()));
  }

  /** What has been released of another replica's run, which has measured no more than in all. */
  Uni<Part> released(SharedRuns.Shared joined) {
    Map<CategoryRef, Long> measured = new HashMap<>();
    Optional.ofNullable(joined.run().most())
        .ifPresent(most -> joined.categories().forEach(one -> measured.put(one, most)));
    return store.open().map(open -> part(joined.categories(), open, measured));
  }

  /** Notes in a dry run what it would leave. */
  Uni<Void> predict(Run run, List<CategoryRef> categories, Instant cutoff) {
    return spreads(run, Free.of(categories), cutoff).chain(spreads -> note(run, spreads));
  }

  private static Part part(
      List<CategoryRef> categories,
      Map<CategoryRef, Spread> spreads,
      Map<CategoryRef, Long> measured) {
    Map<CategoryRef, SortedMap<Short, Cursor>> released = new HashMap<>();
    spreads.forEach(
        (category, spread) -> {
          if (spread.postponed() > 0) {
            released.put(category, spread.released());
          }
        });
    return new Part(categories, released, measured);
  }

  private Uni<Void> note(Run run, Map<CategoryRef, Spread> spreads) {
    List<Spread> open = spreads.values().stream().filter(spread -> spread.postponed() > 0).toList();
    return store.postponed(
        run.id(),
        open.stream().mapToLong(Spread::postponed).sum(),
        open.stream().map(Spread::until).max(Comparator.naturalOrder()));
  }

  private Uni<Map<CategoryRef, Spread>> spreads(Run run, Free free, Instant cutoff) {
    return Uni.combine()
        .all()
        .unis(due.counts(free.categories(), cutoff), store.all(), store.passed())
        .asTuple()
        .chain(
            known ->
                Multi.createFrom()
                    .iterable(free.categories())
                    .onItem()
                    .transformToUniAndConcatenate(
                        category ->
                            spread(
                                    new Asked(
                                        run,
                                        category,
                                        records(run, category, known.getItem1(), known.getItem3()),
                                        cutoff,
                                        free.epoch(category)),
                                    Optional.ofNullable(known.getItem2().get(category)))
                                .map(spread -> Map.entry(category, spread)))
                    .filter(found -> found.getValue().isPresent())
                    .collect()
                    .asMap(Map.Entry::getKey, found -> found.getValue().get()));
  }

  /** A run for a cut-off of its own does not see all that brakes have let go. */
  private static long records(
      Run run, CategoryRef category, Map<CategoryRef, Long> due, Map<CategoryRef, Passed> passed) {
    long seen = due.getOrDefault(category, 0L);
    return run.asOf() == null
        ? seen
        : Math.max(seen, Optional.ofNullable(passed.get(category)).map(Passed::left).orElse(0L));
  }

  /** Empty where everything is acted on that is due. */
  private Uni<Optional<Spread>> spread(Asked asked, Optional<Spread> found) {
    Run run = asked.run();
    if (found.filter(spread -> spread.run().equals(run.id())).isPresent()) {
      return Uni.createFrom().item(found);
    }
    Optional<Spread> open = found.filter(spread -> spread.postponed() > 0);
    boolean begins = following.known() && asked.due() > config.above();
    if (config.above() > 0 && run.spread() && (open.isPresent() || begins)) {
      return next.of(asked, open)
          .map(spread -> ofOthers(run, open) ? open.orElseThrow().of(spread) : spread)
          .call(spread -> write(run, asked.category(), spread))
          .map(Optional::of);
    }
    return found.isPresent() && !run.dryRun()
        ? ended(asked, open)
        : Uni.createFrom().item(Optional.empty());
  }

  /** Whether a run for a cut-off of its own sees some of what others were let go. */
  private static boolean ofOthers(Run run, Optional<Spread> open) {
    return run.asOf() != null && !run.dryRun() && open.isPresent();
  }

  /** Releases what was left; what has been acted on is forgotten by the run after. */
  private Uni<Optional<Spread>> ended(Asked asked, Optional<Spread> open) {
    if (open.isEmpty()) {
      return store.forget(asked.category()).replaceWith(Optional.empty());
    }
    Spread all =
        new Spread(
            asked.run().id(),
            open.get().begunAt(),
            ofOthers(asked.run(), open) ? open.get().epoch() : asked.epoch(),
            asked.due(),
            0,
            now(),
            NextPart.everyBucket(Cursor.end(now())));
    return write(asked.run(), asked.category(), all).replaceWith(Optional.of(all));
  }

  private Uni<Void> write(Run run, CategoryRef category, Spread spread) {
    if (run.dryRun()) {
      return Uni.createFrom().voidItem();
    }
    LOG.infof(
        "run %s leaves %d of %d records of %s/%s for the runs until %s",
        run.id(),
        spread.postponed(),
        spread.records(),
        category.policy(),
        category.category(),
        spread.until());
    return database.transaction(
        tx ->
            store
                .write(tx, category, spread)
                .chain(
                    () ->
                        ledger.append(
                            tx, "retention.spread", now(), entry(run, category, spread))));
  }

  private static Map<String, Object> entry(Run run, CategoryRef category, Spread spread) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("run", run.id().toString());
    entry.put("policy", category.policy());
    entry.put("category", category.category());
    entry.put("records", spread.records());
    entry.put("postponed", spread.postponed());
    entry.put("until", spread.until().toString());
    return entry;
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  /**
   * What a run asks for a part of.
   *
   * @param due records of the category that are due, by the index
   * @param epoch of the policy before brakes measured it
   */
  record Asked(Run run, CategoryRef category, long due, Instant cutoff, int epoch) {}
}
