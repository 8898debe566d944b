package io.lethe.transform;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What depersonalization leaves of a record.
 *
 * @param quasi the quasi-identifiers, to be left only in groups that are large enough
 * @param rest all else
 */
public record Left(ObjectNode quasi, ObjectNode rest) {

  /** Shows no value. */
  @Override
  public String toString() {
    return "Left[quasi=" + quasi.size() + ", rest=" + rest.size() + "]";
  }
}
