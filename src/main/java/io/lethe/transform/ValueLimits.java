package io.lethe.transform;

/**
 * How much one record may hold.
 *
 * @param fields per record
 * @param valueLength of one text, in UTF-16 code units, before and after normalization
 */
public record ValueLimits(int fields, int valueLength) {

  public ValueLimits {
    if (fields < 1 || valueLength < 1) {
      throw new IllegalArgumentException("limits are positive");
    }
  }
}
