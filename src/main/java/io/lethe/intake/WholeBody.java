package io.lethe.intake;

import io.vertx.core.buffer.Buffer;

/**
 * A body as it comes, held whole; what is beyond the limit is dropped, and refused at the end.
 *
 * <p><b>Errors</b>: {@code BODY_TOO_LARGE}.
 */
final class WholeBody {

  private final Buffer bytes = Buffer.buffer();
  private final int limit;
  private long length;

  /**
   * A body.
   *
   * @param limit in bytes
   */
  WholeBody(int limit) {
    this.limit = limit;
  }

  void add(Buffer piece) {
    length += piece.length();
    if (length <= limit) {
      bytes.appendBuffer(piece);
    } else if (length > limit + Rest.MOST) {
      throw BoundedBody.tooLarge(limit);
    }
  }

  Buffer whole() {
    if (length > limit) {
      throw BoundedBody.tooLarge(limit);
    }
    return bytes;
  }
}
