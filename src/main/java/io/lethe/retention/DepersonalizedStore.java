package io.lethe.retention;

import io.lethe.database.Columns;
import io.lethe.database.Database;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What depersonalization left: read by researchers, destroyed on its Monday. */
@ApplicationScoped
class DepersonalizedStore {

  /** Rows of a stream that are read at once. */
  private static final int PAGE = 1_000;

  private final Database database;

  DepersonalizedStore(Database database) {
    this.database = database;
  }

  /** All rows after an id, in the order of their ids; no more than a page of them is in memory. */
  Multi<Item> rows(String policy, String category, UUID after) {
    return Multi.createBy()
        .repeating()
        .uni(
            () -> new AtomicReference<>(after),
            last ->
                page(policy, category, last.get(), PAGE)
                    .invoke(
                        items -> {
                          if (!items.isEmpty()) {
                            last.set(items.get(items.size() - 1).id());
                          }
                        }))
        .until(List::isEmpty)
        .onItem()
        .transformToMultiAndConcatenate(items -> Multi.createFrom().iterable(items));
  }

  /** Rows after an id, in the order of their ids. */
  Uni<List<Item>> page(String policy, String category, UUID after, int limit) {
    return database
        .data()
        .preparedQuery(
            "SELECT id, (quasi || data)::text AS fields, destroy_after FROM depersonalized.record"
                + " WHERE policy = $1 AND category = $2 AND id > $3 ORDER BY id LIMIT $4")
        .execute(Tuple.of(policy, category, after, limit))
        .map(
            rows -> {
              List<Item> items = new ArrayList<>(rows.size());
              rows.forEach(
                  row ->
                      items.add(
                          new Item(
                              row.getUUID("id"),
                              row.getString("fields"),
                              row.getLocalDate("destroy_after"))));
              return items;
            });
  }

  /**
   * Removes rows whose Monday has come. Where fewer than {@code k} people are left in their group,
   * the rest of the group loses its quasi-identifiers.
   */
  Uni<List<UUID>> destroy(
      SqlConnection connection, CategoryRef category, LocalDate today, int k, int limit) {
    return connection
        .preparedQuery(
            """
            DELETE FROM depersonalized.record WHERE id IN (
              SELECT id FROM depersonalized.record
              WHERE destroy_after <= $1 AND policy = $2 AND category = $3
              ORDER BY destroy_after LIMIT $4 FOR UPDATE SKIP LOCKED)
            RETURNING id, quasi::text AS quasi
            """)
        .execute(Tuple.of(today, category.policy(), category.category(), limit))
        .call(gone -> thin(connection, category, groups(gone), k))
        .map(DepersonalizedStore::ids);
  }

  /** Groups of fewer than {@code k} people that have quasi-identifiers; it reads every row. */
  Uni<Set<String>> small(CategoryRef category, int k) {
    return database
        .data()
        .preparedQuery(
            "SELECT quasi::text AS quasi FROM depersonalized.record"
                + " WHERE policy = $1 AND category = $2 AND quasi <> '{}'"
                + " GROUP BY quasi HAVING count(*) FILTER (WHERE counts) < $3")
        .execute(Tuple.of(category.policy(), category.category(), k))
        .map(DepersonalizedStore::groups);
  }

  /** Takes the quasi-identifiers of those of these groups in which fewer people are left. */
  Uni<Void> thin(SqlConnection connection, CategoryRef category, Set<String> groups, int k) {
    if (groups.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return connection
        .preparedQuery(
            """
            WITH touched AS MATERIALIZED (
              SELECT t::jsonb AS quasi FROM unnest($1::text[]) AS t),
            small AS MATERIALIZED (
              SELECT quasi FROM touched g WHERE (
                SELECT count(*) FROM (
                  SELECT 1 FROM depersonalized.record r
                  WHERE r.policy = $2 AND r.category = $3 AND r.counts
                    AND jsonb_hash(r.quasi) = jsonb_hash(g.quasi) AND r.quasi = g.quasi
                  LIMIT $4) AS there) < $4)
            UPDATE depersonalized.record r SET quasi = '{}' FROM small g
            WHERE r.policy = $2 AND r.category = $3
              AND jsonb_hash(r.quasi) = jsonb_hash(g.quasi) AND r.quasi = g.quasi
            """)
        .execute(Tuple.of(groups.toArray(new String[0]), category.policy(), category.category(), k))
        .replaceWithVoid();
  }

  private static Set<String> groups(Iterable<Row> rows) {
    Set<String> groups = new HashSet<>();
    rows.forEach(row -> groups.add(row.getString("quasi")));
    groups.remove("{}");
    return groups;
  }

  /** Number of rows whose Monday has come. */
  Uni<Long> due(CategoryRef category, LocalDate today) {
    return database
        .data()
        .preparedQuery(
            "SELECT count(*) AS n FROM depersonalized.record"
                + " WHERE destroy_after <= $1 AND policy = $2 AND category = $3")
        .execute(Tuple.of(today, category.policy(), category.category()))
        .map(rows -> rows.iterator().next().getLong("n"));
  }

  private static List<UUID> ids(RowSet<Row> rows) {
    return Columns.all(rows, row -> row.getUUID("id"));
  }

  /**
   * A depersonalized row.
   *
   * @param fields JSON text
   * @param destroyAfter the Monday on which it goes
   */
  record Item(UUID id, String fields, @Nullable LocalDate destroyAfter) {}
}
