package io.lethe.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Verifies proofs, from hashes alone.
 *
 * <p><b>Source</b>: RFC 9162, sections 2.1.3.2 and 2.1.4.2.
 */
final class MerkleCheck {

  private MerkleCheck() {}

  /**
   * The root that an audit path leads to from a leaf; empty when no tree of this size has such a
   * path.
   */
  static Optional<byte[]> root(long index, long size, byte[] leaf, List<byte[]> path) {
    if (index < 0 || index >= size) {
      return Optional.empty();
    }
    long node = index;
    long last = size - 1;
    byte[] root = leaf;
    for (byte[] sibling : path) {
      if (last == 0) {
        return Optional.empty();
      }
      if ((node & 1) == 1 || node == last) {
        root = MerkleFrontier.node(sibling, root);
        while ((node & 1) == 0 && node != 0) {
          node >>= 1;
          last >>= 1;
        }
      } else {
        root = MerkleFrontier.node(root, sibling);
      }
      node >>= 1;
      last >>= 1;
    }
    return last == 0 ? Optional.of(root) : Optional.empty();
  }

  /**
   * The roots of the smaller and the larger tree that a consistency proof leads to; empty when no
   * trees of these sizes have such a proof.
   *
   * @param from at least 1, less than {@code to}
   * @param fromRoot the root of the smaller one
   */
  static Optional<Roots> roots(long from, long to, byte[] fromRoot, List<byte[]> proof) {
    if (from < 1 || from >= to || proof.isEmpty()) {
      return Optional.empty();
    }
    List<byte[]> path = new ArrayList<>(proof);
    if (Long.bitCount(from) == 1) {
      path.add(0, fromRoot);
    }
    long node = from - 1;
    long last = to - 1;
    while ((node & 1) == 1) {
      node >>= 1;
      last >>= 1;
    }
    byte[] smaller = path.get(0);
    byte[] larger = path.get(0);
    for (byte[] hash : path.subList(1, path.size())) {
      if (last == 0) {
        return Optional.empty();
      }
      if ((node & 1) == 1 || node == last) {
        smaller = MerkleFrontier.node(hash, smaller);
        larger = MerkleFrontier.node(hash, larger);
        while ((node & 1) == 0 && node != 0) {
          node >>= 1;
          last >>= 1;
        }
      } else {
        larger = MerkleFrontier.node(larger, hash);
      }
      node >>= 1;
      last >>= 1;
    }
    return last == 0 ? Optional.of(new Roots(smaller, larger)) : Optional.empty();
  }

  /** Two roots. */
  record Roots(byte[] smaller, byte[] larger) {}
}
