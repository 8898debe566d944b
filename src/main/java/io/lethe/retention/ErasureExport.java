package io.lethe.retention;

import io.lethe.database.Rounds;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Takes the journal of each run out of the database, where a restored backup does not lose it.
 *
 * <p><b>Guarantee</b>: a run is settled when its file is on the disk; without a directory nothing
 * is written.
 */
@ApplicationScoped
class ErasureExport {

  private static final int PAGE = 5_000;
  private static final UUID FIRST = new UUID(0, 0);

  private final ReplayStore journal;
  private final Optional<Path> directory;

  ErasureExport(ReplayStore journal, RetentionConfig config) {
    this.journal = journal;
    this.directory = config.journalDirectory();
  }

  /**
   * Writes the journal of a run of which no batch commits any more; again when the database has
   * come to know more than the file, never when it knows less.
   */
  Uni<Void> write(UUID run) {
    return directory
        .map(to -> journal.journalled(run, FIRST, PAGE).chain(first -> write(to, run, first)))
        .orElseGet(() -> Uni.createFrom().voidItem());
  }

  private Uni<Void> write(Path to, UUID run, List<Journalled> first) {
    if (first.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    Path place = ErasureFile.of(to, run);
    return journal
        .journalled(run)
        .chain(known -> blocking(() -> Files.exists(place) && ErasureReader.told(place) >= known))
        .chain(
            there ->
                there
                    ? Uni.createFrom().voidItem()
                    : blocking(() -> new ErasureFile.Writer(to, run))
                        .chain(
                            writer ->
                                pages(writer, run, first)
                                    .eventually(
                                        () ->
                                            blocking(
                                                () -> {
                                                  writer.close();
                                                  return true;
                                                }))));
  }

  private Uni<Void> pages(ErasureFile.Writer writer, UUID run, List<Journalled> first) {
    return Rounds.of(
            first,
            page ->
                blocking(
                        () -> {
                          writer.append(page);
                          return true;
                        })
                    .chain(
                        () ->
                            page.size() < PAGE
                                ? Uni.createFrom().item(List.<Journalled>of())
                                : journal.journalled(
                                    run, page.get(page.size() - 1).record(), PAGE)),
            page -> !page.isEmpty())
        .chain(
            () ->
                blocking(
                    () -> {
                      writer.finish();
                      return true;
                    }))
        .replaceWithVoid();
  }

  /** Disks are not waited for on an event loop. */
  static <T> Uni<T> blocking(Disk<T> work) {
    return Uni.createFrom()
        .item(
            () -> {
              try {
                return work.use();
              } catch (IOException e) {
                throw new UncheckedIOException("the journal directory cannot be used", e);
              }
            })
        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
  }

  /** What is done with the disk. */
  interface Disk<T> {
    T use() throws IOException;
  }
}
