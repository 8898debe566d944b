package io.lethe.crypto;

import java.util.Optional;

/**
 * Encrypts texts of one {@link TextFormat}, reversibly with the key alone.
 *
 * <p><b>Guarantee</b>: for a key and a tweak equal texts have equal ciphertexts, and others others.
 *
 * <p><b>Warning</b>: whoever may ask for encryptions can search for the text of a ciphertext.
 *
 * <p><b>Thread safety</b>: safe from any thread.
 *
 * <p><b>Errors</b>: IllegalArgumentException for a text with a {@link TextFormat#problem}, without
 * repeating it.
 */
public final class FormatCipher implements AutoCloseable {

  private final TextFormat format;
  private final Optional<Ff1> single;
  private final Optional<LayoutCipher> layout;

  FormatCipher(TextFormat format, Ff1 cipher) {
    this.format = format;
    this.single = Optional.of(cipher);
    this.layout = Optional.empty();
  }

  FormatCipher(TextFormat format, LayoutCipher cipher) {
    this.format = format;
    this.single = Optional.empty();
    this.layout = Optional.of(cipher);
  }

  /**
   * The ciphertext, of the text's form.
   *
   * @param tweak not secret, of any length in bytes; needed again to decrypt
   */
  public String encrypt(String text, byte[] tweak) {
    refuse(text);
    return single
        .map(cipher -> cipher.encrypt(text, tweak))
        .orElseGet(() -> layout.orElseThrow().encrypt(text, tweak));
  }

  /** The text whose ciphertext under this tweak this is. */
  public String decrypt(String ciphertext, byte[] tweak) {
    return single
        .map(cipher -> cipher.decrypt(ciphertext, tweak))
        .orElseGet(() -> layout.orElseThrow().decrypt(ciphertext, tweak));
  }

  private void refuse(String text) {
    format
        .problem(text)
        .ifPresent(
            problem -> {
              throw new IllegalArgumentException("the text " + problem);
            });
  }

  /** Wipes the key; calls under way finish, later ones are refused. */
  @Override
  public void close() {
    single.ifPresent(Ff1::close);
    layout.ifPresent(LayoutCipher::close);
  }

  @Override
  public String toString() {
    return "FormatCipher";
  }
}
