package io.lethe.intake;

import io.lethe.database.Columns;
import io.lethe.database.Database;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What callers have sent under keys of their own. */
@ApplicationScoped
public class IntakeKeyStore {

  private static final int SWEPT = 2_000;

  private final Database database;
  private final IntakeConfig config;

  IntakeKeyStore(Database database, IntakeConfig config) {
    this.database = database;
    this.config = config;
  }

  /** Those of a caller's keys that are known, with what each stands for. */
  public Uni<Map<IntakeKey, Kept>> find(
      SqlClient client, String caller, Collection<IntakeKey> keys) {
    return keys.isEmpty()
        ? Uni.createFrom().item(Map.of())
        : client
            .preparedQuery(
                """
                SELECT k.kind, k.policy, k.key, encode(k.digest, 'hex') AS digest, k.record_id
                FROM unnest($2::smallint[], $3::text[], $4::text[], $5::uuid[])
                  AS i(bucket, kind, policy, key)
                CROSS JOIN LATERAL (
                  SELECT kind, policy, key, digest, record_id FROM intake_key
                  WHERE bucket = i.bucket AND caller = $1 AND kind = i.kind
                    AND policy = i.policy AND key = i.key
                  OFFSET 0) AS k
                """)
            .execute(columns(caller, keys))
            .map(
                rows -> {
                  Map<IntakeKey, Kept> known = new HashMap<>();
                  rows.forEach(
                      row ->
                          known.put(
                              new IntakeKey(
                                  IntakeKey.Kind.valueOf(row.getString("kind")),
                                  row.getString("policy"),
                                  row.getUUID("key")),
                              new Kept(
                                  row.getString("digest"),
                                  Optional.ofNullable(row.getUUID("record_id")))));
                  return known;
                });
  }

  /**
   * Keeps keys in the transaction that stores what they stand for.
   *
   * @return how many were new; another transaction has committed the rest meanwhile
   */
  public Uni<Integer> keep(SqlClient tx, String caller, Map<IntakeKey, Kept> items, Instant now) {
    if (items.isEmpty()) {
      return Uni.createFrom().item(0);
    }
    List<IntakeKey> keys = List.copyOf(items.keySet());
    Tuple columns =
        columns(caller, keys)
            .addArrayOfString(Columns.of(keys, key -> items.get(key).digest(), new String[0]))
            .addArrayOfUUID(
                Columns.of(keys, key -> items.get(key).record().orElse(null), new UUID[0]))
            .addOffsetDateTime(Columns.utc(now));
    return tx.preparedQuery(
            """
            INSERT INTO intake_key (bucket, caller, kind, policy, key, digest, record_id, at)
            SELECT i.bucket, $1, i.kind, i.policy, i.key, decode(i.digest, 'hex'), i.record_id, $8
            FROM unnest($2::smallint[], $3::text[], $4::text[], $5::uuid[], $6::text[], $7::uuid[])
              AS i(bucket, kind, policy, key, digest, record_id)
            ORDER BY i.bucket, i.kind, i.policy, i.key
            ON CONFLICT DO NOTHING
            """)
        .execute(columns)
        .map(rows -> rows.rowCount());
  }

  /** Forgets keys of a bucket that have outlived their time; how many, at most 2,000. */
  public Uni<Integer> sweep(short bucket, Instant now) {
    return database
        .data()
        .preparedQuery(
            """
            DELETE FROM intake_key WHERE bucket = $1 AND ctid = ANY(ARRAY(
              SELECT ctid FROM intake_key WHERE bucket = $1 AND at < $2
              LIMIT $3 FOR UPDATE SKIP LOCKED))
            """)
        .execute(Tuple.of(bucket, Columns.utc(now.minus(config.keysKept())), SWEPT))
        .map(rows -> rows.rowCount());
  }

  private static Tuple columns(String caller, Collection<IntakeKey> keys) {
    return Tuple.tuple()
        .addString(caller)
        .addArrayOfShort(Columns.of(keys, IntakeKey::bucket, new Short[0]))
        .addArrayOfString(Columns.of(keys, key -> key.kind().name(), new String[0]))
        .addArrayOfString(Columns.of(keys, IntakeKey::policy, new String[0]))
        .addArrayOfUUID(Columns.of(keys, IntakeKey::key, new UUID[0]));
  }

  /**
   * What a key stands for.
   *
   * @param digest of the item
   * @param record that it became, if it was one
   */
  public record Kept(String digest, Optional<UUID> record) {}
}
