package io.lethe.statement;

import io.lethe.database.Columns;
import io.lethe.database.Database;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Written statements. */
@ApplicationScoped
class StatementStore {

  private static final int LOCK = 4720;

  private final Database database;

  StatementStore(Database database) {
    this.database = database;
  }

  /** Whether this transaction is the one that writes statements of a policy, until it ends. */
  Uni<Boolean> lead(SqlConnection tx, String policy) {
    return tx.preparedQuery("SELECT pg_try_advisory_xact_lock($1, hashtext($2)) AS leads")
        .execute(Tuple.of(LOCK, policy))
        .map(rows -> rows.iterator().next().getBoolean("leads"));
  }

  /** The months of a policy that have a statement. */
  Uni<Set<YearMonth>> months(SqlConnection tx, String policy) {
    return tx.preparedQuery("SELECT month FROM statement WHERE policy = $1")
        .execute(Tuple.of(policy))
        .map(
            rows -> {
              Set<YearMonth> months = new HashSet<>();
              rows.forEach(row -> months.add(YearMonth.from(row.getLocalDate("month"))));
              return months;
            });
  }

  Uni<Void> insert(SqlConnection tx, Written written, String content) {
    return tx.preparedQuery(
            "INSERT INTO statement (id, policy, month, created_at, content, hash)"
                + " VALUES ($1, $2, $3, $4, $5, $6)")
        .execute(
            Tuple.of(
                written.id(),
                written.policy(),
                LocalDate.parse(written.month() + "-01"),
                Columns.utc(written.createdAt()),
                content,
                written.hash()))
        .replaceWithVoid();
  }

  /** Statements after an id, of a policy and a month where they are given, in order. */
  Uni<List<Written>> page(
      @Nullable String policy, @Nullable YearMonth month, UUID after, int limit) {
    return database
        .data()
        .preparedQuery(
            "SELECT id, policy, month, created_at, hash FROM statement WHERE id > $1"
                + " AND ($2::text IS NULL OR policy = $2) AND ($3::date IS NULL OR month = $3)"
                + " ORDER BY id LIMIT $4")
        .execute(Tuple.of(after, policy, month == null ? null : month.atDay(1), limit))
        .map(rows -> Columns.all(rows, StatementStore::written));
  }

  /** A statement with its content. */
  Uni<Optional<Whole>> find(UUID id) {
    return database
        .data()
        .preparedQuery("SELECT * FROM statement WHERE id = $1")
        .execute(Tuple.of(id))
        .map(rows -> Columns.first(rows, row -> new Whole(written(row), row.getString("content"))));
  }

  private static Written written(Row row) {
    return new Written(
        row.getUUID("id"),
        row.getString("policy"),
        YearMonth.from(row.getLocalDate("month")).toString(),
        row.getOffsetDateTime("created_at").toInstant(),
        row.getString("hash"));
  }

  /**
   * A statement in a list.
   *
   * @param hash SHA-256 of its text, as it is answered, in hexadecimal
   */
  record Written(UUID id, String policy, String month, Instant createdAt, String hash) {}

  /** The same with its text. */
  record Whole(Written written, String content) {}
}
