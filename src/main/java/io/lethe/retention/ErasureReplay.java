package io.lethe.retention;

import io.lethe.database.Database;
import io.lethe.database.Rounds;
import io.lethe.gate.ExportConfig;
import io.lethe.time.TrustedTime;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Destroys again what a restored backup has brought back, before anything is served.
 *
 * <p><b>Guarantee</b>: every record that a journal in the directory says is gone is gone when the
 * service opens, and no run that the backup had under way goes on by itself; a journal that is not
 * whole, or a directory that is not there, keeps it from opening. What was replayed before is not
 * replayed again.
 */
@ApplicationScoped
class ErasureReplay {

  private static final Logger LOG = Logger.getLogger(ErasureReplay.class);

  /** Rows that are read before they are put into transactions by category. */
  private static final int IN_MEMORY = 5_000;

  private static final Duration THREE_YEARS = Duration.ofDays(3 * 365);

  private final Database database;
  private final ReplayStore replayed;
  private final RestoredRuns restored;
  private final RecordReplay records;
  private final TableReplay tables;
  private final TableBurial burial;
  private final TrustedTime time;
  private final Optional<Path> directory;

  ErasureReplay(
      Database database,
      ReplayStore replayed,
      RestoredRuns restored,
      RecordReplay records,
      TableReplay tables,
      TableBurial burial,
      TrustedTime time,
      ExportConfig config) {
    this.database = database;
    this.replayed = replayed;
    this.restored = restored;
    this.records = records;
    this.tables = tables;
    this.burial = burial;
    this.time = time;
    this.directory = config.directory();
  }

  /** Replays whatever an open database has lost. */
  Uni<Void> replay() {
    return replayAll().chain(() -> burial.bury());
  }

  /**
   * The same, but for the burial of those who were in time tables, which an open database needs.
   */
  Uni<Void> replayAll() {
    records.begin();
    return directory
        .map(
            from ->
                now()
                    .chain(
                        now ->
                            ErasureExport.blocking(() -> ErasureDirectory.open(from, now))
                                .chain(
                                    files ->
                                        Rounds.each(
                                            files, file -> replay(file, now.minus(THREE_YEARS))))))
        .orElseGet(() -> Uni.createFrom().voidItem());
  }

  /** The clock of a replica alone would replay journals that have expired, or delete young ones. */
  private Uni<Instant> now() {
    return database.now().map(time::cutoff);
  }

  private Uni<Void> replay(Path file, Instant oldest) {
    return ErasureExport.blocking(() -> new ErasureReader(file))
        .chain(
            reader ->
                replay(file, reader, oldest)
                    .eventually(
                        () ->
                            ErasureExport.blocking(
                                () -> {
                                  reader.close();
                                  return true;
                                })));
  }

  private Uni<Void> replay(Path file, ErasureReader reader, Instant oldest) {
    UUID run = ErasureFile.run(file);
    return ErasureExport.blocking(() -> reader.verified(oldest))
        .chain(
            rows ->
                rows == 0
                    ? expired(file)
                    : replayed
                        .journalled(run)
                        .chain(
                            known ->
                                known >= rows
                                    ? Uni.createFrom().voidItem()
                                    : replay(run, reader, rows, oldest)));
  }

  /** The journal has had its three years: no backup is as old. */
  private static Uni<Void> expired(Path file) {
    return ErasureExport.blocking(() -> Files.deleteIfExists(file))
        .invoke(
            deleted -> {
              if (deleted) {
                LOG.infof("deleted the journal %s: it has had its three years", file.getFileName());
              }
            })
        .replaceWithVoid();
  }

  private Uni<Void> replay(UUID run, ErasureReader reader, long rows, Instant oldest) {
    LOG.warnf(
        "the database does not know all that run %s has destroyed: a backup was restored;"
            + " %d records are destroyed again where they are back",
        run, rows);
    return restored
        .pause()
        .chain(() -> ErasureExport.blocking(() -> reader.next(IN_MEMORY)))
        .chain(
            first ->
                Rounds.of(
                    first,
                    read ->
                        replay(run, read, oldest)
                            .chain(() -> ErasureExport.blocking(() -> reader.next(IN_MEMORY))),
                    read -> !read.isEmpty()))
        .chain(() -> restored.count(run));
  }

  private Uni<Void> replay(UUID run, List<JournalLine> read, Instant oldest) {
    List<JournalLine> young = read.stream().filter(line -> line.at().isAfter(oldest)).toList();
    return records
        .replay(run, of(young, Journalled.class))
        .chain(
            () ->
                Rounds.each(of(young, JournalledTable.class), line -> tables.replay(line.table())))
        .chain(() -> tables.persons(of(young, JournalledPerson.class)));
  }

  private static <L extends JournalLine> List<L> of(List<JournalLine> lines, Class<L> kind) {
    return lines.stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
