package io.lethe.ledger;

import java.util.ArrayList;
import java.util.List;

/**
 * Which parts of a tree prove that it has a leaf, or that it goes on from a smaller one.
 *
 * <p>A proof is a list of hashes of ranges; a range begins at a multiple of the power of two that
 * covers it, so that it is the fold of a few perfect subtrees.
 *
 * <p><b>Source</b>: RFC 6962, sections 2.1.1 and 2.1.2; RFC 9162, section 2.1.
 */
final class MerklePath {

  private MerklePath() {}

  /**
   * The ranges of an inclusion proof, in the order of the proof.
   *
   * @param leaf at least 0, less than {@code size}
   */
  static List<Range> inclusion(long leaf, long size) {
    List<Range> path = new ArrayList<>();
    Range tree = new Range(0, size);
    while (tree.leaves() > 1) {
      long split = tree.split();
      if (leaf < split) {
        path.add(0, new Range(split, tree.to()));
        tree = new Range(tree.from(), split);
      } else {
        path.add(0, new Range(tree.from(), split));
        tree = new Range(split, tree.to());
      }
    }
    return path;
  }

  /**
   * The ranges of a consistency proof, in the order of the proof; none when both are of a size, or
   * the smaller one is empty.
   *
   * @param from at least 0, at most {@code to}
   */
  static List<Range> consistency(long from, long to) {
    List<Range> path = new ArrayList<>();
    if (from == 0 || from == to) {
      return path;
    }
    Range tree = new Range(0, to);
    while (tree.to() != from) {
      long split = tree.split();
      if (from <= split) {
        path.add(0, new Range(split, tree.to()));
        tree = new Range(tree.from(), split);
      } else {
        path.add(0, new Range(tree.from(), split));
        tree = new Range(split, tree.to());
      }
    }
    if (tree.from() > 0) {
      path.add(0, tree);
    }
    return path;
  }

  /** Leaves {@code from} to {@code to}, exclusive; at least one. */
  record Range(long from, long to) {

    long leaves() {
      return to - from;
    }

    /** Where the left part ends: at the greatest power of two below the number of leaves. */
    private long split() {
      return from + Long.highestOneBit(leaves() - 1);
    }

    /** The perfect subtrees that it is made of, the largest first. */
    List<Subtree> subtrees() {
      List<Subtree> subtrees = new ArrayList<>();
      long at = from;
      for (long left = leaves(); left > 0; left -= Long.highestOneBit(left)) {
        int height = Long.numberOfTrailingZeros(Long.highestOneBit(left));
        subtrees.add(new Subtree(height, at >>> height));
        at += 1L << height;
      }
      return subtrees;
    }
  }

  /** The {@code index}-th subtree of {@code 2^height} leaves. */
  record Subtree(int height, long index) {

    /** The tile that it is in, or over a part of which it is. */
    TileId tile() {
      return new TileId(height / TileId.HEIGHT, firstHash() / TileId.WIDTH);
    }

    /** Where it begins in that tile, in hashes. */
    int offset() {
      return (int) (firstHash() % TileId.WIDTH);
    }

    /** Hashes of that tile that it is over. */
    int hashes() {
      return 1 << height % TileId.HEIGHT;
    }

    private long firstHash() {
      return index << height % TileId.HEIGHT;
    }
  }
}
