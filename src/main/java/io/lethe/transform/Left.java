package io.lethe.transform;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What depersonalization leaves of a record.
 *
 * @param quasi the quasi-identifiers, to be left only in groups that are large enough
 * @param rest all else
 * @param mixed the parts of fields that many records make together, as {@link Mixed#part} gives
 *     them; in the clear, so they are as secret as the originals until they are mixed
 */
public record Left(ObjectNode quasi, ObjectNode rest, ObjectNode mixed) {

  /** Shows no value. */
  @Override
  public String toString() {
    return "Left[quasi=" + quasi.size() + ", rest=" + rest.size() + ", mixed=" + mixed.size() + "]";
  }
}
