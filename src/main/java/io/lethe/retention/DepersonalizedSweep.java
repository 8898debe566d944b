package io.lethe.retention;

import io.lethe.act.ErasureStore;
import io.lethe.act.ErasureStore.Erased;
import io.lethe.database.Database;
import io.lethe.database.Rounds;
import io.lethe.ledger.LedgerStore;
import io.lethe.policy.Action;
import io.lethe.policy.Category;
import io.lethe.policy.PolicyCatalog;
import io.lethe.policy.PolicyVersion;
import io.lethe.policy.RetentionRule;
import io.lethe.retention.Batch.RunStopped;
import io.lethe.retention.Depersonalization.Operation;
import io.lethe.subject.RestraintLocks;
import io.lethe.subject.RetentionClock;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/** Destroys what depersonalization had left, once its Monday has come in the policy's zone. */
@ApplicationScoped
class DepersonalizedSweep {

  private final Database database;
  private final DepersonalizedStore store;
  private final DepersonalizationStore register;
  private final PolicyCatalog policies;
  private final SmallGroups groups;
  private final RestraintLocks locks;
  private final ErasureStore journal;
  private final RunStore runs;
  private final LedgerStore ledger;
  private final Depersonalizer depersonalizer;
  private final RetentionMetrics metrics;
  private final Pace pace;
  private final Clock clock;
  private final Duration timeout;
  private final int batchSize;

  DepersonalizedSweep(
      Database database,
      DepersonalizedStore store,
      DepersonalizationStore register,
      PolicyCatalog policies,
      SmallGroups groups,
      RestraintLocks locks,
      ErasureStore journal,
      RunStore runs,
      LedgerStore ledger,
      Depersonalizer depersonalizer,
      RetentionMetrics metrics,
      Pace pace,
      Clock clock,
      RetentionConfig config) {
    this.database = database;
    this.store = store;
    this.register = register;
    this.policies = policies;
    this.groups = groups;
    this.locks = locks;
    this.journal = journal;
    this.runs = runs;
    this.ledger = ledger;
    this.depersonalizer = depersonalizer;
    this.metrics = metrics;
    this.pace = pace;
    this.clock = clock;
    this.timeout = config.batchTimeout();
    this.batchSize = config.batchSize();
  }

  /** Destroys what is due of every category of the run. */
  Uni<Void> sweep(Run run, List<CategoryRef> categories, Instant cutoff) {
    return Rounds.each(
        depersonalizing(categories),
        source ->
            groups
                .thin(source.category(), source.k(), cutoff)
                .chain(() -> due(source, cutoff))
                .chain(
                    due ->
                        due == 0
                            ? Uni.createFrom().item(0)
                            : Rounds.of(
                                batchSize,
                                before -> paced(run, source, cutoff),
                                rows -> rows == batchSize)));
  }

  private Uni<Integer> paced(Run run, Source source, Instant cutoff) {
    return pace.await(run)
        .chain(limits -> batch(run, source, cutoff).call(rows -> pace.spent(run, limits, rows, 0)));
  }

  /** Counts what a sweep would destroy, of every category of the run. */
  Uni<Long> count(List<CategoryRef> categories, Instant cutoff) {
    return Multi.createFrom()
        .iterable(depersonalizing(categories))
        .onItem()
        .transformToUniAndConcatenate(source -> due(source, cutoff))
        .collect()
        .with(Collectors.summingLong(Long::longValue));
  }

  private Uni<Long> due(Source source, Instant cutoff) {
    return groups
        .free(database.data(), source.category(), cutoff)
        .chain(
            free ->
                free
                    ? store.due(source.category(), source.today(cutoff))
                    : Uni.createFrom().item(0L));
  }

  private List<Source> depersonalizing(List<CategoryRef> categories) {
    List<Source> sources = new ArrayList<>();
    for (CategoryRef category : categories) {
      policies
          .published(category.policy())
          .filter(version -> rule(version, category) >= 0)
          .reduce((earlier, later) -> later)
          .ifPresent(
              version ->
                  sources.add(
                      new Source(
                          category,
                          version.version(),
                          rule(version, category),
                          depersonalizer.kAtLeast(category.policy()),
                          policies
                              .published(category.policy())
                              .map(published -> published.document().zone())
                              .distinct()
                              .toList())));
    }
    return sources;
  }

  /** The rule that destroys depersonalized data, or -1 when the category leaves none. */
  private static int rule(PolicyVersion version, CategoryRef category) {
    Category found = version.document().categories().get(category.category());
    if (found == null || !found.depersonalizes()) {
      return -1;
    }
    return found.retention().stream()
        .filter(rule -> rule.then() == Action.DESTROY)
        .min(Comparator.comparing(rule -> !rule.from().equals(RetentionClock.DEPERSONALIZED)))
        .map(RetentionRule::index)
        .orElse(-1);
  }

  private Uni<Integer> batch(Run run, Source source, Instant cutoff) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    return journal
        .ensureMonth(now)
        .chain(
            () ->
                database.transaction(
                    timeout,
                    tx ->
                        batch(tx, source, cutoff)
                            .call(gone -> account(tx, run, source, gone, now))))
        .map(List::size)
        .invoke(destroyed -> metrics.destroyed(source.category(), destroyed));
  }

  private Uni<List<UUID>> batch(SqlConnection tx, Source source, Instant cutoff) {
    CategoryRef category = source.category();
    return locks
        .shareCategory(tx, category.policy(), category.category())
        .chain(() -> Mixer.exclusive(tx))
        .chain(() -> groups.free(tx, category, cutoff))
        .chain(
            free ->
                free
                    ? store.destroy(tx, category, source.today(cutoff), source.k(), batchSize)
                    : Uni.createFrom().item(List.of()));
  }

  private Uni<Void> account(
      SqlConnection tx, Run run, Source source, List<UUID> gone, Instant now) {
    if (gone.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    CategoryRef category = source.category();
    List<Erased> erased = gone.stream().map(id -> erased(id, source)).toList();
    Map<String, Object> entry =
        Map.of(
            "run", run.id().toString(),
            "policy", category.policy(),
            "category", category.category(),
            "destroyed", gone.size());
    return journal
        .journal(
            tx,
            new ErasureStore.Scope(run.id(), category.policy(), category.category()),
            erased,
            now)
        .chain(() -> ledger.append(tx, "retention.depersonalized-destroyed", now, entry))
        .chain(
            () ->
                register.add(
                    tx,
                    run,
                    category,
                    Operation.DESTROYED,
                    new TreeMap<>(Map.of(source.version(), (long) gone.size())),
                    now))
        .chain(() -> runs.count(tx, run.id(), gone.size(), 0))
        .invoke(
            mine -> {
              if (!mine) {
                throw new RunStopped();
              }
            })
        .replaceWithVoid();
  }

  /** Nobody knows which version had protected it. */
  private static Erased erased(UUID id, Source source) {
    return new Erased(id, null, source.version(), source.version(), source.rule(), "DESTROY");
  }

  private record Source(CategoryRef category, int version, int rule, int k, List<ZoneId> zones) {

    /** The day that has begun in every zone in which some version has counted its Mondays. */
    private LocalDate today(Instant cutoff) {
      return zones.stream()
          .map(zone -> LocalDate.ofInstant(cutoff, zone))
          .min(Comparator.naturalOrder())
          .orElseThrow();
    }
  }
}
