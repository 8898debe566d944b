package io.lethe.subject;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The activity of subjects, read in the order of their ids, and under which lock. */
public final class SubjectActivity {

  private SubjectActivity() {}

  /** Waits for those that are busy; one that is gone is absent. */
  static Uni<Map<UUID, Optional<ClockFacts.Activity>>> lock(
      SqlConnection connection, Collection<UUID> ids) {
    return read(connection, ids, "FOR NO KEY UPDATE");
  }

  /** The same; who is banned is absent. */
  static Uni<Map<UUID, Optional<ClockFacts.Activity>>> lockCollected(
      SqlConnection connection, Collection<UUID> ids) {
    return read(connection, ids, "AND NOT s.banned FOR NO KEY UPDATE");
  }

  /** Locks those that are not busy; the others are absent. */
  public static Uni<Map<UUID, Optional<ClockFacts.Activity>>> lockFree(
      SqlConnection connection, Collection<UUID> ids) {
    return read(connection, ids, "FOR NO KEY UPDATE SKIP LOCKED");
  }

  /** Without a lock. */
  public static Uni<Map<UUID, Optional<ClockFacts.Activity>>> look(
      SqlClient client, Collection<UUID> ids) {
    return read(client, ids, "OFFSET 0");
  }

  private static Uni<Map<UUID, Optional<ClockFacts.Activity>>> read(
      SqlClient client, Collection<UUID> ids, String lock) {
    return client
        .preparedQuery(
            """
            SELECT s.id, s.last_activity, s.activity_since
            FROM (SELECT * FROM unnest($1::smallint[], $2::uuid[]) AS k(bucket, id)
              ORDER BY bucket, id) AS i
            CROSS JOIN LATERAL (SELECT s.id, s.last_activity, s.activity_since FROM subject s
              WHERE s.bucket = i.bucket AND s.id = i.id %s) AS s
            """
                .formatted(lock))
        .execute(SubjectColumns.of(ids))
        .map(
            rows -> {
              Map<UUID, Optional<ClockFacts.Activity>> found = new HashMap<>();
              rows.forEach(row -> found.put(row.getUUID("id"), SubjectStore.activity(row)));
              return found;
            });
  }
}
