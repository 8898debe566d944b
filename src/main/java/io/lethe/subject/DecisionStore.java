package io.lethe.subject;

import io.lethe.crypto.VersionedToken;
import io.lethe.database.Columns;
import io.lethe.database.Database;
import io.lethe.key.KeyRings.Seen;
import io.lethe.key.PolicyKeys.SubjectTokens;
import io.lethe.policy.PolicyDocument;
import io.lethe.policy.RecordTables;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a decision asks of the database, in one statement. */
@ApplicationScoped
class DecisionStore {

  private static final String[] EVENTS = PolicyDocument.GROUND_EVENTS.toArray(new String[0]);

  /** $1 bucket, $2 versions, $3 tokens, $4 policy, $5 category, $6 now, $7 types of events. */
  private static final String FACTS =
      """
      SELECT e.epoch, t.subject_id, g.destroyed_at, g.banned,
        EXISTS (
          SELECT 1 FROM block b
          WHERE b.released_at IS NULL AND (b.ends_at IS NULL OR b.ends_at > $6)
            AND b.policy = $4 AND b.subject_id IS NULL
            AND (b.category IS NULL OR b.category = $5))
        OR EXISTS (
          SELECT 1 FROM block b
          WHERE b.released_at IS NULL AND (b.ends_at IS NULL OR b.ends_at > $6)
            AND b.bucket = $1 AND b.subject_id = t.subject_id
            AND (b.category IS NULL OR b.category = $5)) AS blocked,
        o.oldest, r.collected_at, r.received_at, v.types, v.purposes, v.ats, v.received
      FROM (SELECT 1) AS one
      LEFT JOIN key_epoch e ON e.policy = $4
      LEFT JOIN LATERAL (
        SELECT s.subject_id FROM unnest($2::int[], $3::bytea[]) AS i(version, token)
        JOIN subject_token s ON s.bucket = $1 AND s.token = i.token AND s.policy = $4
          AND s.version = i.version LIMIT 1) t ON true
      LEFT JOIN LATERAL (
        SELECT max(x.destroyed_at) AS destroyed_at, bool_or(x.banned) AS banned
        FROM unnest($2::int[], $3::bytea[]) AS i(version, token)
        JOIN tombstone x ON x.bucket = $1 AND x.token = i.token AND x.policy = $4
          AND x.version = i.version) g ON true
      LEFT JOIN LATERAL (
        SELECT n.collected_at, n.received_at FROM %1$s n
        WHERE n.bucket = $1 AND n.subject_id = t.subject_id AND n.category = $5
        ORDER BY n.collected_at DESC, n.received_at DESC LIMIT 1) r ON true
      LEFT JOIN LATERAL (
        SELECT min(n.collected_at) AS oldest FROM %1$s n
        WHERE n.bucket = $1 AND n.subject_id = t.subject_id AND n.category = $5) o ON true
      LEFT JOIN LATERAL (
        SELECT array_agg(x.type) AS types, array_agg(x.purpose) AS purposes,
          array_agg(x.at) AS ats, array_agg(x.received_at) AS received
        FROM subject_event x
        WHERE x.bucket = $1 AND x.subject_id = t.subject_id
          AND x.type = ANY($7::text[])) v ON true
      """;

  private final Database database;
  private final RecordTables tables;

  DecisionStore(Database database, RecordTables tables) {
    this.database = database;
    this.tables = tables;
  }

  /** What is known of a subject for a category, and the epoch of the policy's keys. */
  Uni<Seen<SubjectFacts>> facts(
      String policy, String category, SubjectTokens subject, Instant now) {
    List<VersionedToken> tokens = subject.tokens();
    return database
        .data()
        .preparedQuery(FACTS.formatted(tables.of(policy, category)))
        .execute(
            Tuple.tuple()
                .addShort((short) subject.bucket())
                .addArrayOfInteger(Columns.of(tokens, VersionedToken::version, new Integer[0]))
                .addValue(Columns.of(tokens, token -> Buffer.buffer(token.bytes()), new Buffer[0]))
                .addString(policy)
                .addString(category)
                .addOffsetDateTime(Columns.utc(now))
                .addArrayOfString(EVENTS))
        .map(rows -> seen(rows.iterator().next()));
  }

  private static Seen<SubjectFacts> seen(Row row) {
    Long epoch = row.getLong("epoch");
    Instant destroyed = Columns.instant(row, "destroyed_at");
    return new Seen<>(
        epoch == null ? 0 : epoch,
        new SubjectFacts(
            Optional.ofNullable(row.getUUID("subject_id")),
            destroyed == null
                ? Optional.empty()
                : Optional.of(new Tombstone(destroyed, row.getBoolean("banned"))),
            row.getBoolean("blocked"),
            Optional.ofNullable(Columns.instant(row, "oldest")),
            clock(row)));
  }

  private static ClockFacts clock(Row row) {
    List<ClockFacts.Event> events = events(row);
    Instant collected = Columns.instant(row, "collected_at");
    Instant received = Columns.instant(row, "received_at");
    return collected == null || received == null
        ? ClockFacts.unrecorded(events)
        : new ClockFacts(collected, received, null, events);
  }

  private static List<ClockFacts.Event> events(Row row) {
    String[] types = row.getArrayOfStrings("types");
    if (types == null) {
      return List.of();
    }
    String[] purposes = row.getArrayOfStrings("purposes");
    OffsetDateTime[] ats = row.getArrayOfOffsetDateTimes("ats");
    OffsetDateTime[] received = row.getArrayOfOffsetDateTimes("received");
    List<ClockFacts.Event> events = new ArrayList<>(types.length);
    for (int i = 0; i < types.length; i++) {
      events.add(
          new ClockFacts.Event(types[i], purposes[i], ats[i].toInstant(), received[i].toInstant()));
    }
    return events;
  }
}
