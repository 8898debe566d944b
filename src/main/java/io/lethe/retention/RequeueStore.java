package io.lethe.retention;

import io.lethe.database.Columns;
import io.lethe.database.Database;
import io.lethe.subject.RestraintEnds.Ended;
import io.lethe.subject.SubjectColumns;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** Whether something is due of what a hold or a block has kept, by the stored due dates. */
@ApplicationScoped
class RequeueStore {

  private final Database database;

  RequeueStore(Database database) {
    this.database = database;
  }

  /**
   * Whether something of these categories is due: records, replaced values, depersonalized rows.
   */
  Uni<Boolean> dueOf(Collection<CategoryRef> categories, Instant now) {
    return database
        .data()
        .preparedQuery(
            """
            SELECT EXISTS (SELECT 1 FROM unnest($1::text[], $2::text[]) AS c(policy, category)
              WHERE EXISTS (SELECT 1 FROM generate_series(0, 63) AS b(bucket)
                  CROSS JOIN LATERAL (SELECT 1 FROM every_record r
                    WHERE r.bucket = b.bucket::smallint AND r.policy = c.policy
                      AND r.category = c.category AND r.due_at <= $3 LIMIT 1) AS one)
                OR EXISTS (SELECT 1 FROM record_previous p
                  WHERE p.policy = c.policy AND p.category = c.category AND p.due_at <= $3)
                OR EXISTS (SELECT 1 FROM depersonalized.record d
                  WHERE d.policy = c.policy AND d.category = c.category AND d.destroy_after <= $4))
              AS due
            """)
        .execute(
            Tuple.of(
                Columns.of(categories, CategoryRef::policy, new String[0]),
                Columns.of(categories, CategoryRef::category, new String[0]),
                Columns.utc(now),
                LocalDate.ofInstant(now, ZoneOffset.MAX)))
        .map(rows -> rows.iterator().next().getBoolean("due"));
  }

  /** Whether a record of these sets is due, or values of it that were replaced. */
  Uni<Boolean> dueOfSets(List<Ended> holds, Instant now) {
    return database
        .data()
        .preparedQuery(
            """
            SELECT EXISTS (
              SELECT 1 FROM hold_record y
              JOIN every_record r ON r.bucket = y.bucket AND r.id = y.record_id
              WHERE y.hold_id = ANY($1::uuid[])
                AND (r.due_at <= $2 OR EXISTS (SELECT 1 FROM record_previous p
                  WHERE p.bucket = r.bucket AND p.record_id = r.id AND p.due_at <= $2))) AS due
            """)
        .execute(Tuple.of(Columns.of(holds, Ended::id, new UUID[0]), Columns.utc(now)))
        .map(rows -> rows.iterator().next().getBoolean("due"));
  }

  /** Whether something of these people is due: records, and replaced values of such. */
  Uni<Boolean> dueOf(List<Ended> people, Instant now) {
    return database
        .data()
        .preparedQuery(
            """
            SELECT EXISTS (
              SELECT 1 FROM unnest($1::smallint[], $2::uuid[], $3::text[]) AS i(bucket, id, category)
              JOIN every_record r ON r.bucket = i.bucket AND r.subject_id = i.id
                AND (i.category IS NULL OR r.category = i.category)
              WHERE r.due_at <= $4 OR EXISTS (SELECT 1 FROM record_previous p
                WHERE p.bucket = r.bucket AND p.record_id = r.id AND p.due_at <= $4)) AS due
            """)
        .execute(
            SubjectColumns.of(people.stream().map(Ended::subject).toList())
                .addArrayOfString(Columns.of(people, Ended::category, new String[0]))
                .addOffsetDateTime(Columns.utc(now)))
        .map(rows -> rows.iterator().next().getBoolean("due"));
  }
}
