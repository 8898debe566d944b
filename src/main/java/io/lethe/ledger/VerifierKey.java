package io.lethe.ledger;

import io.lethe.crypto.Ed25519;
import io.lethe.crypto.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whom signatures of notes are of: a name and an Ed25519 public key of 32 bytes; as text {@code
 * name+8 hex digits of the key's id+base64(0x01 ‖ key)}.
 *
 * <p><b>Source</b>: C2SP signed-note.
 */
public record VerifierKey(String name, byte[] publicKey) {

  private static final byte ED25519 = 1;
  private static final int ID = 4;
  private static final Pattern NAME = Pattern.compile("[^\\s\\p{Z}\\p{Cntrl}+]{1,200}");
  private static final Pattern TEXT =
      Pattern.compile("([^\\s+]+)\\+([0-9a-f]{8})\\+([A-Za-z0-9+/]+={0,2})");

  /** Whether somebody may have this name: no space, no plus sign. */
  public static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  /** Reads the text form; empty for anything else, such as a key of another kind. */
  static Optional<VerifierKey> parse(String text) {
    Matcher found = TEXT.matcher(text);
    if (!found.matches()) {
      return Optional.empty();
    }
    byte[] typed = Base64Text.read(found.group(3)).orElse(new byte[0]);
    if (typed.length != Ed25519.KEY_LENGTH + 1 || typed[0] != ED25519) {
      return Optional.empty();
    }
    VerifierKey key = new VerifierKey(found.group(1), Arrays.copyOfRange(typed, 1, typed.length));
    return Optional.of(key).filter(one -> one.hex().equals(found.group(2)));
  }

  /** The first 4 bytes of {@code SHA-256(name ‖ 0x0A ‖ 0x01 ‖ key)}. */
  byte[] id() {
    byte[] typed = typed();
    byte[] named = (name + "\n").getBytes(StandardCharsets.UTF_8);
    byte[] all = Arrays.copyOf(named, named.length + typed.length);
    System.arraycopy(typed, 0, all, named.length, typed.length);
    return Arrays.copyOf(Sha256.digest().digest(all), ID);
  }

  boolean verifies(byte[] message, byte[] signature) {
    return Ed25519.verify(publicKey, message, signature);
  }

  private byte[] typed() {
    byte[] typed = new byte[publicKey.length + 1];
    typed[0] = ED25519;
    System.arraycopy(publicKey, 0, typed, 1, publicKey.length);
    return typed;
  }

  private String hex() {
    return HexFormat.of().formatHex(id());
  }

  /** The text form. */
  public String text() {
    return name + "+" + hex() + "+" + Base64Text.of(typed());
  }
}
