package io.lethe.key;

import io.lethe.crypto.BlockPermutation;
import io.lethe.crypto.VersionedToken;
import java.util.HashMap;
import java.util.Map;

/**
 * Moves tokens of any domain of a ring to its active version: the second layer is the same for all
 * of them.
 *
 * <p><b>Thread safety</b>: immutable, safe from any thread.
 */
final class TokenUpgrade {

  private final Ring ring;
  private final Map<Integer, BlockPermutation> live = new HashMap<>();

  TokenUpgrade(Ring ring) {
    this.ring = ring;
    ring.versions().forEach((version, key) -> live.put(version, new BlockPermutation(key)));
  }

  /** The token of the active version. */
  VersionedToken upgrade(VersionedToken token) {
    BlockPermutation old = live.get(token.version());
    if (old == null) {
      throw ring.missing(token.version());
    }
    return token.version() == ring.active()
        ? token
        : new VersionedToken(
            ring.active(), live.get(ring.active()).encrypt(old.decrypt(token.bytes())));
  }

  /** Wipes the keys. */
  void close() {
    live.values().forEach(BlockPermutation::close);
  }
}
