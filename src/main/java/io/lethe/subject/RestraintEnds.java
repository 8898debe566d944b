package io.lethe.subject;

import io.lethe.database.Columns;
import io.lethe.database.Database;
import io.lethe.database.Ids;
import io.lethe.subject.RestraintStore.Placed;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Holds and blocks that end, so that what they kept is acted on at once and not by the next run of
 * the schedule.
 */
@ApplicationScoped
public class RestraintEnds {

  private final Database database;

  RestraintEnds(Database database) {
    this.database = database;
  }

  /**
   * Notes, in the transaction that places one, when it ends by itself; nothing where it has no end.
   */
  Uni<Void> foresee(SqlConnection tx, Placed placed) {
    Instant ends = placed.endsAt();
    return ends == null ? Uni.createFrom().voidItem() : note(tx, placed, ends);
  }

  /** Notes, in the transaction that releases it, that one has ended. */
  Uni<Void> note(SqlConnection tx, Placed placed, Instant at) {
    UUID subject = placed.subjectKey();
    return tx.preparedQuery(
            """
            INSERT INTO restraint_end (id, at, policy, category, bucket, subject_id, records)
            VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO UPDATE SET at = EXCLUDED.at
            """)
        .execute(
            Tuple.tuple()
                .addUUID(placed.id())
                .addOffsetDateTime(Columns.utc(at))
                .addString(placed.policy())
                .addString(placed.category())
                .addShort(subject == null ? null : (short) Ids.bucket(subject))
                .addUUID(subject)
                .addBoolean(placed.records() != null))
        .replaceWithVoid();
  }

  /** When the first of them ends, and the database's time; empty when there is none. */
  public Uni<Optional<First>> first() {
    return database
        .data()
        .query("SELECT min(at) AS at, now() AS now FROM restraint_end")
        .execute()
        .map(
            rows -> {
              Row row = rows.iterator().next();
              Instant at = Columns.instant(row, "at");
              return at == null
                  ? Optional.empty()
                  : Optional.of(new First(at, row.getOffsetDateTime("now").toInstant()));
            });
  }

  /** Those that have ended by {@code now}, the first ones first. */
  public Uni<List<Ended>> ended(Instant now, int limit) {
    return database
        .data()
        .preparedQuery("SELECT * FROM restraint_end WHERE at <= $1 ORDER BY at, id LIMIT $2")
        .execute(Tuple.of(Columns.utc(now), limit))
        .map(
            rows -> {
              List<Ended> ended = new ArrayList<>();
              rows.forEach(
                  row ->
                      ended.add(
                          new Ended(
                              row.getUUID("id"),
                              row.getOffsetDateTime("at").toInstant(),
                              row.getString("policy"),
                              row.getString("category"),
                              row.getUUID("subject_id"),
                              row.getBoolean("records"))));
              return ended;
            });
  }

  /** Forgets them; one that was released meanwhile, and so ended otherwise, stays. */
  public Uni<Void> forget(List<Ended> ended) {
    return database
        .data()
        .preparedQuery(
            "DELETE FROM restraint_end e USING unnest($1::uuid[], $2::timestamptz[]) AS i(id, at)"
                + " WHERE e.id = i.id AND e.at = i.at")
        .execute(
            Tuple.of(Columns.of(ended, Ended::id, new UUID[0]), Columns.instants(ended, Ended::at)))
        .replaceWithVoid();
  }

  /** The first end, and what time it was for the database. */
  public record First(Instant at, Instant databaseNow) {}

  /**
   * One that has ended, and what it kept.
   *
   * @param category null for all categories of the policy
   * @param subject null for everybody
   * @param ofRecords whether it was over a set of records
   */
  public record Ended(
      UUID id,
      Instant at,
      String policy,
      @Nullable String category,
      @Nullable UUID subject,
      boolean ofRecords) {}
}
