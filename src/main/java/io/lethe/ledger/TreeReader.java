package io.lethe.ledger;

import io.lethe.database.Database;
import io.lethe.database.Rounds;
import io.lethe.ledger.MerklePath.Range;
import io.lethe.ledger.MerklePath.Subtree;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads hashes of the tree from its tiles: as many rows as the tree is high, at any size. */
@ApplicationScoped
class TreeReader {

  private final Database database;
  private final TileStore store;

  TreeReader(Database database, TileStore store) {
    this.database = database;
    this.store = store;
  }

  /** The hashes of ranges of sealed entries, in their order. */
  Uni<List<byte[]>> hashes(List<Range> ranges) {
    Set<TileId> needed =
        ranges.stream()
            .flatMap(range -> range.subtrees().stream())
            .map(Subtree::tile)
            .collect(Collectors.toSet());
    return tiles(needed).map(tiles -> ranges.stream().map(range -> hash(range, tiles)).toList());
  }

  /** A tile of a tree of a size; empty when the tree has less of it than asked for. */
  Uni<Optional<byte[]>> tile(TileId tile, int width, long size) {
    return width > tile.width(size)
        ? Uni.createFrom().item(Optional.empty())
        : tiles(Set.of(tile)).map(tiles -> Optional.of(first(tiles, tile, width)));
  }

  /** The commitments of a bundle, one after the other; empty when there are less than asked for. */
  Uni<Optional<byte[]>> bundle(long index, int width, long size) {
    TileId leaves = new TileId(0, index);
    return width > leaves.width(size)
        ? Uni.createFrom().item(Optional.empty())
        : commitments(Set.of(index))
            .map(found -> Optional.of(first(Map.of(leaves, found.get(index)), leaves, width)));
  }

  private static byte[] first(Map<TileId, byte[]> tiles, TileId tile, int width) {
    byte[] hashes = tiles.get(tile);
    int length = width * MerkleFrontier.HASH;
    if (hashes == null || hashes.length < length) {
      throw missing(tile);
    }
    return Arrays.copyOf(hashes, length);
  }

  private static byte[] hash(Range range, Map<TileId, byte[]> tiles) {
    List<Subtree> subtrees = range.subtrees();
    ByteBuffer frontier = ByteBuffer.allocate(subtrees.size() * MerkleFrontier.HASH);
    subtrees.forEach(subtree -> frontier.put(hash(subtree, tiles)));
    return new MerkleFrontier(range.leaves(), frontier.array()).root();
  }

  private static byte[] hash(Subtree subtree, Map<TileId, byte[]> tiles) {
    byte[] tile = tiles.get(subtree.tile());
    int from = subtree.offset() * MerkleFrontier.HASH;
    int to = from + subtree.hashes() * MerkleFrontier.HASH;
    if (tile == null || tile.length < to) {
      throw missing(subtree.tile());
    }
    return TileBuilder.root(Arrays.copyOfRange(tile, from, to));
  }

  private static IllegalStateException missing(TileId tile) {
    return new IllegalStateException("the ledger lacks hashes of " + tile);
  }

  private Uni<Map<TileId, byte[]>> tiles(Set<TileId> needed) {
    Set<Long> bundles =
        needed.stream()
            .filter(tile -> tile.level() == 0)
            .map(TileId::index)
            .collect(Collectors.toSet());
    List<TileId> above = needed.stream().filter(tile -> tile.level() > 0).toList();
    Uni<Map<TileId, byte[]>> upper =
        above.isEmpty() ? Uni.createFrom().item(Map.of()) : store.tiles(database.data(), above);
    return Uni.combine()
        .all()
        .unis(commitments(bundles), upper)
        .with(
            (lower, higher) -> {
              Map<TileId, byte[]> all = new HashMap<>(higher);
              lower.forEach(
                  (index, found) -> all.put(new TileId(0, index), TileBuilder.leaves(found)));
              return all;
            });
  }

  /** Of full bundles, or of the entries themselves at the end. */
  private Uni<Map<Long, byte[]>> commitments(Set<Long> indexes) {
    if (indexes.isEmpty()) {
      return Uni.createFrom().item(Map.of());
    }
    return store
        .bundles(database.data(), indexes)
        .chain(found -> rest(indexes, found).replaceWith(found));
  }

  private Uni<Void> rest(Set<Long> indexes, Map<Long, byte[]> all) {
    List<Long> open = indexes.stream().filter(index -> !all.containsKey(index)).toList();
    return Rounds.each(
        open,
        index ->
            store
                .commitments(database.data(), index * TileId.WIDTH, TileId.WIDTH)
                .invoke(found -> all.put(index, found))
                .replaceWithVoid());
  }
}
