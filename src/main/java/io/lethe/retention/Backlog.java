package io.lethe.retention;

import io.lethe.database.Columns;
import io.lethe.database.Database;
import io.lethe.database.Rounds;
import io.lethe.policy.PolicyCatalog;
import io.lethe.subject.Clocks;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/**
 * Measures what is due and what is overdue, by category.
 *
 * <p>It reads the stored due dates, which are never later than the truth: a record whose subject
 * was active meanwhile counts until a run has looked at it.
 */
@ApplicationScoped
class Backlog {

  private final Database database;
  private final PolicyCatalog policies;
  private final Clocks clocks;
  private final RetentionMetrics metrics;
  private final Clock clock;

  Backlog(
      Database database,
      PolicyCatalog policies,
      Clocks clocks,
      RetentionMetrics metrics,
      Clock clock) {
    this.database = database;
    this.policies = policies;
    this.clocks = clocks;
    this.metrics = metrics;
    this.clock = clock;
  }

  /** Measures every category of every version that is or was active. */
  Uni<Void> measure() {
    List<CategoryRef> categories =
        policies.names().stream()
            .flatMap(policies::published)
            .flatMap(
                version ->
                    version.document().categories().keySet().stream()
                        .filter(category -> !version.blocks(category))
                        .map(category -> new CategoryRef(version.policy(), category)))
            .distinct()
            .toList();
    return Rounds.each(categories, this::measure);
  }

  private Uni<Void> measure(CategoryRef category) {
    Instant now = clock.instant();
    return database
        .data()
        .preparedQuery(
            """
            SELECT count(*) AS due, count(*) FILTER (WHERE r.due_at < $4) AS overdue
            FROM generate_series(0, 63) AS b(bucket)
            JOIN record r ON r.bucket = b.bucket::smallint
            WHERE r.policy = $1 AND r.category = $2 AND r.due_at <= $3
            """)
        .execute(
            Tuple.of(
                category.policy(),
                category.category(),
                Columns.utc(now),
                Columns.utc(overdueBefore(category, now))))
        .invoke(
            rows -> {
              Row row = rows.iterator().next();
              metrics.backlog(category, row.getLong("due"), row.getLong("overdue"));
            })
        .replaceWithVoid();
  }

  /** Due before this instant means past the longest time that any rule allows for its action. */
  private Instant overdueBefore(CategoryRef category, Instant now) {
    return now.minus(clocks.longestWithin(category.policy(), category.category(), now));
  }
}
