package io.lethe.transform;

/**
 * What a category's policy says of one field.
 *
 * @param quasiIdentifier whether it may tell people apart together with others
 */
public record FieldRule(
    String name,
    ValueType type,
    Method onReceipt,
    Method onDepersonalize,
    boolean quasiIdentifier) {}
