package io.lethe.ledger;

import io.lethe.database.Rounds;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;

/**
 * Writes the tiles of what was sealed.
 *
 * <p><b>Guarantee</b>: in the transaction that seals, so that every checkpoint has its tiles; a
 * full one never changes.
 */
@ApplicationScoped
class TileBuilder {

  private final TileStore store;

  TileBuilder(TileStore store) {
    this.store = store;
  }

  /**
   * Adds the bundles, and what follows from them, that a tree of a size has and the store lacks.
   */
  Uni<Void> build(SqlConnection tx, long size) {
    long full = size / TileId.WIDTH;
    return store
        .bundles(tx)
        .chain(
            built ->
                built >= full
                    ? Uni.createFrom().item(built)
                    : Rounds.of(built, next -> bundle(tx, next), next -> next < full))
        .replaceWithVoid();
  }

  /** Adds a bundle; gives the index of the next one. */
  private Uni<Long> bundle(SqlConnection tx, long index) {
    return store
        .commitments(tx, index * TileId.WIDTH, TileId.WIDTH)
        .invoke(
            commitments -> {
              if (commitments.length != TileId.LENGTH) {
                throw new IllegalStateException(
                    "entries from index " + index * TileId.WIDTH + " on are missing");
              }
            })
        .call(commitments -> store.addBundle(tx, index, commitments))
        .chain(commitments -> append(tx, 1, index, root(leaves(commitments))))
        .replaceWith(index + 1);
  }

  /** Appends the {@code number}-th hash of a level; that of a full tile goes to the next level. */
  private Uni<Void> append(SqlConnection tx, int level, long number, byte[] hash) {
    return store
        .append(tx, new TileId(level, number / TileId.WIDTH), hash)
        .chain(
            hashes ->
                hashes.length < TileId.LENGTH
                    ? Uni.createFrom().voidItem()
                    : append(tx, level + 1, number / TileId.WIDTH, root(hashes)));
  }

  /** The leaves of commitments, one after the other. */
  static byte[] leaves(byte[] commitments) {
    byte[] leaves = new byte[commitments.length];
    for (int at = 0; at < leaves.length; at += MerkleFrontier.HASH) {
      byte[] leaf =
          MerkleFrontier.leaf(Arrays.copyOfRange(commitments, at, at + MerkleFrontier.HASH));
      System.arraycopy(leaf, 0, leaves, at, MerkleFrontier.HASH);
    }
    return leaves;
  }

  /** The root over hashes, one after the other. */
  static byte[] root(byte[] hashes) {
    MerkleFrontier tree = new MerkleFrontier();
    for (int at = 0; at < hashes.length; at += MerkleFrontier.HASH) {
      tree.append(Arrays.copyOfRange(hashes, at, at + MerkleFrontier.HASH));
    }
    return tree.root();
  }
}
