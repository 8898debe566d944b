package io.lethe.key;

import io.lethe.crypto.AeadException;
import io.lethe.crypto.SecretBytes;
import io.lethe.database.Database;
import io.lethe.key.KeyStore.DataKeyRow;
import io.lethe.problem.ServiceException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Data keys as rows under the data ring. They are in the data source {@code keys}, so that a batch
 * of them commits there first: one that is counted twice was moved once.
 */
@ApplicationScoped
class DataKeyRows implements KeyedRows {

  private static final Logger LOG = Logger.getLogger(DataKeyRows.class);
  private static final UUID FIRST = new UUID(0, 0);

  private final Database database;
  private final KeyStore store;

  DataKeyRows(Database database, KeyStore store) {
    this.database = database;
    this.store = store;
  }

  @Override
  public String table() {
    return "subject_key";
  }

  @Override
  public RingPurpose purpose() {
    return RingPurpose.DATA;
  }

  @Override
  public Uni<List<Use>> census(String policy) {
    return store
        .census(RingPurpose.DATA.ring(policy))
        .map(
            census ->
                census.entrySet().stream()
                    .map(entry -> new Use(table(), "", entry.getKey(), entry.getValue()))
                    .toList());
  }

  @Override
  public Uni<Moved> rewrap(SqlConnection tx, Rewrap rewrap) {
    Ring ring = rewrap.keys().ring(RingPurpose.DATA);
    UUID after = rewrap.after().isEmpty() ? FIRST : UUID.fromString(rewrap.after());
    return database
        .keys()
        .withTransaction(
            keys ->
                store
                    .hold(keys, ring.name(), ring.active())
                    .chain(
                        () ->
                            store.lockOlder(
                                keys, ring.name(), ring.active(), after, rewrap.limit()))
                    .chain(rows -> move(keys, ring, rows)));
  }

  private Uni<Moved> move(SqlConnection keys, Ring ring, List<DataKeyRow> rows) {
    if (rows.isEmpty()) {
      return Uni.createFrom().item(Moved.END);
    }
    UUID last = rows.get(rows.size() - 1).id();
    List<DataKeyRow> moved = rows.stream().flatMap(row -> move(ring, row).stream()).toList();
    return store
        .rewrap(keys, ring.active(), moved)
        .replaceWith(new Moved(moved.size(), Optional.of(last.toString())));
  }

  private static Optional<DataKeyRow> move(Ring ring, DataKeyRow row) {
    try (SecretBytes key = DataKeys.unwrap(ring, row)) {
      return Optional.of(DataKeys.wrap(ring, row.id(), key));
    } catch (AeadException | ServiceException e) {
      LOG.errorf("data key %s does not open and cannot be moved", row.id());
      return Optional.empty();
    }
  }
}
