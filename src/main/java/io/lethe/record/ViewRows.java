package io.lethe.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.database.Database;
import io.lethe.key.KeyedRows;
import io.lethe.key.PolicyKeys;
import io.lethe.policy.Category;
import io.lethe.policy.PolicyCatalog;
import io.lethe.subject.SubjectColumns;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Records whose view has values under a ring, walked in the order of bucket and id; a column says
 * of which version.
 *
 * <p>One whose values cannot be moved stays as it is, and so does the version that it uses. No rule
 * keeps such a value when it depersonalizes, so that what is left of records has none.
 */
abstract class ViewRows implements KeyedRows {

  private static final Logger LOG = Logger.getLogger(ViewRows.class);
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private final Database database;
  private final PolicyCatalog policies;
  private final String column;

  ViewRows(Database database, PolicyCatalog policies, String column) {
    this.database = database;
    this.policies = policies;
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
    return "record";
  }

  @Override
  public Uni<List<Use>> census(String policy) {
    return database
        .data()
        .preparedQuery(
            "SELECT category, %1$s AS version, count(*) AS rows FROM record WHERE policy = $1 AND %1$s IS NOT NULL GROUP BY category, %1$s"
                .formatted(column))
        .execute(Tuple.of(policy))
        .map(
            rows -> {
              List<Use> uses = new ArrayList<>();
              rows.forEach(
                  row ->
                      uses.add(
                          new Use(
                              table(),
                              row.getString("category"),
                              row.getInteger("version"),
                              row.getLong("rows"))));
              return uses;
            });
  }

  @Override
  public Uni<Moved> rewrap(SqlConnection tx, Rewrap rewrap) {
    PolicyKeys keys = rewrap.keys();
    RecordCursor after = RecordCursor.of(rewrap.after());
    return tx.preparedQuery(
            """
            SELECT id, policy_version, category, data::text AS data, %1$s AS version FROM record
            WHERE (bucket, id) > ($1, $2) AND policy = $3 AND %1$s <> $4
            ORDER BY bucket, id LIMIT $5 FOR NO KEY UPDATE SKIP LOCKED
            """
                .formatted(column))
        .execute(
            Tuple.of(
                after.bucket(),
                after.record(),
                keys.policy(),
                keys.active(purpose()),
                rewrap.limit()))
        .chain(rows -> move(tx, keys, rows));
  }

  private Uni<Moved> move(SqlConnection tx, PolicyKeys keys, RowSet<Row> rows) {
    List<UUID> records = new ArrayList<>(rows.size());
    List<String> views = new ArrayList<>(rows.size());
    UUID last = null;
    for (Row row : rows) {
      last = row.getUUID("id");
      Optional<String> moved = moved(keys, row);
      if (moved.isPresent()) {
        records.add(last);
        views.add(moved.get());
      }
    }
    if (last == null) {
      return Uni.createFrom().item(Moved.END);
    }
    return tx.preparedQuery(
            """
            UPDATE record r SET data = i.data::jsonb, %s = $4
            FROM unnest($1::smallint[], $2::uuid[], $3::text[]) AS i(bucket, id, data)
            WHERE r.bucket = i.bucket AND r.id = i.id
            """
                .formatted(column))
        .execute(
            SubjectColumns.of(records)
                .addArrayOfString(views.toArray(new String[0]))
                .addInteger(keys.active(purpose())))
        .replaceWith(new Moved(records.size(), Optional.of(RecordCursor.text(last))));
  }

  private Optional<String> moved(PolicyKeys keys, Row row) {
    try {
      ObjectNode view = (ObjectNode) JSON.readTree(row.getString("data"));
      Category category =
          policies
              .version(keys.policy(), row.getInteger("policy_version"))
              .document()
              .categories()
              .get(row.getString("category"));
      move(keys, category, view, row.getInteger("version"));
      return Optional.of(view.toString());
    } catch (JsonProcessingException | RuntimeException e) {
      LOG.errorf("record %s cannot be moved to another version", row.getUUID("id"));
      return Optional.empty();
    }
  }
}
