package io.lethe.ledger;

import java.util.List;

/**
 * The Merkle Tree Hash over entries in their order.
 *
 * <p>It takes memory for the logarithm of their number.
 *
 * <p><b>Thread safety</b>: none.
 *
 * <p><b>Source</b>: RFC 6962, section 2.1.
 */
public final class MerkleRoot {

  private final MerkleFrontier tree = new MerkleFrontier();

  /** Appends an entry. */
  public void add(byte[] entry) {
    tree.append(MerkleFrontier.leaf(entry));
  }

  /** The hash over what was added, of 32 bytes; of no entries, that of nothing. */
  public byte[] root() {
    return tree.root();
  }

  /** The hash over all of them. */
  public static byte[] of(List<byte[]> entries) {
    MerkleRoot tree = new MerkleRoot();
    entries.forEach(tree::add);
    return tree.root();
  }
}
