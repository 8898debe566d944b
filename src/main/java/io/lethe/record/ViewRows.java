package io.lethe.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.database.Columns;
import io.lethe.database.Database;
import io.lethe.key.PolicyKeys;
import io.lethe.key.WalkedRows;
import io.lethe.policy.Category;
import io.lethe.policy.PolicyCatalog;
import io.lethe.subject.SubjectColumns;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Records whose view has values under a ring, walked in the order of bucket and id; a column says
 * of which version.
 *
 * <p>One whose values cannot be moved stays as it is, and so does the version that it uses. No rule
 * keeps such a value when it depersonalizes, so that what is left of records has none.
 */
abstract class ViewRows extends WalkedRows<ViewRows.View> {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private final PolicyCatalog policies;
  private final String table;
  private final String column;

  ViewRows(Database database, PolicyCatalog policies, String table, String column) {
    super(database);
    this.policies = policies;
    this.table = table;
    this.column = column;
  }

  /**
   * Moves the values of a view to the active version.
   *
   * @param category as the version that protected the record declares it
   * @param from the version that they are under
   */
  abstract void move(PolicyKeys keys, Category category, ObjectNode view, int from);

  @Override
  public String table() {
    return table;
  }

  /** Where its rows are. */
  String relation() {
    return table;
  }

  @Override
  protected String counting() {
    return "SELECT category, %1$s AS version, count(*) AS rows FROM %2$s WHERE policy = $1 AND %1$s IS NOT NULL GROUP BY category, %1$s"
        .formatted(column, relation());
  }

  @Override
  protected Uni<RowSet<Row>> lock(SqlConnection tx, Rewrap rewrap) {
    PolicyKeys keys = rewrap.keys();
    RecordCursor after = RecordCursor.of(rewrap.after());
    return tx.preparedQuery(
            """
            SELECT id, policy_version, category, data::text AS data, %1$s AS version FROM %2$s
            WHERE (bucket, id) > ($1, $2) AND policy = $3 AND %1$s <> $4
            ORDER BY bucket, id LIMIT $5 FOR NO KEY UPDATE SKIP LOCKED
            """
                .formatted(column, relation()))
        .execute(
            Tuple.of(
                after.bucket(),
                after.record(),
                keys.policy(),
                keys.active(purpose()),
                rewrap.limit()));
  }

  @Override
  protected String cursor(Row row) {
    return RecordCursor.text(row.getUUID("id"));
  }

  @Override
  protected Optional<View> move(PolicyKeys keys, Row row) {
    try {
      ObjectNode view = (ObjectNode) JSON.readTree(row.getString("data"));
      Category category =
          policies
              .version(keys.policy(), row.getInteger("policy_version"))
              .document()
              .categories()
              .get(row.getString("category"));
      move(keys, category, view, row.getInteger("version"));
      return Optional.of(new View(row.getUUID("id"), view.toString()));
    } catch (JsonProcessingException | RuntimeException e) {
      return Optional.empty();
    }
  }

  @Override
  protected String name(Row row) {
    return table + " " + row.getUUID("id");
  }

  @Override
  protected Uni<Void> write(SqlConnection tx, PolicyKeys keys, List<View> moved) {
    return tx.preparedQuery(
            """
            UPDATE %s r SET data = i.data::jsonb, %s = $4
            FROM unnest($1::smallint[], $2::uuid[], $3::text[]) AS i(bucket, id, data)
            WHERE r.bucket = i.bucket AND r.id = i.id
            """
                .formatted(relation(), column))
        .execute(
            SubjectColumns.of(moved.stream().map(View::record).toList())
                .addValue(Columns.of(moved, View::data, new String[0]))
                .addInteger(keys.active(purpose())))
        .replaceWithVoid();
  }

  /** A record and its view under the active version. */
  record View(UUID record, String data) {

    @Override
    public String toString() {
      return "View[record=" + record + "]";
    }
  }
}
