package io.lethe.subject;

import io.lethe.database.Columns;
import io.lethe.database.Database;
import io.lethe.database.Ids;
import io.lethe.policy.Category;
import io.lethe.subject.Task.Kind;
import io.lethe.subject.Task.What;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Rows of tasks. */
@ApplicationScoped
class TaskStore {

  private static final int YEARS = 3;

  private final Database database;

  TaskStore(Database database) {
    this.database = database;
  }

  /** Adds tasks in a transaction of their own. */
  Uni<Void> insert(List<Task> tasks) {
    return database.transaction(tx -> insert(tx, tasks));
  }

  /** Adds tasks; those of a run that are there already are left. */
  Uni<Void> insert(SqlClient client, List<Task> tasks) {
    if (tasks.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return client
        .preparedQuery(
            "INSERT INTO task (id, policy, category, kind, what, recipient, run_id, subject_id,"
                + " fields, clause, created_at, due_on)"
                + " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
                + " ON CONFLICT DO NOTHING")
        .executeBatch(tasks.stream().map(TaskStore::row).toList())
        .replaceWithVoid();
  }

  private static Tuple row(Task task) {
    return Tuple.tuple()
        .addUUID(task.id())
        .addString(task.policy())
        .addString(task.category())
        .addString(task.kind().name())
        .addString(task.what().name())
        .addString(task.recipient())
        .addUUID(task.runId())
        .addUUID(task.subjectKey())
        .addArrayOfString(task.fields().toArray(new String[0]))
        .addString(task.clause())
        .addOffsetDateTime(Columns.utc(task.createdAt()))
        .addLocalDate(task.dueOn());
  }

  /** What a run has done to records, by policy, category and action, and when it began to. */
  Uni<List<Done>> done(UUID run) {
    return database
        .data()
        .preparedQuery(
            "SELECT policy, category, action, min(at) AS since FROM erasure"
                + " WHERE run_id = $1 AND subject_id IS NOT NULL AND rule <> $2"
                + " GROUP BY policy, category, action ORDER BY 1, 2, 3")
        .execute(Tuple.of(run, (short) Category.REPLACED))
        .map(
            rows -> {
              List<Done> done = new ArrayList<>();
              rows.forEach(
                  row ->
                      done.add(
                          new Done(
                              row.getString("policy"),
                              row.getString("category"),
                              What.valueOf(row.getString("action")),
                              row.getOffsetDateTime("since").toInstant())));
              return done;
            });
  }

  /** Who had data of the category of those that a run has acted on. */
  Uni<List<String>> recipients(UUID run, Done done) {
    return database
        .data()
        .preparedQuery(
            """
            SELECT DISTINCT d.recipient FROM erasure e
            JOIN disclosure d ON d.bucket = e.bucket AND d.subject_id = e.subject_id
              AND d.category = e.category
            WHERE e.run_id = $1 AND e.policy = $2 AND e.category = $3 AND e.action = $4
              AND e.rule <> $5
            ORDER BY 1
            """)
        .execute(
            Tuple.of(
                run, done.policy(), done.category(), done.what().name(), (short) Category.REPLACED))
        .map(TaskStore::names);
  }

  /** Who had one of these fields of a subject's category; of a transfer of all, any. */
  Uni<List<String>> recipients(
      SqlClient client, UUID subject, String category, Collection<String> fields) {
    return client
        .preparedQuery(
            "SELECT DISTINCT recipient FROM disclosure WHERE bucket = $1 AND subject_id = $2"
                + " AND category = $3 AND (fields = '{}' OR fields && $4::text[]) ORDER BY 1")
        .execute(
            Tuple.tuple()
                .addShort((short) Ids.bucket(subject))
                .addUUID(subject)
                .addString(category)
                .addArrayOfString(fields.toArray(new String[0])))
        .map(TaskStore::names);
  }

  private static List<String> names(Iterable<Row> rows) {
    List<String> names = new ArrayList<>();
    rows.forEach(row -> names.add(row.getString("recipient")));
    return names;
  }

  /** A page of tasks. */
  Uni<List<Task>> page(Filter filter, UUID after, int limit) {
    return database
        .data()
        .preparedQuery(
            """
            SELECT * FROM task WHERE id > $1
              AND ($3::text IS NULL OR policy = $3) AND ($4::text IS NULL OR kind = $4)
              AND (NOT $5 OR done_at IS NULL)
              AND ($6::date IS NULL OR done_at IS NULL AND due_on < $6)
            ORDER BY id LIMIT $2
            """)
        .execute(
            Tuple.tuple()
                .addUUID(after)
                .addInteger(limit)
                .addString(filter.policy())
                .addString(filter.kind() == null ? null : filter.kind().name())
                .addBoolean(filter.open())
                .addLocalDate(filter.overdueOn()))
        .map(TaskStore::list);
  }

  Uni<Optional<Task>> find(SqlClient client, UUID id, boolean lock) {
    return client
        .preparedQuery("SELECT * FROM task WHERE id = $1" + (lock ? " FOR UPDATE" : ""))
        .execute(Tuple.of(id))
        .map(rows -> list(rows).stream().findFirst());
  }

  /** Says that it was done. */
  Uni<Void> done(SqlClient client, UUID id, Instant at, String by, @Nullable String proof) {
    return client
        .preparedQuery("UPDATE task SET done_at = $2, done_by = $3, proof = $4 WHERE id = $1")
        .execute(Tuple.of(id, Columns.utc(at), by, proof))
        .replaceWithVoid();
  }

  /** Removes what was done more than three years ago. */
  Uni<Integer> expire(Instant now) {
    Instant before =
        LocalDate.ofInstant(now, ZoneOffset.UTC)
            .minusYears(YEARS)
            .minusDays(1)
            .atStartOfDay(ZoneOffset.UTC)
            .toInstant();
    return database
        .data()
        .preparedQuery("DELETE FROM task WHERE done_at < $1")
        .execute(Tuple.of(Columns.utc(before)))
        .map(rows -> rows.rowCount());
  }

  private static List<Task> list(Iterable<Row> rows) {
    List<Task> tasks = new ArrayList<>();
    rows.forEach(row -> tasks.add(task(row)));
    return tasks;
  }

  private static Task task(Row row) {
    return new Task(
        row.getUUID("id"),
        row.getString("policy"),
        row.getString("category"),
        Kind.valueOf(row.getString("kind")),
        What.valueOf(row.getString("what")),
        row.getString("recipient"),
        row.getUUID("run_id"),
        row.getUUID("subject_id"),
        List.of(row.getArrayOfStrings("fields")),
        row.getString("clause"),
        Objects.requireNonNull(Columns.instant(row, "created_at")),
        row.getLocalDate("due_on"),
        Columns.instant(row, "done_at"),
        row.getString("done_by"),
        row.getString("proof"));
  }

  /** What a run has done to records of a category. */
  record Done(String policy, String category, What what, Instant since) {}

  /**
   * Which tasks.
   *
   * @param open those alone that are not done
   * @param overdueOn those alone that had to be done before that day
   */
  record Filter(
      @Nullable String policy, @Nullable Kind kind, boolean open, @Nullable LocalDate overdueOn) {}
}
