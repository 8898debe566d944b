package io.lethe.intake;

import io.smallrye.mutiny.Uni;
import io.vertx.core.file.OpenOptions;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.core.file.AsyncFile;
import org.jspecify.annotations.Nullable;

/**
 * The answer of a stream, in memory up to a bound and beyond it in a temporary file whose name is
 * gone as soon as it is open, so that nothing is left when the process dies.
 *
 * <p>A client may send everything before it reads anything: an answer that waited for the client
 * would stop the reading of its request.
 *
 * <p><b>Guarantee</b>: once it is closed, by whomever and how often, it holds no file and takes
 * none; what it is given then is dropped.
 *
 * <p><b>Warning</b>: it holds protected views only.
 */
final class AnswerSpool {

  private final Vertx vertx;
  private final int bound;
  private final long limit;
  private Buffer memory = Buffer.buffer();
  private long length;
  private @Nullable AsyncFile file;
  private volatile boolean closed;

  /**
   * A spool.
   *
   * @param bound bytes kept in memory
   * @param limit bytes after which it says that it is full
   */
  AnswerSpool(Vertx vertx, int bound, long limit) {
    this.vertx = vertx;
    this.bound = bound;
    this.limit = limit;
  }

  /** Whether no further chunk should be answered; what is written is taken all the same. */
  boolean full() {
    return length >= limit;
  }

  /** Adds to the answer. */
  Uni<Void> write(byte[] lines) {
    if (closed) {
      return Uni.createFrom().voidItem();
    }
    length += lines.length;
    memory.appendBytes(lines);
    if (memory.length() <= bound) {
      return Uni.createFrom().voidItem();
    }
    Buffer full = memory;
    memory = Buffer.buffer();
    return file().chain(open -> open.write(full)).onFailure(lost -> closed).recoverWithNull();
  }

  /** The whole answer: bytes, or a file positioned at its start. */
  Uni<Object> finish() {
    AsyncFile open = file;
    if (open == null) {
      return Uni.createFrom().item(memory.getBytes());
    }
    return open.write(memory)
        .chain(open::flush)
        .map(
            flushed -> {
              open.setReadPos(0);
              return open.getDelegate();
            });
  }

  /** Gives up the answer, or what is left of it when it has been sent. */
  Uni<Void> close() {
    closed = true;
    AsyncFile open = file;
    file = null;
    memory = Buffer.buffer();
    return open == null ? Uni.createFrom().voidItem() : close(open);
  }

  /** Whoever sends a file closes it at its end, and then it cannot be closed again. */
  private static Uni<Void> close(AsyncFile open) {
    return open.close().onFailure(IllegalStateException.class).recoverWithNull();
  }

  private Uni<AsyncFile> file() {
    if (file != null) {
      return Uni.createFrom().item(file);
    }
    OpenOptions options = new OpenOptions().setRead(true).setWrite(true).setCreate(true);
    return vertx
        .fileSystem()
        .createTempFile("lethe-answer", ".ndjson", "rw-------")
        .chain(
            path ->
                vertx
                    .fileSystem()
                    .open(path, options)
                    .call(open -> closed ? close(open) : keep(open))
                    .call(() -> vertx.fileSystem().delete(path)));
  }

  private Uni<Void> keep(AsyncFile open) {
    file = open;
    return Uni.createFrom().voidItem();
  }
}
