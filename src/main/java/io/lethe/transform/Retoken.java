package io.lethe.transform;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Optional;

/**
 * A new token in place of a value or an old token.
 *
 * <p><b>Guarantee</b>: it is drawn for each record and kept nowhere else, so it is linked neither
 * to the old token nor to another record, by no key and no table.
 *
 * @param length in characters of base64url, 6 to 64; 22 hold 132 bits
 */
public record Retoken(int length) implements Drawn {

  /** Length of a token that is not told another. */
  public static final int LENGTH = 22;

  public static final int SHORTEST = 6;
  public static final int LONGEST = 64;

  /** Characters that a token is made of. */
  public static final int ALPHABET = 64;

  private static final String CHARACTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

  public Retoken {
    if (length < SHORTEST || length > LONGEST) {
      throw new IllegalArgumentException("a token has 6 to 64 characters");
    }
  }

  /** The empty text stays empty: that there was none is no secret of the token. */
  @Override
  public Optional<JsonNode> draw(ValueType type, JsonNode value, Chance chance) {
    if (!value.isValueNode()) {
      return Optional.empty();
    }
    if (value.isTextual() && value.textValue().isEmpty()) {
      return Optional.of(value);
    }
    StringBuilder token = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      token.append(chance.of(CHARACTERS));
    }
    return Optional.of(TextNode.valueOf(token.toString()));
  }
}
