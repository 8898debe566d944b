package io.lethe.retention;

import io.lethe.act.TableJournal;
import io.lethe.act.TableJournal.Part;
import io.lethe.database.Database;
import io.lethe.database.Ids;
import io.lethe.ledger.LedgerStore;
import io.lethe.ledger.MerkleRoot;
import io.lethe.policy.PolicyEpochs;
import io.lethe.record.TimeTable;
import io.lethe.retention.Batch.RunStopped;
import io.lethe.subject.RestraintLocks;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Drops one time table: one transaction on one connection.
 *
 * <p>Keep every hold, block, rectification, batch and insert from it that could change what is
 * decided; judge the table in later statements; journal it as a whole, count, append a ledger
 * entry; and drop it last, so that readers are kept out for no longer than that takes.
 *
 * <p><b>Guarantee</b>: never early, never held: a table is dropped only where each of its records
 * would have been destroyed by a batch. A kill at any step leaves either all of it or nothing.
 */
@ApplicationScoped
class TableDrop {

  private static final String LOCK_NOT_AVAILABLE = "55P03";

  /** For locks that keep others from beginning while it waits. */
  private static final Duration LONGEST_WAIT = Duration.ofMillis(500);

  /**
   * For the drop, for which whoever reads a time table waits: less than it takes to be a deadlock.
   */
  private static final Duration LONGEST_DROP = Duration.ofMillis(100);

  /** Nobody waits for it who has what it needs, and the transaction ends in time. */
  private static final Duration FOR_EVER = Duration.ZERO;

  private static final int DROPS = 5;

  private final Database database;
  private final SharedRuns shared;
  private final PolicyEpochs epochs;
  private final RestraintLocks locks;
  private final TableStore tables;
  private final TableJudge judge;
  private final TableJournal journal;
  private final RunStore runs;
  private final LedgerStore ledger;
  private final Clock clock;
  private final Duration timeout;
  private final Ids ids = new Ids();

  TableDrop(
      Database database,
      SharedRuns shared,
      PolicyEpochs epochs,
      RestraintLocks locks,
      TableStore tables,
      TableJudge judge,
      TableJournal journal,
      RunStore runs,
      LedgerStore ledger,
      Clock clock,
      RetentionConfig config) {
    this.database = database;
    this.shared = shared;
    this.epochs = epochs;
    this.locks = locks;
    this.tables = tables;
    this.judge = judge;
    this.journal = journal;
    this.runs = runs;
    this.ledger = ledger;
    this.clock = clock;
    this.timeout = config.batchTimeout();
  }

  /** Whether a failure says that somebody else had a lock for too long. */
  static boolean isBusy(Throwable failure) {
    return failure instanceof PgException pg && LOCK_NOT_AVAILABLE.equals(pg.getSqlState());
  }

