package io.lethe.subject;

import io.lethe.database.Columns;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes when replaced values are due, where a calendar says another day than was written. */
@ApplicationScoped
public class ReplacedTerms {

  /** Writes them; the rows are locked. */
  public Uni<Void> recount(SqlClient client, List<Recounted> rows) {
    if (rows.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return client
        .preparedQuery(
            """
            UPDATE record_previous p SET due_at = i.due, deadline = i.deadline
            FROM unnest($1::smallint[], $2::uuid[], $3::timestamptz[], $4::date[])
              AS i(bucket, id, due, deadline)
            WHERE p.bucket = i.bucket AND p.id = i.id
            """)
        .execute(
            SubjectColumns.of(rows.stream().map(Recounted::id).toList())
                .addValue(Columns.instants(rows, Recounted::due))
                .addValue(rows.stream().map(Recounted::deadline).toArray(LocalDate[]::new)))
        .replaceWithVoid();
  }

  /** Replaced values that are due on another day than was written. */
  public record Recounted(UUID id, Instant due, @Nullable LocalDate deadline) {}
}
