package io.lethe.subject;

import io.lethe.crypto.VersionedToken;
import io.lethe.database.Columns;
import io.lethe.database.Database;
import io.lethe.database.Ids;
import io.lethe.key.PolicyKeys.SubjectTokens;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Subjects, their tokens and their tombstones. */
@ApplicationScoped
public class SubjectStore {

  private final Database database;

  SubjectStore(Database database) {
    this.database = database;
  }

  /**
   * Finds subjects by their tokens, without a lock.
   *
   * @return ids by position in {@code subjects}; unknown ones are absent
   */
  public Uni<Map<Integer, UUID>> find(
      SqlClient client, String policy, List<SubjectTokens> subjects) {
    return client
        .preparedQuery(
            """
            SELECT i.ord, t.subject_id
            FROM unnest($1::int[], $2::smallint[], $3::int[], $4::bytea[])
              AS i(ord, bucket, version, token)
            CROSS JOIN LATERAL (SELECT subject_id FROM subject_token
              WHERE (bucket, token, policy, version) = (i.bucket, i.token, $5, i.version) OFFSET 0) AS t
            """)
        .execute(tokens(policy, subjects))
        .map(
            rows -> {
              Map<Integer, UUID> found = new HashMap<>();
              for (Row row : rows) {
                found.put(row.getInteger("ord"), row.getUUID("subject_id"));
              }
              return found;
            });
  }

  /** Whether a policy has a subject of this key. */
  public Uni<Boolean> exists(String policy, UUID key) {
    return policy(key).map(found -> found.filter(policy::equals).isPresent());
  }

  /** The policy of the subject of this key. */
  public Uni<Optional<String>> policy(UUID key) {
    return database
        .data()
        .preparedQuery("SELECT policy FROM subject WHERE bucket = $1 AND id = $2")
        .execute(Tuple.of((short) Ids.bucket(key), key))
        .map(rows -> Columns.first(rows, row -> row.getString("policy")));
  }

  /** Finds one subject by its tokens. */
  public Uni<Optional<UUID>> find(String policy, SubjectTokens subject) {
    return find(database.data(), policy, List.of(subject))
        .map(found -> Optional.ofNullable(found.get(0)));
  }

  /**
   * Finds tombstones. Who came back and was destroyed again between a rotation and its rewrap has
   * one of each version: the later date counts, and a ban of either.
   *
   * @return tombstones by position in {@code subjects}
   */
  public Uni<Map<Integer, Tombstone>> tombstones(
      SqlClient client, String policy, List<SubjectTokens> subjects) {
    return client
        .preparedQuery(
            """
            SELECT i.ord, max(t.destroyed_at) AS destroyed_at, bool_or(t.banned) AS banned
            FROM unnest($1::int[], $2::smallint[], $3::int[], $4::bytea[])
              AS i(ord, bucket, version, token)
            CROSS JOIN LATERAL (SELECT destroyed_at, banned FROM tombstone
              WHERE (bucket, token, policy, version) = (i.bucket, i.token, $5, i.version) OFFSET 0) AS t
            GROUP BY i.ord
            """)
        .execute(tokens(policy, subjects))
        .map(
            rows -> {
              Map<Integer, Tombstone> found = new HashMap<>();
              for (Row row : rows) {
                found.merge(
                    row.getInteger("ord"),
                    new Tombstone(
                        row.getOffsetDateTime("destroyed_at").toInstant(),
                        row.getBoolean("banned")),
                    Tombstone::with);
              }
              return found;
            });
  }

  private static Tuple tokens(String policy, List<SubjectTokens> subjects) {
    List<Integer> ords = new ArrayList<>();
    List<Short> buckets = new ArrayList<>();
    List<VersionedToken> tokens = new ArrayList<>();
    for (int i = 0; i < subjects.size(); i++) {
      for (VersionedToken token : subjects.get(i).tokens()) {
        ords.add(i);
        buckets.add((short) subjects.get(i).bucket());
        tokens.add(token);
      }
    }
    return Tuple.of(
        ords.toArray(new Integer[0]),
        buckets.toArray(new Short[0]),
        Columns.of(tokens, VersionedToken::version, new Integer[0]),
        Columns.of(tokens, token -> Buffer.buffer(token.bytes()), new Buffer[0]),
        policy);
  }

