package io.lethe.policy;

import io.lethe.database.Columns;
import io.lethe.database.Database;
import io.lethe.policy.CalendarVersion.State;
import io.lethe.time.Calendars;
import io.lethe.time.WorkingDayTable;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/** Rows of added tables. */
@ApplicationScoped
class CalendarStore {

  private final Database database;

  CalendarStore(Database database) {
    this.database = database;
  }

  /** Every table that was ever added, in the order of names and versions. */
  Uni<List<Stored>> all() {
    return database
        .data()
        .query("SELECT * FROM calendar_version ORDER BY name, version")
        .execute()
        .map(CalendarStore::list);
  }

  /** Those in force, in the order in which they took effect. */
  Uni<List<Calendars.Added>> inForce() {
    return all().map(CalendarStore::inForce);
  }

  /** Those of them that are in force, in the order in which they took effect. */
  static List<Calendars.Added> inForce(List<Stored> stored) {
    return stored.stream()
        .filter(one -> one.epoch() > 0)
        .sorted(Comparator.comparing(Stored::epoch))
        .map(one -> new Calendars.Added(one.version().name(), one.table()))
        .toList();
  }

  /** Every table, for a transaction that is alone in changing tables and versions until it ends. */
  Uni<List<Stored>> locked(SqlConnection tx) {
    return tx.query("SELECT pg_advisory_xact_lock(4702, 0)")
        .execute()
        .chain(alone -> tx.query("SELECT * FROM calendar_version ORDER BY name, version").execute())
        .map(CalendarStore::list);
  }

  /** Adds a table. */
  Uni<Void> insert(SqlConnection tx, Stored added) {
    CalendarVersion version = added.version();
    return tx.preparedQuery(
            "INSERT INTO calendar_version (name, version, hash, csv, author, created_at, epoch,"
                + " effective_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)")
        .execute(
            Tuple.tuple()
                .addString(version.name())
                .addInteger(version.version())
                .addString(version.hash())
                .addString(added.csv())
                .addString(version.author())
                .addOffsetDateTime(Columns.utc(version.createdAt()))
                .addInteger(added.epoch() == 0 ? null : added.epoch())
                .addOffsetDateTime(Columns.utc(version.effectiveAt())))
        .replaceWithVoid();
  }

  /** Puts a table in force. */
  Uni<Void> approve(SqlConnection tx, Stored approved) {
    CalendarVersion version = approved.version();
    return tx.preparedQuery(
            "UPDATE calendar_version SET approved_by = $3, epoch = $4, effective_at = $5"
                + " WHERE name = $1 AND version = $2")
        .execute(
            Tuple.of(
                version.name(),
                version.version(),
                version.approvedBy(),
                approved.epoch(),
                Columns.utc(version.effectiveAt())))
        .replaceWithVoid();
  }

  private static List<Stored> list(Iterable<Row> rows) {
    List<Stored> stored = new ArrayList<>();
    rows.forEach(row -> stored.add(stored(row)));
    return stored;
  }

  private static Stored stored(Row row) {
    String csv = row.getString("csv");
    Integer epoch = row.getInteger("epoch");
    WorkingDayTable table = WorkingDayTable.parse(csv.lines().toList());
    return new Stored(
        new CalendarVersion(
            row.getString("name"),
            row.getInteger("version"),
            epoch == null ? State.AWAITING_APPROVAL : State.IN_FORCE,
            row.getString("hash"),
            table.workingDays(),
            row.getString("author"),
            Objects.requireNonNull(Columns.instant(row, "created_at")),
            row.getString("approved_by"),
            Columns.instant(row, "effective_at")),
        csv,
        table,
        epoch == null ? 0 : epoch);
  }

  /**
   * A stored table.
   *
   * @param epoch how many were in force with it; 0 while it awaits approval
   */
  record Stored(CalendarVersion version, String csv, WorkingDayTable table, int epoch) {

    /** The same, in force. */
    Stored inForce(String approvedBy, int epoch, Instant at) {
      return new Stored(
          new CalendarVersion(
              version.name(),
              version.version(),
              State.IN_FORCE,
              version.hash(),
              version.workingDays(),
              version.author(),
              version.createdAt(),
              approvedBy,
              at),
          csv,
          table,
          epoch);
    }
  }
}
