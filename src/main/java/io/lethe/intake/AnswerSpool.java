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
 * <p><b>Warning</b>: it holds protected views only.
 */
final class AnswerSpool {

  private final Vertx vertx;
  private final int bound;
  private Buffer memory = Buffer.buffer();
  private @Nullable AsyncFile file;

  /**
   * A spool.
   *
   * @param bound bytes kept in memory
   */
  AnswerSpool(Vertx vertx, int bound) {
    this.vertx = vertx;
    this.bound = bound;
  }

  /** Adds to the answer. */
  Uni<Void> write(byte[] lines) {
    memory.appendBytes(lines);
    if (memory.length() <= bound) {
      return Uni.createFrom().voidItem();
    }
    Buffer full = memory;
    memory = Buffer.buffer();
    return file().chain(open -> open.write(full));
  }

  /** The whole answer: bytes, or a file positioned at its start. */
  Uni<Object> finish() {
    if (file == null) {
      return Uni.createFrom().item(memory.getBytes());
    }
    AsyncFile open = file;
    return open.write(memory)
        .chain(open::flush)
        .map(
            flushed -> {
              open.setReadPos(0);
              return open.getDelegate();
            });
  }

  /** Gives up the answer. */
  Uni<Void> discard() {
    return file == null ? Uni.createFrom().voidItem() : file.close();
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
                    .invoke(open -> file = open)
                    .call(() -> vertx.fileSystem().delete(path)));
  }
}
