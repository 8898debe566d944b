package io.lethe.crypto;

/**
 * A text that was encrypted and kept its form.
 *
 * @param version of the key ring, 1 or more; the text cannot say it
 * @param text the ciphertext
 */
public record FormatToken(int version, String text) {

  public FormatToken {
    if (version < 1) {
      throw new IllegalArgumentException("versions are positive");
    }
  }

  /** Shows the version only. */
  @Override
  public String toString() {
    return "FormatToken[version=" + version + "]";
  }
}
