package io.lethe.record;

import io.lethe.database.Columns;
import io.lethe.database.Database;
import io.lethe.database.Ids;
import io.lethe.database.Rounds;
import io.lethe.intake.Outcome;
import io.lethe.policy.RecordTables;
import io.lethe.problem.ErrorCode;
import io.lethe.record.PlacementReader.Placed;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Finds the time tables that drafts go to, and makes those that are not there.
 *
 * <p><b>Guarantee</b>: nothing is written into a table that is being dropped: who inserts shares
 * the lock of the table, and looks for its state in a later statement.
 *
 * <p><b>Thread safety</b>: any thread; what it remembers of tables may be old, and is looked at
 * again under the lock.
 */
@ApplicationScoped
class TimeTables {

  private final Database database;
  private final RecordTables records;
  private final Map<Key, NavigableMap<Instant, TimeTable>> known = new ConcurrentHashMap<>();

  TimeTables(Database database, RecordTables records) {
    this.database = database;
    this.records = records;
  }

  /** Puts drafts into their tables; those of a dropped one are refused. */
  Uni<Placed> place(String policy, Placed placed, Outcome[] outcomes, Instant now) {
    if (records.of(policy).equals(RecordTables.ROWS)) {
      return Uni.createFrom().item(placed);
    }
    List<Draft> timed =
        placed.drafts().stream()
            .filter(draft -> draft.isTimed() && Ids.tells(draft.collectedAt(now)))
            .toList();
    return Rounds.of(
            unknown(timed, now),
            left ->
                left.isEmpty()
                    ? Uni.createFrom().item(left)
                    : open(left.get(0), now).map(done -> unknown(left, now)),
            left -> !left.isEmpty())
        .map(done -> placed(placed, timed, outcomes, now));
  }

  private List<Draft> unknown(List<Draft> drafts, Instant now) {
    return drafts.stream().filter(draft -> table(draft, now).isEmpty()).toList();
  }

  private Optional<TimeTable> table(Draft draft, Instant now) {
    Instant at = draft.collectedAt(now);
    return Optional.ofNullable(known.get(Key.of(draft)))
        .map(tables -> tables.floorEntry(at))
        .map(Map.Entry::getValue)
        .filter(table -> table.takes(at));
  }

  private Placed placed(Placed placed, List<Draft> timed, Outcome[] outcomes, Instant now) {
    Map<Integer, TimeTable> tables = new HashMap<>();
    List<Draft> left = new ArrayList<>(placed.drafts());
    for (Draft draft : timed) {
      TimeTable table = table(draft, now).orElseThrow(SubjectChanged::new);
      if (table.dropped()) {
        outcomes[draft.position()] = Outcome.rejected(ErrorCode.TIME_TABLE_DROPPED, "collectedAt");
        left.remove(draft);
      } else {
        tables.put(draft.position(), table);
      }
    }
    return new Placed(placed.placement(), left, tables);
  }

  /** Makes the table of a draft if there is none, and reads those of its day. */
  private Uni<Void> open(Draft draft, Instant now) {
    Key key = Key.of(draft);
    Instant at = draft.collectedAt(now);
    ZoneId zone = draft.input().version().document().zone();
    LocalDate day = LocalDate.ofInstant(at, zone);
    Instant begins = day.atStartOfDay(zone).toInstant();
    Instant ends = day.plusDays(1).atStartOfDay(zone).toInstant();
    return database
        .data()
        .preparedQuery("SELECT time_table_open($1, $2, $3, $4, $5)::text")
        .execute(
            Tuple.of(
                key.policy(),
                key.category(),
                Columns.utc(at),
                Columns.utc(begins),
                Columns.utc(ends)))
        .chain(
            () ->
                database
                    .data()
                    .preparedQuery(
                        "SELECT * FROM time_table WHERE policy = $1 AND category = $2"
                            + " AND from_at < $4 AND until_at > $3")
                    .execute(
                        Tuple.of(
                            key.policy(), key.category(), Columns.utc(begins), Columns.utc(ends))))
        .invoke(rows -> remember(key, rows))
        .replaceWithVoid();
  }

  private void remember(Key key, Iterable<Row> rows) {
    NavigableMap<Instant, TimeTable> tables =
        known.computeIfAbsent(key, any -> new ConcurrentSkipListMap<>());
    rows.forEach(
        row -> {
          TimeTable table = TimeTable.of(row);
          tables.put(table.from(), table);
        });
  }

  /**
   * Keeps these tables from being dropped until the transaction ends.
   *
   * @throws SubjectChanged when one has been dropped; it is not remembered as it was
   */
  Uni<Void> enter(SqlConnection tx, Collection<TimeTable> placed) {
    List<TimeTable> tables = placed.stream().distinct().toList();
    if (tables.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return tx.preparedQuery(
            "SELECT pg_advisory_xact_lock_shared($1, hashtext(name))"
                + " FROM (SELECT unnest($2::text[]) AS name ORDER BY 1) AS tables")
        .execute(
            Tuple.tuple()
                .addInteger(TimeTable.LOCK)
                .addArrayOfString(Columns.of(tables, TimeTable::partition, new String[0])))
        .chain(
            () ->
                tx.preparedQuery(
                        "SELECT 1 FROM unnest($1::smallint[], $2::timestamptz[]) AS i(series, at)"
                            + " JOIN time_table t ON t.series = i.series AND t.from_at = i.at"
                            + " WHERE t.state = 'OPEN'")
                    .execute(
                        Tuple.tuple()
                            .addArrayOfShort(
                                Columns.of(tables, table -> (short) table.series(), new Short[0]))
                            .addArrayOfOffsetDateTime(Columns.instants(tables, TimeTable::from))))
        .invoke(
            open -> {
              if (open.size() != tables.size()) {
                tables.forEach(this::forget);
                throw new SubjectChanged();
              }
            })
        .replaceWithVoid();
  }

  private void forget(TimeTable table) {
    Optional.ofNullable(known.get(new Key(table.policy(), table.category())))
        .ifPresent(tables -> tables.remove(table.from()));
  }

  private record Key(String policy, String category) {
    private static Key of(Draft draft) {
      return new Key(draft.input().version().policy(), draft.input().category().name());
    }
  }
}
