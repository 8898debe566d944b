package io.lethe.subject;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;

/**
 * A product's own reference to a person: text of 1 to 256 characters without unpaired surrogates,
 * or an integer; compared as it is, without normalization.
 *
 * <p><b>Warning</b>: it may be an e-mail or a phone number; it is never stored, logged or put in a
 * URL.
 */
public final class SubjectReference {

  private static final int LONGEST = 256;

  private SubjectReference() {}

  /** The reference, or empty when there is none or it is too long. */
  public static String of(JsonNode node) {
    boolean usable = node.isTextual() || node.isIntegralNumber();
    String text = usable ? node.asText() : "";
    boolean storable = StandardCharsets.UTF_8.newEncoder().canEncode(text);
    return text.isBlank() || text.length() > LONGEST || !storable ? "" : text;
  }
}
