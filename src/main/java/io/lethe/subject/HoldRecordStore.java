package io.lethe.subject;

import io.lethe.database.Columns;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The records of holds over sets of records. */
@ApplicationScoped
class HoldRecordStore {

  /** Those of these records that a policy has, by id. */
  Uni<Map<UUID, Owned>> owned(SqlConnection tx, String policy, Collection<UUID> records) {
    return tx.preparedQuery(
            """
            SELECT r.id, r.subject_id, r.category
            FROM unnest($1::smallint[], $2::uuid[]) AS i(bucket, id)
            JOIN every_record r ON r.bucket = i.bucket AND r.id = i.id
            WHERE r.policy = $3
            """)
        .execute(SubjectColumns.of(records).addString(policy))
        .map(
            rows -> {
              Map<UUID, Owned> owned = new HashMap<>();
              rows.forEach(
                  row ->
                      owned.put(
                          row.getUUID("id"),
                          new Owned(
                              row.getUUID("id"),
                              row.getUUID("subject_id"),
                              row.getString("category"))));
              return owned;
            });
  }

  /** Writes down what a hold is over. */
  Uni<Void> insert(SqlConnection tx, UUID hold, Collection<Owned> records) {
    return tx.preparedQuery(
            """
            INSERT INTO hold_record (bucket, record_id, subject_id, category, hold_id)
            SELECT i.bucket, i.id, i.subject, i.category, $5
            FROM unnest($1::smallint[], $2::uuid[], $3::uuid[], $4::text[])
              AS i(bucket, id, subject, category)
            """)
        .execute(
            SubjectColumns.of(records.stream().map(Owned::id).toList())
                .addArrayOfUUID(Columns.of(records, Owned::subject, new UUID[0]))
                .addArrayOfString(Columns.of(records, Owned::category, new String[0]))
                .addUUID(hold))
        .replaceWithVoid();
  }

  /** The categories of the records of a hold. */
  Uni<List<String>> categories(SqlClient client, UUID hold) {
    return client
        .preparedQuery("SELECT DISTINCT category FROM hold_record WHERE hold_id = $1")
        .execute(Tuple.of(hold))
        .map(
            rows -> {
              List<String> categories = new ArrayList<>();
              rows.forEach(row -> categories.add(row.getString("category")));
              return categories;
            });
  }

  /** A record with whose it is. */
  record Owned(UUID id, UUID subject, String category) {}
}
