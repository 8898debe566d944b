package io.lethe.record;

import io.lethe.crypto.FormatToken;
import io.lethe.crypto.TextFormat;
import io.lethe.crypto.VersionedToken;
import io.lethe.transform.FieldTokens;
import io.lethe.transform.ValueType;

/** Stands for keys where values are checked and nothing of them is shown. */
final class NoTokens implements FieldTokens {

  private static final VersionedToken NONE = new VersionedToken(1, new byte[16]);

  @Override
  public VersionedToken pseudonym(String domain, ValueType type, String key) {
    return NONE;
  }

  @Override
  public FormatToken formatPreserving(String domain, TextFormat format, String text) {
    return new FormatToken(1, text);
  }

  @Override
  public VersionedToken index(String field, ValueType type, String key) {
    return NONE;
  }
}
