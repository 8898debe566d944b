package io.lethe.retention;

import io.lethe.database.Columns;
import io.lethe.database.Database;
import io.lethe.database.Ids;
import io.lethe.database.Rounds;
import io.lethe.subject.Burial;
import io.lethe.subject.SubjectStore;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Buries those whose last records went with a time table.
 *
 * <p>A drop remembers whose records it takes. They are gone through afterwards, so many at a time;
 * how far that has come is in the journal of the table, so that a kill loses nobody. Who has
 * another record is not locked for it: whatever takes the last one finds the table gone, and buries
 * them.
 *
 * <p><b>Warning</b>: that holds because whoever has read records of a table is waited for before
 * they go ({@code ACCESS EXCLUSIVE}): they have committed what they took.
 */
@ApplicationScoped
class TableBurial {

  private static final int SUBJECTS = 5_000;

  private final Database database;
  private final SubjectStore subjects;
  private final Burial burial;
  private final Duration timeout;

  TableBurial(Database database, SubjectStore subjects, Burial burial, RetentionConfig config) {
    this.database = database;
    this.subjects = subjects;
    this.burial = burial;
    this.timeout = config.batchTimeout();
  }

  /** Buries whoever is left of all dropped tables and has no record any more. */
  Uni<Void> bury() {
    return Rounds.of(
            true,
            more -> Burial.again(database.transactionByKeys(timeout, this::step)),
            more -> more)
        .replaceWithVoid();
  }

  private Uni<Boolean> step(SqlConnection tx) {
    return next(tx)
        .chain(
            found ->
                found.isEmpty()
                    ? Uni.createFrom().item(false)
                    : step(tx, found.get()).replaceWith(true));
  }

  private Uni<Void> step(SqlConnection tx, Left left) {
    return persons(tx, left)
        .chain(
            persons ->
                subjects
                    .lock(tx, persons.stream().filter(Person::gone).map(Person::id).toList())
                    .chain(locked -> bury(tx, List.copyOf(locked.keySet()), left))
                    .chain(() -> went(tx, left, persons)));
  }

  private Uni<Void> bury(SqlConnection tx, List<UUID> locked, Left left) {
    return locked.isEmpty()
        ? Uni.createFrom().voidItem()
        : burial.empty(tx, locked, left.at(), left.cutoff());
  }

  private static Uni<Optional<Left>> next(SqlConnection tx) {
    return tx.query(
            "SELECT id, at, LEAST(at, (SELECT cutoff FROM retention_run r"
                + " WHERE r.id = erasure_table.run_id)) AS cutoff,"
                + " COALESCE(buried_bucket, -1::smallint) AS bucket,"
                + " COALESCE(buried_subject, id) AS subject"
                + " FROM erasure_table WHERE NOT buried ORDER BY at, id LIMIT 1"
                + " FOR UPDATE SKIP LOCKED")
        .execute()
        .map(
            rows ->
                Columns.first(
                    rows,
                    row ->
                        new Left(
                            row.getUUID("id"),
                            row.getOffsetDateTime("at").toInstant(),
                            row.getOffsetDateTime("cutoff").toInstant(),
                            row.getShort("bucket"),
                            row.getUUID("subject"))));
  }

  private static Uni<List<Person>> persons(SqlConnection tx, Left left) {
    return tx.preparedQuery(
            """
            SELECT s.subject_id, other.here IS NULL AS gone
            FROM (
              SELECT bucket, subject_id FROM erasure_table_subject
              WHERE table_id = $1 AND (bucket, subject_id) > ($2, $3)
              ORDER BY bucket, subject_id LIMIT $4) AS s
            LEFT JOIN LATERAL (
              SELECT true AS here FROM every_record r
              WHERE r.bucket = s.bucket AND r.subject_id = s.subject_id LIMIT 1) AS other ON true
            ORDER BY s.bucket, s.subject_id
            """)
        .execute(Tuple.of(left.table(), left.bucket(), left.subject(), SUBJECTS))
        .map(
            rows ->
                Columns.all(
                    rows, row -> new Person(row.getUUID("subject_id"), row.getBoolean("gone"))));
  }

  private static Uni<Void> went(SqlConnection tx, Left left, List<Person> persons) {
    boolean end = persons.size() < SUBJECTS;
    UUID last = persons.isEmpty() ? left.subject() : persons.get(persons.size() - 1).id();
    return tx.preparedQuery(
            "UPDATE erasure_table SET buried = $2, buried_bucket = $3, buried_subject = $4"
                + " WHERE id = $1")
        .execute(Tuple.of(left.table(), end, (short) Ids.bucket(last), last))
        .replaceWithVoid();
  }

  /** A table whose persons are left, after this one. */
  private record Left(UUID table, Instant at, Instant cutoff, short bucket, UUID subject) {}

  /**
   * Somebody whose records were in it.
   *
   * @param gone whether they have no other record
   */
  private record Person(UUID id, boolean gone) {}
}
