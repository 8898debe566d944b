package io.lethe.ledger;

import java.util.List;

/**
 * The Merkle Tree Hash over entries in their order.
 *
 * <p><b>Source</b>: RFC 6962, section 2.1.
 */
public final class MerkleRoot {

  private MerkleRoot() {}

  /** The hash, of 32 bytes; of no entries, that of nothing. */
  public static byte[] of(List<byte[]> entries) {
    MerkleFrontier tree = new MerkleFrontier();
    entries.forEach(entry -> tree.append(MerkleFrontier.leaf(entry)));
    return tree.root();
  }
}