  /**
   * Drops a table if all of it is to be destroyed.
   *
   * @return how many records it had; empty where it is left to batches
   * @throws RunStopped when the run is no longer this replica's to work on
   */
  Uni<Optional<Long>> drop(Run run, TimeTable table, Instant cutoff) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    return database.transaction(
        timeout,
        tx ->
            shared
                .enter(tx, run, new CategoryRef(table.policy(), table.category()))
                .chain(() -> epochs.hold(tx, table.policy()))
                .chain(() -> tables.waitAtMost(tx, LONGEST_WAIT))
                .chain(() -> locks.alone(tx, table.policy(), table.category()))
                .chain(() -> tables.close(tx, table))
                .chain(() -> tables.waitAtMost(tx, FOR_EVER))
                .chain(() -> tables.wholly(tx))
                .chain(() -> tables.isOpen(tx, table))
                .chain(
                    open ->
                        open
                            ? judge.judge(tx, table, cutoff)
                            : Uni.createFrom().item(Optional.<List<Part>>empty()))
                .chain(
                    parts ->
                        parts.isEmpty()
                            ? Uni.createFrom().item(Optional.<Long>empty())
                            : carryOut(tx, run, table, parts.get(), now).map(Optional::of)));
  }

  private Uni<Long> carryOut(
      SqlConnection tx, Run run, TimeTable table, List<Part> parts, Instant now) {
    Uni<Optional<TableJournal.Erased>> journalled =
        parts.isEmpty()
            ? Uni.createFrom().item(Optional.empty())
            : journal(tx, run, table, parts, now).map(Optional::of);
    return journalled.chain(
        erased -> {
          long records = erased.map(TableJournal.Erased::records).orElse(0L);
          byte[] root = erased.map(TableJournal.Erased::root).orElse(null);
          return tables
              .dropped(tx, table, run.id(), records, root, now)
              .chain(
                  () ->
                      ledger.append(tx, "retention.table-dropped", now, entry(run, table, erased)))
              .chain(() -> runs.count(tx, run.id(), records, 0))
              .invoke(TableDrop::requireMine)
              .chain(() -> tables.waitAtMost(tx, LONGEST_DROP))
              .chain(() -> drop(tx, table, 1))
              .replaceWith(records);
        });
  }

  private Uni<TableJournal.Erased> journal(
      SqlConnection tx, Run run, TimeTable table, List<Part> parts, Instant now) {
    UUID id = ids.timed(0, now.toEpochMilli());
    return tables
        .leaves(tx, table)
        .map(MerkleRoot::of)
        .chain(
            root ->
                tables
                    .remember(tx, table, id)
                    .chain(
                        subjects ->
                            counted(tx, table, parts, subjects)
                                .map(
                                    counted ->
                                        new TableJournal.Erased(
                                            id,
                                            now,
                                            run.id(),
                                            table.policy(),
                                            table.category(),
                                            table.series(),
                                            table.from(),
                                            table.until(),
                                            table.first(),
                                            table.last(),
                                            subjects,
                                            root,
                                            counted))))
        .call(erased -> journal.write(tx, erased));
  }

  /** The persons of each version; where there is one, they are all. */
  private Uni<List<Part>> counted(
      SqlConnection tx, TimeTable table, List<Part> parts, long subjects) {
    return parts.size() == 1
        ? Uni.createFrom().item(List.of(parts.get(0).of(subjects)))
        : tables
            .subjects(tx, table)
            .map(
                counts ->
                    parts.stream()
                        .map(part -> part.of(counts.getOrDefault(part.protectedBy(), 0L)))
                        .toList());
  }

  /** Others that read wait behind a drop that waits: it gives way, and tries again. */
  private Uni<Void> drop(SqlConnection tx, TimeTable table, int attempt) {
    return tx.query("SAVEPOINT whole")
        .execute()
        .chain(() -> tables.drop(tx, table))
        .onFailure(failure -> isBusy(failure) && attempt < DROPS)
        .recoverWithUni(
            () ->
                tx.query("ROLLBACK TO SAVEPOINT whole")
                    .execute()
                    .chain(() -> tx.query("SELECT pg_sleep(0.05)::text").execute())
                    .chain(() -> drop(tx, table, attempt + 1)));
  }

  private static void requireMine(boolean mine) {
    if (!mine) {
      throw new RunStopped();
    }
  }

  /** What the ledger says: where, how many, and the root over the ids. */
  private static Map<String, Object> entry(
      Run run, TimeTable table, Optional<TableJournal.Erased> erased) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("run", run.id().toString());
    entry.put("policy", table.policy());
    entry.put("category", table.category());
    entry.put("from", table.from().toString());
    entry.put("until", table.until().toString());
    entry.put("first", table.first().toString());
    entry.put("last", table.last().toString());
    entry.put("destroyed", erased.map(TableJournal.Erased::records).orElse(0L));
    erased.ifPresent(one -> entry.put("root", one.rootText()));
    return entry;
  }
}
