package io.lethe.sidecar;

import java.nio.ByteBuffer;

/**
 * What waits for the central service.
 *
 * <p>As bytes: {@code kind(1) | Unix milliseconds(8) | JSON}.
 *
 * @param at when it was accepted, in Unix milliseconds
 * @param json the item as it is sent, in UTF-8
 */
record SpoolItem(Kind kind, long at, byte[] json) {

  private static final int HEAD = 1 + Long.BYTES;

  /** Where an item is sent. */
  enum Kind {
    RECORD("/api/v1/records"),
    EVENT("/api/v1/events");

    private final String path;

    Kind(String path) {
      this.path = path;
    }

    String path() {
      return path;
    }
  }

  byte[] bytes() {
    return ByteBuffer.allocate(HEAD + json.length)
        .put((byte) kind.ordinal())
        .putLong(at)
        .put(json)
        .array();
  }

  /** Length in bytes. */
  int length() {
    return HEAD + json.length;
  }

  static SpoolItem of(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    Kind kind = Kind.values()[buffer.get()];
    long at = buffer.getLong();
    byte[] json = new byte[buffer.remaining()];
    buffer.get(json);
    return new SpoolItem(kind, at, json);
  }

  /** Names nobody. */
  @Override
  public String toString() {
    return "SpoolItem[" + kind + "]";
  }
}
