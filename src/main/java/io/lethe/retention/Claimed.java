package io.lethe.retention;

import io.lethe.database.Columns;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A row that a batch has claimed.
 *
 * @param bytes of its content, as it is stored
 * @param data the protected view as JSON text; {@code {}} when it was not asked for
 */
record Claimed(
    UUID id,
    UUID subject,
    int policyVersion,
    Instant collectedAt,
    Instant receivedAt,
    Instant dueAt,
    @Nullable UUID keyId,
    int bytes,
    String data,
    byte @Nullable [] sealed) {

  /** Reads what was claimed. */
  static List<Claimed> of(Iterable<Row> rows, boolean withContent) {
    List<Claimed> claimed = new ArrayList<>();
    rows.forEach(row -> claimed.add(of(row, withContent)));
    return claimed;
  }

  private static Claimed of(Row row, boolean withContent) {
    return new Claimed(
        row.getUUID("id"),
        row.getUUID("subject_id"),
        row.getInteger("policy_version"),
        row.getOffsetDateTime("collected_at").toInstant(),
        row.getOffsetDateTime("received_at").toInstant(),
        row.getOffsetDateTime("due_at").toInstant(),
        row.getUUID("key_id"),
        row.getInteger("bytes"),
        withContent ? row.getString("data") : "{}",
        withContent ? Columns.bytes(row, "sealed") : null);
  }

  /** Of all of them. */
  static long bytes(Collection<Claimed> rows) {
    return rows.stream().mapToLong(Claimed::bytes).sum();
  }

  /** Names no value. */
  @Override
  public String toString() {
    return "Claimed[id=" + id + "]";
  }
}
