package io.lethe.retention;

import io.lethe.act.ErasureStore;
import io.lethe.database.Database;
import io.lethe.database.Rounds;
import io.lethe.key.KeyErasures;
import io.lethe.ledger.LedgerStore;
import io.lethe.subject.Burial;
import io.lethe.subject.SubjectStore;
import io.lethe.time.TrustedTime;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
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
  private static final int AT_ONCE = 500;

  /** Rows that are read before they are put into transactions by category. */
  private static final int IN_MEMORY = 5_000;

  private static final Duration THREE_YEARS = Duration.ofDays(3 * 365);

  private final Database database;
  private final ErasureStore journal;
  private final EraseStore erase;
  private final ReplayStore replayed;
  private final RestoredRuns restored;
  private final SubjectStore subjects;
  private final Burial burial;
  private final KeyErasures keys;
  private final LedgerStore ledger;
  private final TrustedTime time;
  private final Clock clock;
  private final Optional<Path> directory;

  ErasureReplay(
      Database database,
      ErasureStore journal,
      EraseStore erase,
      ReplayStore replayed,
      RestoredRuns restored,
      SubjectStore subjects,
      Burial burial,
      KeyErasures keys,
      LedgerStore ledger,
      TrustedTime time,
      Clock clock,
      RetentionConfig config) {
    this.database = database;
    this.journal = journal;
    this.erase = erase;
    this.replayed = replayed;
    this.restored = restored;
    this.subjects = subjects;
    this.burial = burial;
    this.keys = keys;
    this.ledger = ledger;
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
        .chain(() -> restored.count(run));
  }

  private Uni<Void> replay(UUID run, List<Journalled> read, Instant oldest) {
    Map<String, List<Journalled>> byCategory = new TreeMap<>();
    read.stream()
        .filter(row -> row.at().isAfter(oldest))
        .forEach(
            row ->
                byCategory
                    .computeIfAbsent(row.policy() + "/" + row.category(), any -> new ArrayList<>())
                    .add(row));
    return Rounds.each(
        byCategory.values(),
        of ->
            Rounds.each(
                Stream.iterate(0, from -> from < of.size(), from -> from + AT_ONCE)
                    .map(from -> of.subList(from, Math.min(of.size(), from + AT_ONCE)))
                    .toList(),
                some -> replaySome(run, some)));
  }

  private Uni<Void> replaySome(UUID run, List<Journalled> rows) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    return Rounds.each(rows.stream().map(Journalled::at).distinct().toList(), journal::ensureMonth)
        .chain(() -> database.transaction(tx -> replaySome(tx, run, rows, now)));
  }

  private Uni<Void> replaySome(SqlConnection tx, UUID run, List<Journalled> rows, Instant now) {
    Journalled any = rows.get(0);
    List<UUID> records = rows.stream().map(Journalled::record).toList();
    List<UUID> persons =
        rows.stream().map(Journalled::subject).filter(Objects::nonNull).distinct().toList();
    Instant last = rows.stream().map(Journalled::at).max(Comparator.naturalOrder()).orElseThrow();
    return restored
        .lock(tx, run)
        .chain(() -> restored.put(tx, run, last, now))
        .chain(() -> subjects.lock(tx, persons))
        .chain(() -> erase.delete(tx, records))
        .call(back -> replayed.deleteLeft(tx, records))
        .call(back -> replayed.journal(tx, run, rows))
        .call(
            back ->
                erase
                    .endKeys(tx, any.category(), persons)
                    .chain(ended -> keys.end(tx, any.policy(), run, ended, now)))
        .call(back -> burial.empty(tx, persons, last))
        .chain(
            back ->
                ledger.append(
                    tx,
                    "restore.replayed",
                    now,
                    Map.of(
                        "run", run.toString(),
                        "policy", any.policy(),
                        "category", any.category(),
                        "journalled", rows.size(),
                        "destroyedAgain", back)));
  }
}
