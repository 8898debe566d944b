package io.lethe.retention;

import io.lethe.subject.ClockFacts;
import io.lethe.subject.SubjectColumns;
import io.lethe.subject.SubjectStore;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The subjects of what is due. */
final class DueSubjects {

  private DueSubjects() {}

  /** Locks those that are not busy, and tells the activity of these. */
  static Uni<Map<UUID, Optional<ClockFacts.Activity>>> lock(
      SqlConnection connection, Collection<UUID> subjects) {
    return activity(connection, subjects, "FOR NO KEY UPDATE SKIP LOCKED");
  }

  /** Tells the activity of all, without a lock. */
  static Uni<Map<UUID, Optional<ClockFacts.Activity>>> look(
      SqlClient client, Collection<UUID> subjects) {
    return activity(client, subjects, "OFFSET 0");
  }

  private static Uni<Map<UUID, Optional<ClockFacts.Activity>>> activity(
      SqlClient client, Collection<UUID> subjects, String lock) {
    return client
        .preparedQuery(
            """
            SELECT s.id, s.last_activity, s.activity_since
            FROM unnest($1::smallint[], $2::uuid[]) AS i(bucket, id)
            CROSS JOIN LATERAL (SELECT id, last_activity, activity_since FROM subject
              WHERE bucket = i.bucket AND id = i.id %s) AS s
            """
                .formatted(lock))
        .execute(SubjectColumns.of(subjects))
        .map(
            rows -> {
              Map<UUID, Optional<ClockFacts.Activity>> found = new HashMap<>();
              rows.forEach(row -> found.put(row.getUUID("id"), SubjectStore.activity(row)));
              return found;
            });
  }
}
