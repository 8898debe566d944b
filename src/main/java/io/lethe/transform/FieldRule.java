package io.lethe.transform;

import java.util.Set;

/**
 * What a category's policy says of one field.
 *
 * @param quasiIdentifier whether it may tell people apart together with others
 * @param guards what its text must not contain
 */
public record FieldRule(
    String name,
    ValueType type,
    Method onReceipt,
    Method onDepersonalize,
    boolean quasiIdentifier,
    Set<Guard> guards) {

  public FieldRule {
    guards = Set.copyOf(guards);
  }
}
