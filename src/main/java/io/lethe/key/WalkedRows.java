package io.lethe.key;

import io.lethe.database.Database;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Rows of the data source {@code data} that are walked in the order of their key.
 *
 * <p><b>Guarantee</b>: a row that cannot be moved stays as it is, is named in the log, and keeps no
 * other.
 *
 * @param <M> a row as it is moved
 */
public abstract class WalkedRows<M> implements KeyedRows {

  private static final Logger LOG = Logger.getLogger(WalkedRows.class);

  private final Database database;

  /** Rows of this database. */
  protected WalkedRows(Database database) {
    this.database = database;
  }

  /** Counts the rows of the policy {@code $1}, by {@code category} and {@code version}. */
  protected abstract String counting();

  /** Locks the next rows that are under another version than the active one. */
  protected abstract Uni<RowSet<Row>> lock(SqlConnection tx, Rewrap rewrap);

  /** How far the walk has come with a row. */
  protected abstract String cursor(Row row);

  /** A row under the active version, or empty where it cannot be moved. */
  protected abstract Optional<M> move(PolicyKeys keys, Row row);

  /** What the log calls a row, without a personal value. */
  protected abstract String name(Row row);

  /** Writes rows in the place of what they were. */
  protected abstract Uni<Void> write(SqlConnection tx, PolicyKeys keys, List<M> moved);

  @Override
  public Uni<List<Use>> census(String policy) {
    return database
        .data()
        .preparedQuery(counting())
        .execute(Tuple.of(policy))
        .map(
            rows -> {
              List<Use> uses = new ArrayList<>();
              rows.forEach(row -> uses.add(use(row)));
              return uses;
            });
  }

  private Use use(Row row) {
    return new Use(
        table(), row.getString("category"), row.getInteger("version"), row.getLong("rows"));
  }

  @Override
  public Uni<Moved> rewrap(SqlConnection tx, Rewrap rewrap) {
    return lock(tx, rewrap).chain(rows -> move(tx, rewrap.keys(), rows));
  }

  private Uni<Moved> move(SqlConnection tx, PolicyKeys keys, RowSet<Row> rows) {
    if (rows.size() == 0) {
      return Uni.createFrom().item(Moved.END);
    }
    List<M> moved = new ArrayList<>(rows.size());
    String next = "";
    for (Row row : rows) {
      next = cursor(row);
      move(keys, row)
          .ifPresentOrElse(moved::add, () -> LOG.errorf("%s cannot be moved", name(row)));
    }
    return write(tx, keys, moved).replaceWith(new Moved(moved.size(), Optional.of(next)));
  }
}
