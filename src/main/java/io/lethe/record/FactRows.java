package io.lethe.record;

import io.lethe.database.Columns;
import io.lethe.database.Database;
import io.lethe.database.Ids;
import io.lethe.policy.PolicyDocument;
import io.lethe.subject.ClockFacts;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Records in groups that have the same clock facts, made by the database.
 *
 * <p>Where terms count whole days, instants of one day are the same fact, and a million records are
 * some thousand groups. One statement per bucket bounds what is in memory at once.
 */
@ApplicationScoped
class FactRows {

  private static final Duration LONGEST = Duration.ofMinutes(1);

  private static final String GROUPS =
      """
      WITH fact AS (
        SELECT r.id, r.policy_version, r.collected_at,
          CASE WHEN s.last_activity IS NULL THEN NULL
            WHEN r.collected_at = r.received_at AND s.activity_since >= r.received_at
              OR s.last_activity > r.collected_at THEN s.last_activity
            ELSE r.collected_at END AS active_at,
          (SELECT string_agg(concat_ws('|', f.type, f.purpose, f.micros, f.counts), ','
             ORDER BY f.type, f.purpose, f.micros)
           FROM (
             SELECT e.type, e.purpose, e.counts,
               (extract(epoch FROM CASE WHEN $5 = '' OR e.type = '%1$s' THEN min(e.at)
                 ELSE date_trunc('day', min(e.at), $5) + interval '12 hours' END)
                 * 1000000)::bigint AS micros
             FROM (
               SELECT e.type, e.purpose, e.at, e.at >= r.collected_at
                 OR r.collected_at = r.received_at AND e.received_at >= r.received_at AS counts
               FROM subject_event e
               WHERE e.bucket = r.bucket AND e.subject_id = r.subject_id
                 AND e.type = ANY($4::text[])) e
             WHERE e.counts OR $6
             GROUP BY e.type, e.purpose, e.counts, CASE WHEN $6 THEN e.at END) f) AS events
        FROM every_record r JOIN subject s ON s.bucket = r.bucket AND s.id = r.subject_id
        WHERE r.bucket = $1 AND r.policy = $2 AND r.category = $3),
      day AS (
        SELECT id, policy_version, events,
          CASE WHEN $5 = '' THEN collected_at
            ELSE date_trunc('day', collected_at, $5) + interval '12 hours' END AS collected_at,
          CASE WHEN $5 = '' THEN active_at
            ELSE date_trunc('day', active_at, $5) + interval '12 hours' END AS active_at
        FROM fact)
      SELECT policy_version, collected_at, active_at, events, count(*) AS records,
        (array_agg(id))[1:5] AS examples
      FROM day GROUP BY policy_version, collected_at, active_at, events
      """
          .formatted(PolicyDocument.DESTRUCTION_DEMANDED);

  private final Database database;

  FactRows(Database database) {
    this.database = database;
  }

  /** Number of records by category. */
  Uni<Map<String, Long>> counts(String policy) {
    return database
        .data()
        .preparedQuery(
            "SELECT category, count(*) AS n FROM every_record WHERE policy = $1 GROUP BY 1")
        .execute(Tuple.of(policy))
        .map(
            rows -> {
              Map<String, Long> counts = new HashMap<>();
              rows.forEach(row -> counts.put(row.getString("category"), row.getLong("n")));
              return counts;
            });
  }

  /**
   * Every record of a category, bucket by bucket.
   *
   * @param events what of them its clocks are read by
   * @param days the zone in which the instants of a day are the same, or empty for none
   */
  Multi<Group> groups(String policy, String category, Events events, Optional<ZoneId> days) {
    return Multi.createFrom()
        .range(0, Ids.BUCKETS)
        .onItem()
        .transformToUniAndConcatenate(
            bucket ->
                database.transaction(
                    LONGEST,
                    tx ->
                        tx.preparedQuery(GROUPS)
                            .execute(
                                Tuple.of(
                                    bucket.shortValue(),
                                    policy,
                                    category,
                                    events.types().toArray(new String[0]),
                                    days.map(ZoneId::getId).orElse(""),
                                    events.all()))
                            .map(
                                rows -> {
                                  List<Group> groups = new ArrayList<>(rows.size());
                                  rows.forEach(row -> groups.add(group(row)));
                                  return groups;
                                })))
        .onItem()
        .transformToIterable(groups -> groups);
  }

  private static Group group(Row row) {
    Instant collected = row.getOffsetDateTime("collected_at").toInstant();
    Instant active = Columns.instant(row, "active_at");
    return new Group(
        row.getInteger("policy_version"),
        new ClockFacts(
            collected,
            collected,
            active == null ? null : new ClockFacts.Activity(active, collected),
            events(row.getString("events"), collected)),
        row.getLong("records"),
        Arrays.asList(row.getArrayOfUUIDs("examples")));
  }

  /** Told so that those count that do, and no others. */
  private static List<ClockFacts.Event> events(@Nullable String text, Instant received) {
    if (text == null) {
      return List.of();
    }
    return Arrays.stream(text.split(","))
        .map(one -> one.split("\\|", -1))
        .map(
            parts ->
                new ClockFacts.Event(
                    parts[0],
                    parts[1],
                    Instant.EPOCH.plus(Long.parseLong(parts[2]), ChronoUnit.MICROS),
                    parts[3].equals("t") ? received : Instant.EPOCH))
        .toList();
  }

  /**
   * Events that clocks are read by.
   *
   * @param types those that may move one
   * @param all whether each of them counts, and not the first of the record alone
   */
  record Events(Set<String> types, boolean all) {}

  /**
   * Records that are due at the same time by whatever terms.
   *
   * @param version that protected them
   * @param facts of one of them, or as good as
   * @param examples ids of at most five
   */
  record Group(int version, ClockFacts facts, long records, List<UUID> examples) {}
}