  /** The activity in a row of subjects. */
  public static Optional<ClockFacts.Activity> activity(Row row) {
    Instant last = Columns.instant(row, "last_activity");
    Instant since = Columns.instant(row, "activity_since");
    return last == null || since == null
        ? Optional.empty()
        : Optional.of(new ClockFacts.Activity(last, since));
  }

  /**
   * Locks subjects in the order of their ids, and answers the activity of each; one that is gone is
   * absent.
   *
   * <p>Everything that changes what a batch decides by locks the subject first: records, events,
   * holds and blocks. Batches skip a locked subject, so that nobody waits in a circle.
   */
  public Uni<Map<UUID, Optional<ClockFacts.Activity>>> lock(
      SqlConnection connection, Collection<UUID> ids) {
    return SubjectActivity.lock(connection, ids);
  }

  /** The same of those of whom records may be collected: who is banned is absent. */
  public Uni<Map<UUID, Optional<ClockFacts.Activity>>> lockCollected(
      SqlConnection connection, Collection<UUID> ids) {
    return SubjectActivity.lockCollected(connection, ids);
  }

  /** The events of subjects other than activity. */
  public Uni<Map<UUID, List<ClockFacts.Event>>> events(SqlClient client, Collection<UUID> ids) {
    return client
        .preparedQuery(
            """
            SELECT e.subject_id, e.type, e.purpose, e.at, e.received_at
            FROM unnest($1::smallint[], $2::uuid[]) AS i(bucket, id)
            CROSS JOIN LATERAL (SELECT * FROM subject_event
              WHERE bucket = i.bucket AND subject_id = i.id OFFSET 0) AS e
            """)
        .execute(SubjectColumns.of(ids))
        .map(
            rows -> {
              Map<UUID, List<ClockFacts.Event>> events = new HashMap<>();
              for (Row row : rows) {
                events
                    .computeIfAbsent(row.getUUID("subject_id"), id -> new ArrayList<>())
                    .add(
                        new ClockFacts.Event(
                            row.getString("type"),
                            row.getString("purpose"),
                            row.getOffsetDateTime("at").toInstant(),
                            row.getOffsetDateTime("received_at").toInstant()));
              }
              return events;
            });
  }

  /**
   * Creates subjects with a token of the active version; the caller holds the epoch of the keys,
   * and has found nobody under another version.
   *
   * @return how many tokens were new; fewer than given when another transaction was faster
   */
  public Uni<Integer> create(
      SqlConnection connection, String policy, Map<UUID, SubjectTokens> subjects) {
    List<UUID> owners = List.copyOf(subjects.keySet());
    List<VersionedToken> tokens = owners.stream().map(id -> subjects.get(id).active()).toList();
    Uni<Integer> created =
        connection
            .preparedQuery(
                """
                INSERT INTO subject_token (bucket, token, policy, version, subject_id)
                SELECT i.bucket, i.token, $5, i.version, i.id
                FROM unnest($1::smallint[], $2::uuid[], $3::int[], $4::bytea[])
                  AS i(bucket, id, version, token)
                ORDER BY i.bucket, i.token
                ON CONFLICT DO NOTHING
                """)
            .execute(
                Tuple.of(
                    SubjectColumns.buckets(owners),
                    owners.toArray(new UUID[0]),
                    Columns.of(tokens, VersionedToken::version, new Integer[0]),
                    Columns.of(tokens, token -> Buffer.buffer(token.bytes()), new Buffer[0]),
                    policy))
            .map(rows -> rows.rowCount());
    Uni<Void> rows =
        connection
            .preparedQuery(
                "INSERT INTO subject (bucket, id, policy)"
                    + " SELECT i.bucket, i.id, $3 FROM unnest($1::smallint[], $2::uuid[])"
                    + " AS i(bucket, id)")
            .execute(SubjectColumns.of(subjects.keySet()).addString(policy))
            .replaceWithVoid();
    return Uni.combine().all().unis(created, rows).asTuple().map(both -> both.getItem1());
  }
}
