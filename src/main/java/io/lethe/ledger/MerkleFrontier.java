package io.lethe.ledger;

import io.lethe.crypto.Sha256;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * An append-only Merkle tree of which only the roots of the perfect subtrees are kept.
 *
 * <p><b>Guarantee</b>: the root is the Merkle Tree Hash over the leaves in their order; appending
 * costs O(log size) hashes.
 *
 * <p><b>Thread safety</b>: none; one sealer owns it.
 *
 * <p><b>Source</b>: RFC 6962, section 2.1.
 */
final class MerkleFrontier {

  /** Length of a hash in bytes. */
  static final int HASH = 32;

  private static final byte[] NOTHING = new byte[0];

  private final Deque<byte[]> subtrees = new ArrayDeque<>();
  private long size;

  /** The tree of no leaves. */
  MerkleFrontier() {}

  /** The tree of {@code size} leaves whose subtree roots are {@code frontier}, largest first. */
  MerkleFrontier(long size, byte[] frontier) {
    if (frontier.length != Long.bitCount(size) * HASH) {
      throw new IllegalArgumentException("a frontier has one hash per one-bit of its size");
    }
    this.size = size;
    for (int i = 0; i < frontier.length; i += HASH) {
      subtrees.addLast(java.util.Arrays.copyOfRange(frontier, i, i + HASH));
    }
  }

  /** Appends a leaf hash. */
  void append(byte[] leaf) {
    byte[] node = leaf;
    for (long bits = size; (bits & 1) == 1; bits >>>= 1) {
      node = node(subtrees.removeLast(), node);
    }
    subtrees.addLast(node);
    size++;
  }

  /** Number of leaves. */
  long size() {
    return size;
  }

  /** The Merkle Tree Hash; of an empty tree, the hash of nothing. */
  byte[] root() {
    if (subtrees.isEmpty()) {
      return Sha256.digest().digest();
    }
    Iterator<byte[]> smallestFirst = subtrees.descendingIterator();
    byte[] root = smallestFirst.next();
    while (smallestFirst.hasNext()) {
      root = node(smallestFirst.next(), root);
    }
    return root;
  }

  /** The subtree roots, largest first, one after the other. */
  byte[] frontier() {
    byte[] all = new byte[subtrees.size() * HASH];
    int at = 0;
    for (byte[] subtree : subtrees) {
      System.arraycopy(subtree, 0, all, at, HASH);
      at += HASH;
    }
    return all;
  }

  /** The hash of a leaf over an entry. */
  static byte[] leaf(byte[] entry) {
    return hash((byte) 0, entry, NOTHING);
  }

  /** The hash of a node over two others. */
  static byte[] node(byte[] left, byte[] right) {
    return hash((byte) 1, left, right);
  }

  /** SHA-256 of a domain-separating byte and two parts. */
  static byte[] hash(byte domain, byte[] left, byte[] right) {
    MessageDigest digest = Sha256.digest();
    digest.update(domain);
    digest.update(left);
    return digest.digest(right);
  }
}
