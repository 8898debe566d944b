package io.lethe.record;

import io.lethe.crypto.FormatToken;
import io.lethe.crypto.TextFormat;
import io.lethe.crypto.VersionedToken;
import io.lethe.key.PolicyKeys;
import io.lethe.transform.FieldTokens;
import io.lethe.transform.ValueType;
import java.util.List;

/** Keyed tokens of field values, under the rings of one policy. */
record PolicyFieldTokens(PolicyKeys keys) implements FieldTokens {

  @Override
  public VersionedToken pseudonym(String domain, ValueType type, String key) {
    return keys.pseudonym(domain, type.tokenName(), key);
  }

  @Override
  public VersionedToken index(String field, ValueType type, String key) {
    return keys.index(field, type.tokenName(), key);
  }

  @Override
  public FormatToken formatPreserving(String domain, TextFormat format, String text) {
    return keys.format(domain, format, text);
  }

  /** The pseudonym under every live version, ascending. */
  List<VersionedToken> everyPseudonym(String domain, ValueType type, String key) {
    return keys.everyPseudonym(domain, type.tokenName(), key);
  }

  /** The blind index under every live version, ascending. */
  List<VersionedToken> everyIndex(String field, ValueType type, String key) {
    return keys.everyIndex(field, type.tokenName(), key);
  }
}
