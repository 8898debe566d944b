package io.lethe.gate;

import io.lethe.gate.SegmentFile.Content;
import io.lethe.gate.SegmentFile.Head;
import io.lethe.gate.SegmentFile.SegmentDamaged;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;

/** Segments, when a directory is configured; disks are not waited for on an event loop. */
@ApplicationScoped
class Segments {

  private final Optional<SegmentDirectory> directory;

  Segments(ExportConfig config) {
    this.directory = config.directory().map(SegmentDirectory::new);
  }

  /** Whether anything is exported. */
  boolean configured() {
    return directory.isPresent();
  }

  /** The newest one; empty when there is none. */
  Uni<Optional<Head>> newest() {
    return directory
        .map(from -> blocking(from::newest))
        .orElseGet(() -> Uni.createFrom().item(Optional.empty()));
  }

  /**
   * A segment.
   *
   * <p><b>Errors</b>: {@link NotReplayable} when it is not there, or is damaged.
   */
  Uni<Content> read(long number) {
    return blocking(() -> directory.orElseThrow().read(number))
        .map(
            found ->
                found.orElseThrow(
                    () ->
                        new NotReplayable(
                            "segment " + number + " is not there; put it back from a copy")));
  }

  /** Writes a segment, where there is none of its number. */
  Uni<Void> write(long number, String text) {
    return blocking(
            () -> {
              directory.orElseThrow().write(number, text);
              return true;
            })
        .replaceWithVoid();
  }

  /** That a database had exported all there was, at a time that it has committed. */
  Uni<Void> caughtUp(Instant at) {
    return blocking(
            () -> {
              directory.orElseThrow().caughtUp(at);
              return true;
            })
        .replaceWithVoid();
  }

  /** Deletes those that were written before an instant. */
  Uni<Integer> expire(Instant before) {
    return blocking(() -> directory.orElseThrow().expire(before));
  }

  private static <T> Uni<T> blocking(Disk<T> work) {
    return Uni.createFrom()
        .item(
            () -> {
              try {
                return work.use();
              } catch (SegmentDamaged e) {
                throw new NotReplayable(String.valueOf(e.getMessage()), e);
              } catch (IOException e) {
                throw new UncheckedIOException("the export directory cannot be used", e);
              }
            })
        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
  }

  /** What is done with the disk. */
  private interface Disk<T> {
    T use() throws IOException;
  }
}
