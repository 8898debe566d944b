package io.lethe.record;

import io.lethe.crypto.FormatToken;
import io.lethe.crypto.TextFormat;
import io.lethe.crypto.VersionedToken;
import io.lethe.key.LeasedRing;
import io.lethe.transform.FieldTokens;
import io.lethe.transform.ValueType;
import java.util.Optional;

/**
 * Pseudonyms under a leased ring, and no other tokens.
 *
 * <p><b>Errors</b>: IllegalStateException for whatever is not leased.
 */
record LeasedTokens(Optional<LeasedRing> ring) implements FieldTokens {

  @Override
  public VersionedToken pseudonym(String domain, ValueType type, String key) {
    return ring.orElseThrow(LeasedTokens::notLeased).pseudonym(domain, type.tokenName(), key);
  }

  @Override
  public FormatToken formatPreserving(String domain, TextFormat format, String text) {
    throw notLeased();
  }

  @Override
  public VersionedToken index(String field, ValueType type, String key) {
    throw notLeased();
  }

  private static IllegalStateException notLeased() {
    return new IllegalStateException("no such key is leased");
  }
}
