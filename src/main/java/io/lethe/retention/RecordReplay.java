package io.lethe.retention;

import io.lethe.act.ErasureStore;
import io.lethe.database.Database;
import io.lethe.database.Rounds;
import io.lethe.key.KeyErasures;
import io.lethe.ledger.LedgerStore;
import io.lethe.subject.Burial;
import io.lethe.subject.SubjectStore;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

/** Destroys records again that a restored backup has brought back. */
@ApplicationScoped
class RecordReplay {

  private static final int AT_ONCE = 500;

  private final Database database;
  private final ErasureStore journal;
  private final EraseStore erase;
  private final ReplayStore replayed;
  private final RestoredRuns restored;
  private final SubjectStore subjects;
  private final Burial burial;
  private final KeyErasures keys;
  private final LedgerStore ledger;
  private final Clock clock;

  RecordReplay(
      Database database,
      ErasureStore journal,
      EraseStore erase,
      ReplayStore replayed,
      RestoredRuns restored,
      SubjectStore subjects,
      Burial burial,
      KeyErasures keys,
      LedgerStore ledger,
      Clock clock) {
    this.database = database;
    this.journal = journal;
    this.erase = erase;
    this.replayed = replayed;
    this.restored = restored;
    this.subjects = subjects;
    this.burial = burial;
    this.keys = keys;
    this.ledger = ledger;
    this.clock = clock;
  }

  /** Partitions of the journal that were known may be another database's. */
  void begin() {
    journal.forgetMonths();
  }

  /** Destroys again what is back of these, a transaction for so many of a category. */
  Uni<Void> replay(UUID run, List<Journalled> read) {
    Map<String, List<Journalled>> byCategory = new TreeMap<>();
    read.forEach(
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
        .chain(() -> Burial.again(database.replay(tx -> replaySome(tx, run, rows, now))));
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
        .call(back -> endKeys(tx, any, run, persons, now))
        .call(back -> burial.empty(tx, persons, last, last))
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

  /** Of those who have no other record of the category: what lives is opened by the same key. */
  private Uni<Void> endKeys(
      SqlConnection tx, Journalled any, UUID run, List<UUID> persons, Instant now) {
    CategoryRef category = new CategoryRef(any.policy(), any.category());
    return erase
        .left(tx, category, persons)
        .chain(left -> erase.endKeys(tx, any.category(), left.withoutHere(persons)))
        .chain(ended -> keys.end(tx, any.policy(), run, ended, now))
        .replaceWithVoid();
  }
}
