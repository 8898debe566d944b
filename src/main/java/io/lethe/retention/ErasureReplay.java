package io.lethe.retention;

import io.lethe.act.ErasureStore;
import io.lethe.database.Database;
import io.lethe.database.Rounds;
import io.lethe.key.KeyErasures;
import io.lethe.ledger.LedgerStore;
import io.lethe.subject.Burial;
import io.lethe.subject.SubjectStore;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.io.IOException;
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
 * service opens; a journal that is not whole keeps it from opening. What was replayed before is not
 * replayed again.
 */
@ApplicationScoped
class ErasureReplay {

  private static final Logger LOG = Logger.getLogger(ErasureReplay.class);
  private static final int AT_ONCE = 500;
  private static final Duration THREE_YEARS = Duration.ofDays(3 * 365);

  private final Database database;
  private final ErasureStore journal;
  private final EraseStore erase;
  private final ReplayStore replayed;
  private final SubjectStore subjects;
  private final Burial burial;
  private final KeyErasures keys;
  private final LedgerStore ledger;
  private final Clock clock;
  private final Optional<Path> directory;

  ErasureReplay(
      Database database,
      ErasureStore journal,
      EraseStore erase,
      ReplayStore replayed,
      SubjectStore subjects,
      Burial burial,
      KeyErasures keys,
      LedgerStore ledger,
      Clock clock,
      RetentionConfig config) {
    this.database = database;
    this.journal = journal;
    this.erase = erase;
    this.replayed = replayed;
    this.subjects = subjects;
    this.burial = burial;
    this.keys = keys;
    this.ledger = ledger;
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
        .filter(Files::isDirectory)
        .map(
            from ->
                ErasureExport.blocking(() -> files(from))
                    .chain(files -> Rounds.each(files, this::replay)))
        .orElseGet(() -> Uni.createFrom().voidItem());
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(ErasureFile::is).sorted(Comparator.naturalOrder()).toList();
    }
  }

  private Uni<Void> replay(Path file) {
    UUID run = ErasureFile.run(file);
    return ErasureExport.blocking(() -> ErasureFile.read(file))
        .map(this::known)
        .chain(
            rows ->
                replayed
                    .journalled(run)
                    .chain(
                        known ->
                            known >= rows.size()
                                ? Uni.createFrom().voidItem()
                                : replay(run, rows)));
  }

  /** What the journal has outlived itself, no backup holds any more. */
  private List<Journalled> known(List<Journalled> rows) {
    Instant oldest = clock.instant().minus(THREE_YEARS);
    return rows.stream().filter(row -> row.at().isAfter(oldest)).toList();
  }

  private Uni<Void> replay(UUID run, List<Journalled> rows) {
    LOG.warnf(
        "the database does not know all that run %s has destroyed: a backup was restored;"
            + " %d records are destroyed again where they are back",
        run, rows.size());
    Map<String, List<Journalled>> byCategory = new TreeMap<>();
    rows.forEach(
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
    return subjects
        .lock(tx, persons)
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
