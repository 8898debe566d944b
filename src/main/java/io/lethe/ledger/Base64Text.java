package io.lethe.ledger;

import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Bytes as text.
 *
 * <p><b>Source</b>: RFC 4648, section 4.
 */
final class Base64Text {

  private Base64Text() {}

  /** The text of bytes. */
  static String of(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** The text of each. */
  static List<String> of(List<byte[]> all) {
    return all.stream().map(Base64Text::of).toList();
  }

  /** Reads a text; empty for any but the one that bytes are written as. */
  static Optional<byte[]> read(String text) {
    try {
      byte[] bytes = Base64.getDecoder().decode(text);
      return Optional.of(bytes).filter(read -> of(read).equals(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
