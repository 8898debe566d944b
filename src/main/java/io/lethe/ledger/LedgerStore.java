package io.lethe.ledger;

import io.lethe.database.Columns;
import io.lethe.database.Database;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Rows of the ledger: appended unsealed by anyone, indexed by the sealer alone. */
@ApplicationScoped
public class LedgerStore {

  private static final int SEALER_LOCK = 4704;
  private static final String ENTRY = "SELECT index, salt, entry, commitment FROM ledger_entry ";
  private static final String SELECT =
      "SELECT size, root, frontier, at, note FROM ledger_checkpoint";

  private final Database database;

  LedgerStore(Database database) {
    this.database = database;
  }

  /**
   * Appends an unsealed entry in the transaction of {@code connection}.
   *
   * @param entry strings, integers and booleans, none of them personal
   */
  public Uni<Void> append(SqlConnection connection, String type, Instant at, Map<String, ?> entry) {
    LedgerLeaf leaf = LedgerLeaf.of(type, at, entry);
    return connection
        .preparedQuery(
            "INSERT INTO ledger_entry (salt, entry, commitment, at) VALUES ($1, $2, $3, $4)")
        .execute(
            Tuple.of(
                Buffer.buffer(leaf.salt()),
                leaf.content(),
                Buffer.buffer(leaf.commitment()),
                Columns.utc(at)))
        .replaceWithVoid();
  }

  /** Whether this transaction is the one that seals; held until it ends. */
  Uni<Boolean> lead(SqlConnection connection) {
    return connection
        .preparedQuery("SELECT pg_try_advisory_xact_lock($1, 0) AS leads")
        .execute(Tuple.of(SEALER_LOCK))
        .map(rows -> rows.iterator().next().getBoolean("leads"));
  }

  Uni<List<Row>> unsealed(SqlConnection connection, int limit) {
    return connection
        .preparedQuery(
            "SELECT id, commitment FROM ledger_entry WHERE index IS NULL ORDER BY id LIMIT $1")
        .execute(Tuple.of(limit))
        .map(rows -> Columns.all(rows, Function.identity()));
  }

  /** When the oldest entry was written that is not sealed; empty when all are. */
  Uni<Optional<Instant>> oldestUnsealed() {
    return database
        .data()
        .query("SELECT min(at) AS at FROM ledger_entry WHERE index IS NULL")
        .execute()
        .map(rows -> Optional.ofNullable(Columns.instant(rows.iterator().next(), "at")));
  }

  Uni<Void> seal(SqlConnection connection, Long[] ids, long firstIndex) {
    return connection
        .preparedQuery(
            """
            UPDATE ledger_entry e SET index = $2 + u.ord - 1
            FROM unnest($1::bigint[]) WITH ORDINALITY AS u(id, ord)
            WHERE e.id = u.id AND e.index IS NULL
            """)
        .execute(Tuple.of(ids, firstIndex))
        .replaceWithVoid();
  }

  Uni<Void> checkpoint(SqlConnection connection, Checkpoint tree) {
    return connection
        .preparedQuery(
            "INSERT INTO ledger_checkpoint (size, root, frontier, at, note)"
                + " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (size) DO NOTHING")
        .execute(
            Tuple.of(
                tree.size(),
                Buffer.buffer(tree.root()),
                Buffer.buffer(tree.frontier()),
                Columns.utc(tree.at()),
                tree.note()))
        .replaceWithVoid();
  }

  /** The newest tree; empty when nothing has been sealed. */
  Uni<Optional<Checkpoint>> newest(SqlConnection connection) {
    return connection
        .query(SELECT + " ORDER BY size DESC LIMIT 1")
        .execute()
        .map(rows -> Columns.first(rows, LedgerStore::checkpoint));
  }

  /** Whether anything was ever sealed. */
  public Uni<Boolean> isSealed() {
    return newest().map(Optional::isPresent);
  }

