package io.lethe.transform;

import com.fasterxml.jackson.databind.JsonNode;

/** What a value became when it was checked against the type of its field. */
public sealed interface Normalized {

  /**
   * A value that fits.
   *
   * @param value what is stored
   * @param key what keyed tokens are made of: the same for all spellings of one value
   */
  record Value(JsonNode value, String key) implements Normalized {
    /** Shows nothing of the value. */
    @Override
    public String toString() {
      return "Value[]";
    }
  }

  /** JSON null, which is not the empty text. */
  record Null() implements Normalized {}

  /**
   * A value that does not fit.
   *
   * @param message what is expected; never holds the value
   */
  record Invalid(String message) implements Normalized {}
}
