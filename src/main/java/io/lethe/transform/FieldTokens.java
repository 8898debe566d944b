package io.lethe.transform;

import io.lethe.crypto.FormatToken;
import io.lethe.crypto.TextFormat;
import io.lethe.crypto.VersionedToken;

/** The keyed tokens of one policy; a fence that keeps keys out of this package. */
public interface FieldTokens {

  /** The token of the active version for a normalized value within a domain. */
  VersionedToken pseudonym(String domain, ValueType type, String key);

  /**
   * A text encrypted in its form under the active version; equal texts are equal within a domain.
   *
   * @param text one that {@link TextFormat#problem} finds nothing wrong with
   */
  FormatToken formatPreserving(String domain, TextFormat format, String text);

  /** The blind index of a normalized value of a field, under the active version. */
  VersionedToken index(String field, ValueType type, String key);
}
