package io.lethe.retention;

import io.lethe.act.TableJournal;
import io.lethe.act.TableJournal.Erased;
import io.lethe.database.Rounds;
import io.lethe.gate.ExportConfig;
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
import java.util.function.Function;

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
  private final TableJournal tables;
  private final Optional<Path> directory;

  ErasureExport(ReplayStore journal, TableJournal tables, ExportConfig config) {
    this.journal = journal;
    this.tables = tables;
    this.directory = config.directory();
  }

  /**
   * Writes the journal of a run of which no batch commits any more; again when the database has
   * come to know more than the file, never when it knows less.
   */
  Uni<Void> write(UUID run) {
    return directory
        .map(to -> journal.journalled(run).chain(known -> write(to, run, known)))
        .orElseGet(() -> Uni.createFrom().voidItem());
  }

  private Uni<Void> write(Path to, UUID run, int known) {
    if (known == 0) {
      return Uni.createFrom().voidItem();
    }
    Path place = ErasureFile.of(to, run);
    return blocking(() -> Files.exists(place) && ErasureReader.told(place) >= known)
        .chain(
            there ->
                there
                    ? Uni.createFrom().voidItem()
                    : blocking(() -> new ErasureFile.Writer(to, run))
                        .chain(
                            writer ->
                                lines(writer, run)
                                    .eventually(
                                        () ->
                                            blocking(
                                                () -> {
                                                  writer.close();
                                                  return true;
                                                }))));
  }

  private Uni<Void> lines(ErasureFile.Writer writer, UUID run) {
    return pages(writer, FIRST, after -> journal.journalled(run, after, PAGE), Journalled::record)
        .chain(() -> tables.of(run))
        .chain(found -> Rounds.each(found, table -> table(writer, table)))
        .chain(
            () ->
                blocking(
                    () -> {
                      writer.finish();
                      return true;
                    }))
        .replaceWithVoid();
  }

  private Uni<Void> table(ErasureFile.Writer writer, Erased table) {
    return append(writer, List.of(new JournalledTable(table)))
        .chain(
            () ->
                pages(
                    writer,
                    FIRST,
                    after -> journal.persons(table, after, PAGE),
                    JournalledPerson::subject));
  }

  /** Appends what is after an id, a page at a time. */
  private static <L extends JournalLine> Uni<Void> pages(
      ErasureFile.Writer writer,
      UUID first,
      Function<UUID, Uni<List<L>>> read,
      Function<L, UUID> id) {
    return read.apply(first)
        .chain(
            page ->
                Rounds.of(
                    page,
                    lines ->
                        append(writer, lines)
                            .chain(
                                () ->
                                    lines.size() < PAGE
                                        ? Uni.createFrom().item(List.<L>of())
                                        : read.apply(id.apply(lines.get(lines.size() - 1)))),
                    lines -> !lines.isEmpty()))
        .replaceWithVoid();
  }

  private static Uni<Void> append(ErasureFile.Writer writer, List<? extends JournalLine> lines) {
    return blocking(
            () -> {
              writer.append(lines);
              return true;
            })
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
