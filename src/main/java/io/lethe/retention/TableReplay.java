package io.lethe.retention;

import io.lethe.act.TableJournal;
import io.lethe.act.TableJournal.Erased;
import io.lethe.database.Columns;
import io.lethe.database.Database;
import io.lethe.ledger.LedgerStore;
import io.lethe.record.TimeTable;
import io.lethe.subject.SubjectColumns;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Drops time tables again that a restored backup has brought back. */
@ApplicationScoped
class TableReplay {

  private final Database database;
  private final RestoredRuns restored;
  private final TableStore tables;
  private final TableJournal journal;
  private final LedgerStore ledger;
  private final Clock clock;

  TableReplay(
      Database database,
      RestoredRuns restored,
      TableStore tables,
      TableJournal journal,
      LedgerStore ledger,
      Clock clock) {
    this.database = database;
    this.restored = restored;
    this.tables = tables;
    this.journal = journal;
    this.ledger = ledger;
    this.clock = clock;
  }

  /**
   * Destroys again whatever is back of a table, and lets nothing into it; done again, it changes
   * nothing.
   */
  Uni<Void> replay(Erased table) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    return isBack(table)
        .chain(
            back ->
                database.replay(
                    tx ->
                        restored
                            .lock(tx, table.run())
                            .chain(() -> back ? alone(tx) : Uni.createFrom().voidItem())
                            .chain(() -> restored.put(tx, table.run(), table.at(), now))
                            .chain(() -> series(tx, table))
                            .chain(() -> destroy(tx, table))
                            .call(() -> journal.write(tx, table))
                            .chain(again -> log(tx, table, again, now))));
  }

  private Uni<Boolean> isBack(Erased table) {
    return database
        .data()
        .preparedQuery("SELECT 1 FROM record_timed WHERE id >= $1 AND id < $2 LIMIT 1")
        .execute(Tuple.of(table.first(), table.last()))
        .map(rows -> rows.size() > 0);
  }

  /**
   * Before anything else reads these tables in the transaction. Like a drop it waits for whoever
   * has read them, and leaves a person's other records: with both sides unseen by each other nobody
   * would bury them ({@link TableBurial}).
   */
  private static Uni<Void> alone(SqlConnection tx) {
    return tx.query("LOCK TABLE record_timed IN ACCESS EXCLUSIVE MODE").execute().replaceWithVoid();
  }

  /** The number of the category must not have become another one's. */
  private static Uni<Void> series(SqlConnection tx, Erased table) {
    return tx.preparedQuery(
            "INSERT INTO time_series (series, policy, category) VALUES ($1, $2, $3)"
                + " ON CONFLICT DO NOTHING")
        .execute(Tuple.of((short) table.series(), table.policy(), table.category()))
        .chain(
            () ->
                tx.preparedQuery(
                        "SELECT 1 FROM time_series"
                            + " WHERE series = $1 AND policy = $2 AND category = $3")
                    .execute(Tuple.of((short) table.series(), table.policy(), table.category())))
        .invoke(
            rows -> {
              if (rows.size() == 0) {
                throw new IllegalStateException(
                    "time table " + table.first() + " of a journal is of another category here");
              }
            })
        .replaceWithVoid();
  }

  private Uni<Integer> destroy(SqlConnection tx, Erased table) {
    return delete(tx, table)
        .call(
            () ->
                tx.preparedQuery(
                        "SELECT * FROM time_table WHERE series = $1 AND from_at < $3"
                            + " AND until_at > $2 FOR UPDATE")
                    .execute(
                        Tuple.of(
                            (short) table.series(),
                            Columns.utc(table.from()),
                            Columns.utc(table.until())))
                    .chain(
                        rows -> {
                          List<TimeTable> there = new ArrayList<>();
                          rows.forEach(row -> there.add(TimeTable.of(row)));
                          return close(tx, table, there);
                        }));
  }

  /** All that is back, wherever the tables begin and end here. */
  private static Uni<Integer> delete(SqlConnection tx, Erased table) {
    return tx.preparedQuery("DELETE FROM record_previous WHERE record_id >= $1 AND record_id < $2")
        .execute(Tuple.of(table.first(), table.last()))
        .chain(
            () ->
                tx.preparedQuery("DELETE FROM record_timed WHERE id >= $1 AND id < $2")
                    .execute(Tuple.of(table.first(), table.last())))
        .map(rows -> rows.rowCount());
  }

  private Uni<Void> close(SqlConnection tx, Erased table, List<TimeTable> there) {
    byte[] root = table.root();
    if (there.isEmpty()) {
      return insert(tx, table);
    }
    TimeTable one = there.get(0);
    boolean same = one.from().equals(table.from()) && one.until().equals(table.until());
    return same && !one.dropped()
        ? tables
            .dropped(tx, one, table.run(), table.records(), root, table.at())
            .chain(() -> tables.drop(tx, one))
        : Uni.createFrom().voidItem();
  }

  private static Uni<Void> insert(SqlConnection tx, Erased table) {
    return tx.preparedQuery(
            "INSERT INTO time_table (series, policy, category, from_at, until_at, first_id,"
                + " last_id, state, dropped_at, records, root, run_id)"
                + " VALUES ($1, $2, $3, $4, $5, $6, $7, 'DROPPED', $8, $9, $10, $11)")
        .execute(
            Tuple.tuple()
                .addShort((short) table.series())
                .addString(table.policy())
                .addString(table.category())
                .addOffsetDateTime(Columns.utc(table.from()))
                .addOffsetDateTime(Columns.utc(table.until()))
                .addUUID(table.first())
                .addUUID(table.last())
                .addOffsetDateTime(Columns.utc(table.at()))
                .addLong(table.records())
                .addValue(Buffer.buffer(table.root()))
                .addUUID(table.run()))
        .replaceWithVoid();
  }

  private Uni<Void> log(SqlConnection tx, Erased table, int back, Instant now) {
    return ledger.append(
        tx,
        "restore.replayed",
        now,
        Map.of(
            "run", table.run().toString(),
            "policy", table.policy(),
            "category", table.category(),
            "journalled", table.records(),
            "destroyedAgain", back));
  }

  /** Remembers whose records were in tables; those who have none any more are to be buried. */
  Uni<Void> persons(List<JournalledPerson> persons) {
    if (persons.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    List<UUID> subjects = persons.stream().map(JournalledPerson::subject).toList();
    return database.replay(
        tx ->
            tx.preparedQuery(
                    "INSERT INTO erasure_table_subject (table_id, bucket, subject_id)"
                        + " SELECT i.table_id, i.bucket, i.id"
                        + " FROM unnest($1::smallint[], $2::uuid[], $3::uuid[])"
                        + " AS i(bucket, id, table_id) ON CONFLICT DO NOTHING")
                .execute(
                    SubjectColumns.of(subjects)
                        .addArrayOfUUID(Columns.of(persons, JournalledPerson::table, new UUID[0])))
                .chain(() -> goThroughAgain(tx, persons)));
  }

  /** Another replica may have come to the end of those that were known. */
  private static Uni<Void> goThroughAgain(SqlConnection tx, List<JournalledPerson> persons) {
    UUID[] tables = persons.stream().map(JournalledPerson::table).distinct().toArray(UUID[]::new);
    return tx.preparedQuery(
            "UPDATE erasure_table SET buried = false, buried_bucket = NULL, buried_subject = NULL"
                + " WHERE id = ANY($1::uuid[])")
        .execute(Tuple.tuple().addArrayOfUUID(tables))
        .replaceWithVoid();
  }
}
