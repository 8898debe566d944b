package io.lethe.ledger;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text with signatures: the text, which ends with a line feed, an empty line, and a line {@code —
 * name base64(key id, 4 bytes ‖ signature)} for each.
 *
 * <p><b>Source</b>: C2SP signed-note.
 *
 * @param text with the line feed at its end
 */
record SignedNote(String text, List<Signature> signatures) {

  private static final Pattern LINE = Pattern.compile("— ([^ +\\s]+) ([A-Za-z0-9+/]+={0,2})");
  private static final int KEY_ID = 4;

  /** Signs a text. */
  static SignedNote of(String text, List<? extends CheckpointSigner> signers) {
    byte[] message = text.getBytes(StandardCharsets.UTF_8);
    return new SignedNote(
        text,
        signers.stream()
            .map(
                signer ->
                    new Signature(
                        signer.verifier().name(), signer.verifier().id(), signer.sign(message)))
            .toList());
  }

  /** Reads a note; empty when it has another form. */
  static Optional<SignedNote> parse(String note) {
    int end = note.lastIndexOf("\n\n");
    if (end < 0 || end + 2 == note.length() || !note.endsWith("\n")) {
      return Optional.empty();
    }
    List<Signature> signatures = new ArrayList<>();
    for (String line : note.substring(end + 2, note.length() - 1).split("\n", -1)) {
      Matcher found = LINE.matcher(line);
      if (!found.matches()) {
        return Optional.empty();
      }
      Optional<byte[]> bytes = Base64Text.read(found.group(2)).filter(all -> all.length > KEY_ID);
      if (bytes.isEmpty()) {
        return Optional.empty();
      }
      signatures.add(
          new Signature(
              found.group(1),
              Arrays.copyOf(bytes.get(), KEY_ID),
              Arrays.copyOfRange(bytes.get(), KEY_ID, bytes.get().length)));
    }
    return Optional.of(new SignedNote(note.substring(0, end + 1), signatures));
  }

  /** Whether a key has signed the text. */
  boolean isSignedBy(VerifierKey key) {
    return signatures.stream()
        .anyMatch(
            one ->
                one.name().equals(key.name())
                    && Arrays.equals(one.keyId(), key.id())
                    && key.verifies(text.getBytes(StandardCharsets.UTF_8), one.bytes()));
  }

  /** The whole note. */
  String print() {
    StringBuilder note = new StringBuilder(text).append('\n');
    for (Signature signature : signatures) {
      byte[] bytes = Arrays.copyOf(signature.keyId(), KEY_ID + signature.bytes().length);
      System.arraycopy(signature.bytes(), 0, bytes, KEY_ID, signature.bytes().length);
      note.append("— ")
          .append(signature.name())
          .append(' ')
          .append(Base64Text.of(bytes))
          .append('\n');
    }
    return note.toString();
  }

  /** A signature; 4 bytes tell the key, under its name. */
  record Signature(String name, byte[] keyId, byte[] bytes) {}
}
