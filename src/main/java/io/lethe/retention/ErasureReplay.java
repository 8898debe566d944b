package io.lethe.retention;

import io.lethe.database.Database;
import io.lethe.database.Rounds;
import io.lethe.time.TrustedTime;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
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
  private final Clock clock;
  private final Optional<Path> directory;

  ErasureReplay(
      Database database,
      ReplayStore replayed,
      RestoredRuns restored,
      RecordReplay records,
      TableReplay tables,
      TableBurial burial,
      TrustedTime time,
      Clock clock,
      RetentionConfig config) {
    this.database = database;
    this.replayed = replayed;
    this.restored = restored;
    this.records = records;
    this.tables = tables;
    this.burial = burial;
    this.time = time;
    this.clock = clock;
    this.directory = config.journalDirectory();
  }

  /** Before the policies are installed, and long before anything is served. */
  void open(@Observes @Priority(Interceptor.Priority.APPLICATION + 50) StartupEvent started)
      throws Throwable {
    VertxContextSupport.subscribeAndAwait(this::replay);
  }

  /** Replays whatever the database has lost. */
  Uni<Void> replay() {
    return directory
        .map(
            from ->
                ErasureExport.blocking(() -> ErasureDirectory.open(from, clock.instant()))
                    .chain(files -> Rounds.each(files, this::replay)))
        .orElseGet(() -> Uni.createFrom().voidItem());
  }

  private Uni<Void> replay(Path file) {
    return ErasureExport.blocking(() -> new ErasureReader(file))
        .chain(
            reader ->
                replay(file, reader)
                    .eventually(
                        () ->
                            ErasureExport.blocking(
                                () -> {
                                  reader.close();
                                  return true;
                                })));
  }

  private Uni<Void> replay(Path file, ErasureReader reader) {
    UUID run = ErasureFile.run(file);
    Instant oldest = clock.instant().minus(THREE_YEARS);
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

  /** The journal has had its three years, in the trusted time, too: no backup is as old. */
  private Uni<Void> expired(Path file) {
    return database
        .now()
        .map(time::cutoff)
        .chain(
            now ->
                ErasureExport.blocking(
                    () -> {
                      try (ErasureReader reader = new ErasureReader(file)) {
                        if (reader.verified(now.minus(THREE_YEARS)) > 0) {
                          return false;
                        }
                      }
                      return Files.deleteIfExists(file);
                    }))
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
        .chain(() -> burial.bury())
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