  /** Entries in the newest tree. */
  Uni<Long> size() {
    return newest().map(newest -> newest.map(Checkpoint::size).orElse(0L));
  }

  /** The newest tree, outside any transaction. */
  Uni<Optional<Checkpoint>> newest() {
    return database.data().withConnection(this::newest);
  }

  /** Checkpoints of a size in {@code (after, upTo]}. */
  Uni<List<Checkpoint>> checkpoints(long after, long upTo) {
    return database
        .data()
        .preparedQuery(SELECT + " WHERE size > $1 AND size <= $2 ORDER BY size")
        .execute(Tuple.of(after, upTo))
        .map(rows -> Columns.all(rows, LedgerStore::checkpoint));
  }

  /** Whether there are entries from this index on, and no larger checkpoint. */
  Uni<Boolean> uncovered(long size) {
    return database
        .data()
        .preparedQuery(
            "SELECT EXISTS (SELECT 1 FROM ledger_entry WHERE index >= $1)"
                + " AND NOT EXISTS (SELECT 1 FROM ledger_checkpoint WHERE size > $1) AS uncovered")
        .execute(Tuple.of(size))
        .map(rows -> rows.iterator().next().getBoolean("uncovered"));
  }

  /** Sealed entries of an index above {@code after}, in order. */
  Uni<List<SealedEntry>> entries(long after, int limit) {
    return database
        .data()
        .preparedQuery(ENTRY + "WHERE index > $1 ORDER BY index LIMIT $2")
        .execute(Tuple.of(after, limit))
        .map(rows -> Columns.all(rows, LedgerStore::entry));
  }

  /** A sealed entry by its id. */
  Uni<Optional<SealedEntry>> entry(long id) {
    return database
        .data()
        .preparedQuery(ENTRY + "WHERE id = $1 AND index IS NOT NULL")
        .execute(Tuple.of(id))
        .map(rows -> Columns.first(rows, LedgerStore::entry));
  }

  private static SealedEntry entry(Row row) {
    return new SealedEntry(
        row.getLong("index"),
        Columns.bytes(row, "salt"),
        row.getString("entry"),
        row.getBuffer("commitment").getBytes());
  }

  private static Checkpoint checkpoint(Row row) {
    return new Checkpoint(
        row.getLong("size"),
        row.getBuffer("root").getBytes(),
        row.getBuffer("frontier").getBytes(),
        row.getOffsetDateTime("at").toInstant(),
        row.getString("note"));
  }

  /**
   * Erases what entries of before an instant say, and their salts; the commitments stay. Policies
   * and calendars are left: they say why data is kept or gone, and of whom nothing. So are acts,
   * which could not be proved any more.
   *
   * @return how many
   */
  Uni<Integer> erase(SqlConnection connection, Instant before, int limit) {
    return connection
        .preparedQuery(
            """
            UPDATE ledger_entry SET salt = NULL, entry = NULL WHERE id IN (
              SELECT id FROM ledger_entry WHERE entry IS NOT NULL AND at < $1
                AND index IS NOT NULL
                AND entry::jsonb ->> 'type' NOT SIMILAR TO '(policy|calendar|act).%'
              ORDER BY at LIMIT $2 FOR UPDATE SKIP LOCKED)
            """)
        .execute(Tuple.of(Columns.utc(before), limit))
        .map(rows -> rows.rowCount());
  }

  /**
   * A tree as it was sealed.
   *
   * @param note as it was published
   */
  record Checkpoint(long size, byte[] root, byte[] frontier, Instant at, String note) {

    static Checkpoint of(MerkleFrontier tree, Instant at, String note) {
      return new Checkpoint(tree.size(), tree.root(), tree.frontier(), at, note);
    }
  }

  /**
   * An entry as it is stored.
   *
   * @param salt null, as is the content, when its term is over
   */
  record SealedEntry(
      long index, byte @Nullable [] salt, @Nullable String content, byte[] commitment) {}
}
