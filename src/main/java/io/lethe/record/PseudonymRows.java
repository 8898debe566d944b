package io.lethe.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.crypto.VersionedToken;
import io.lethe.database.Database;
import io.lethe.key.KeyedRows;
import io.lethe.key.PolicyKeys;
import io.lethe.key.RingPurpose;
import io.lethe.problem.ServiceException;
import io.lethe.subject.SubjectColumns;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Records with pseudonyms as rows under the pseudonym ring, walked in the order of bucket and id.
 *
 * <p>One whose pseudonyms cannot be moved stays as it is, and so does the version that it uses. No
 * rule keeps a pseudonym when it depersonalizes, so that what is left of records has none.
 */
@ApplicationScoped
class PseudonymRows implements KeyedRows {

  private static final Logger LOG = Logger.getLogger(PseudonymRows.class);
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private final Database database;
  private final RecordPlans plans;

  PseudonymRows(Database database, RecordPlans plans) {
    this.database = database;
    this.plans = plans;
  }

  @Override
  public String table() {
    return "record";
  }

  @Override
  public RingPurpose purpose() {
    return RingPurpose.PSEUDONYM;
  }

  @Override
  public Uni<List<Use>> census(String policy) {
    return database
        .data()
        .preparedQuery(
            "SELECT category, pseudonym_version AS version, count(*) AS rows FROM record"
                + " WHERE policy = $1 AND pseudonym_version IS NOT NULL"
                + " GROUP BY category, pseudonym_version")
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
            "SELECT id, policy_version, category, data::text AS data FROM record"
                + " WHERE (bucket, id) > ($1, $2) AND policy = $3 AND pseudonym_version <> $4"
                + " ORDER BY bucket, id LIMIT $5 FOR NO KEY UPDATE SKIP LOCKED")
        .execute(
            Tuple.of(
                after.bucket(),
                after.record(),
                keys.policy(),
                keys.active(RingPurpose.PSEUDONYM),
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
            UPDATE record r SET data = i.data::jsonb, pseudonym_version = $4
            FROM unnest($1::smallint[], $2::uuid[], $3::text[]) AS i(bucket, id, data)
            WHERE r.bucket = i.bucket AND r.id = i.id
            """)
        .execute(
            SubjectColumns.of(records)
                .addArrayOfString(views.toArray(new String[0]))
                .addInteger(keys.active(RingPurpose.PSEUDONYM)))
        .replaceWith(new Moved(records.size(), Optional.of(RecordCursor.text(last))));
  }

  private Optional<String> moved(PolicyKeys keys, Row row) {
    try {
      ObjectNode view = (ObjectNode) JSON.readTree(row.getString("data"));
      List<String> fields =
          plans
              .of(keys.policy(), row.getInteger("policy_version"), row.getString("category"))
              .pseudonymized();
      for (String field : fields) {
        JsonNode token = view.get(field);
        if (token != null && token.isTextual()) {
          VersionedToken old = VersionedToken.parse(token.textValue());
          view.put(field, keys.upgrade(RingPurpose.PSEUDONYM, old).text());
        }
      }
      return Optional.of(view.toString());
    } catch (JsonProcessingException | ClassCastException | ServiceException e) {
      LOG.errorf("the pseudonyms of record %s cannot be moved", row.getUUID("id"));
      return Optional.empty();
    }
  }
}
