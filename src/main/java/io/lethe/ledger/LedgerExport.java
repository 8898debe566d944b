package io.lethe.ledger;

import io.lethe.database.Columns;
import io.lethe.database.Database;
import io.lethe.database.Rounds;
import io.lethe.ledger.LedgerStore.Checkpoint;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The ledger outside the database: what of it goes out, and how it comes back. */
@ApplicationScoped
public class LedgerExport {

  private final Database database;
  private final LedgerStore store;
  private final TileBuilder tiles;
  private final Checkpoints checkpoints;
  private final CheckpointSigners signers;

  LedgerExport(
      Database database,
      LedgerStore store,
      TileBuilder tiles,
      Checkpoints checkpoints,
      CheckpointSigners signers) {
    this.database = database;
    this.store = store;
    this.tiles = tiles;
    this.checkpoints = checkpoints;
    this.signers = signers;
  }

  /**
   * The size of the largest tree of at most {@code most} entries more; empty when none is larger.
   */
  public Uni<Optional<Long>> next(SqlClient client, long size, int most) {
    return client
        .preparedQuery(
            """
            SELECT COALESCE(
              (SELECT max(size) FROM ledger_checkpoint WHERE size > $1 AND size <= $2),
              (SELECT min(size) FROM ledger_checkpoint WHERE size > $2)) AS size
            """)
        .execute(Tuple.of(size, size + most))
        .map(rows -> Optional.ofNullable(rows.iterator().next().getLong("size")));
  }

  /** Entries from an index up to another, exclusive. */
  public Uni<List<Leaf>> leaves(long from, long to) {
    return database
        .data()
        .preparedQuery(
            "SELECT id, index, at, commitment, salt, entry FROM ledger_entry"
                + " WHERE index >= $1 AND index < $2 ORDER BY index")
        .execute(Tuple.of(from, to))
        .map(rows -> Columns.all(rows, LedgerExport::leaf));
  }

  private static Leaf leaf(Row row) {
    return new Leaf(
        row.getLong("id"),
        row.getLong("index"),
        row.getOffsetDateTime("at").toInstant(),
        row.getBuffer("commitment").getBytes(),
        Columns.bytes(row, "salt"),
        row.getString("entry"));
  }

  /** The note of the tree of a size, and when it was sealed. */
  public Uni<Tree> tree(long size) {
    return store
        .checkpoints(size - 1, size)
        .map(
            found -> {
              Checkpoint one = found.get(0);
              return new Tree(one.size(), one.at(), one.note());
            });
  }

  /** A text, signed by the keys of this ledger. */
  public Uni<String> sign(String text) {
    return signers.all().map(all -> SignedNote.of(text, all).print());
  }

  /** The text of a note that a key of this ledger has signed; empty when none has. */
  public Uni<Optional<String>> signed(String note) {
    return signers
        .all()
        .map(
            all ->
                SignedNote.parse(note)
                    .filter(
                        read ->
                            all.stream().map(CheckpointSigner::verifier).anyMatch(read::isSignedBy))
                    .map(SignedNote::text));
  }

  /**
   * Appends what the ledger lacks of a tree: entries that it has without an index get theirs,
   * others come back as they were, and the tree gets its note.
   *
   * <p><b>Errors</b>: {@link Forked} when the ledger has other entries, or the note is of another
   * tree; the transaction is to be rolled back.
   */
  public Uni<Void> append(SqlConnection tx, List<Leaf> leaves, Tree to) {
    return store
        .newest(tx)
        .chain(
            newest ->
                newest
                    .map(checkpoints::resume)
                    .orElseGet(() -> Uni.createFrom().item(new MerkleFrontier())))
        .chain(
            tree -> {
              long size = tree.size();
              List<Leaf> known = leaves.stream().filter(leaf -> leaf.index() < size).toList();
              List<Leaf> lacking = leaves.stream().filter(leaf -> leaf.index() >= size).toList();
              return compare(tx, known).chain(() -> append(tx, tree, lacking, to));
            });
  }

  private static Uni<Void> compare(SqlConnection tx, List<Leaf> known) {
    if (known.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return tx.preparedQuery(
            """
            SELECT count(*) AS same FROM unnest($1::bigint[], $2::bytea[]) AS l(index, commitment)
            JOIN ledger_entry e ON e.index = l.index AND e.commitment = l.commitment
            """)
        .execute(Tuple.of(indexes(known), commitments(known)))
        .invoke(
            rows -> {
              if (rows.iterator().next().getLong("same") != known.size()) {
                throw new Forked("entries %d to %d are others", known);
              }
            })
        .replaceWithVoid();
  }

  private Uni<Void> append(SqlConnection tx, MerkleFrontier tree, List<Leaf> lacking, Tree to) {
    if (lacking.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    if (lacking.get(0).index() != tree.size()) {
      throw new Forked("what comes before entries %d to %d is lacking", lacking);
    }
    lacking.forEach(leaf -> tree.append(MerkleFrontier.leaf(leaf.commitment())));
    Checkpoint checkpoint = Checkpoint.of(tree, to.at(), to.note());
    return checkpoints
        .isOurs(checkpoint)
        .invoke(
            ours -> {
              if (!ours || tree.size() != to.size()) {
                throw new Forked("entries %d to %d do not lead to the signed tree", lacking);
              }
            })
        .chain(() -> Rounds.each(lacking, leaf -> put(tx, leaf)))
        .chain(() -> tiles.build(tx, tree.size()))
        .chain(() -> store.checkpoint(tx, checkpoint));
  }

  private static Uni<Void> put(SqlConnection tx, Leaf leaf) {
    byte[] salt = leaf.salt();
    Tuple values =
        Tuple.tuple()
            .addLong(leaf.id())
            .addLong(leaf.index())
            .addOffsetDateTime(Columns.utc(leaf.at()))
            .addValue(Buffer.buffer(leaf.commitment()))
            .addValue(salt == null ? null : Buffer.buffer(salt))
            .addString(leaf.entry());
    return tx.preparedQuery(
            """
            INSERT INTO ledger_entry (id, index, at, commitment, salt, entry)
            OVERRIDING SYSTEM VALUE VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (id) DO UPDATE SET index = EXCLUDED.index
              WHERE ledger_entry.commitment = EXCLUDED.commitment
            """)
        .execute(values)
        .invoke(
            rows -> {
              if (rows.rowCount() != 1) {
                throw new Forked("entry %d is another", List.of(leaf));
              }
            })
        .replaceWithVoid();
  }

  private static Long[] indexes(List<Leaf> leaves) {
    return Columns.of(leaves, Leaf::index, new Long[0]);
  }

  private static Buffer[] commitments(List<Leaf> leaves) {
    return Columns.of(leaves, leaf -> Buffer.buffer(leaf.commitment()), new Buffer[0]);
  }

  /**
   * An entry.
   *
   * @param id as it was stored
   * @param salt null, as is the content, when its term is over
   */
  public record Leaf(
      long id,
      long index,
      Instant at,
      byte[] commitment,
      byte @Nullable [] salt,
      @Nullable String entry) {}

  /** A sealed tree. */
  public record Tree(long size, Instant at, String note) {}

  /** The ledger has gone on otherwise than what was exported. */
  public static final class Forked extends RuntimeException {

    private static final long serialVersionUID = 1;

    Forked(String what, List<Leaf> leaves) {
      super(
          String.format(
              Locale.ROOT, what, leaves.get(0).index(), leaves.get(leaves.size() - 1).index()));
    }
  }
}
