package io.lethe.retention;

import io.lethe.act.TableJournal.Part;
import io.lethe.database.Database;
import io.lethe.policy.Action;
import io.lethe.record.TimeTable;
import io.lethe.retention.TableStore.Content;
import io.lethe.subject.Clocks;
import io.lethe.subject.RetentionClock.Reading;
import io.lethe.subject.Timeline.Terms;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decides whether a time table may be dropped as a whole: whatever it is not sure of is left to
 * batches, which judge record by record.
 */
@ApplicationScoped
class TableJudge {

  private final Database database;
  private final TableStore tables;
  private final Clocks clocks;

  TableJudge(Database database, TableStore tables, Clocks clocks) {
    this.database = database;
    this.tables = tables;
    this.clocks = clocks;
  }

  /** Whether it is worth to look at a table under locks: without one, and only by what is cheap. */
  Uni<Boolean> mayBeDropped(TimeTable table, Instant cutoff) {
    return takesNoMore(table, cutoff)
        ? tables.kept(database.data(), table, cutoff).map(kept -> !kept)
        : Uni.createFrom().item(false);
  }

  /**
   * What a table has, if all of it is to be destroyed; in statements later than the one that has
   * closed it. An empty list is that of an empty table. Persons are not counted.
   */
  Uni<Optional<List<Part>>> judge(SqlConnection tx, TimeTable table, Instant cutoff) {
    if (!takesNoMore(table, cutoff)) {
      return Uni.createFrom().item(Optional.empty());
    }
    return kept(tx, table, cutoff)
        .chain(
            kept ->
                kept
                    ? Uni.createFrom().item(Optional.<List<Part>>empty())
                    : tables.contents(tx, table).map(found -> parts(table, found, cutoff)));
  }

  /** Keeps no lock on the tables that it looks at: others are being dropped, too. */
  private Uni<Boolean> kept(SqlConnection tx, TimeTable table, Instant cutoff) {
    return tx.query("SAVEPOINT look")
        .execute()
        .chain(() -> tables.kept(tx, table, cutoff))
        .call(() -> tx.query("ROLLBACK TO SAVEPOINT look").execute());
  }

  /**
   * Whether a record that came into the table now would be due: while new terms keep what is
   * collected then for longer, it goes on to take records.
   */
  private boolean takesNoMore(TimeTable table, Instant cutoff) {
    return clocks
        .fixed(
            table.policy(),
            table.category(),
            table.from(),
            table.until().minus(1, ChronoUnit.MICROS))
        .map(terms -> due(terms, cutoff).isPresent())
        .orElse(true);
  }

  private Optional<List<Part>> parts(TimeTable table, List<Content> contents, Instant cutoff) {
    List<Part> parts = new ArrayList<>();
    for (Content content : contents) {
      Optional<Part> part = part(table, content, cutoff);
      if (part.isEmpty()) {
        return Optional.empty();
      }
      parts.add(part.get());
    }
    return Optional.of(parts);
  }

  private Optional<Part> part(TimeTable table, Content content, Instant cutoff) {
    Instant stored = content.due();
    if (content.odd()
        || stored == null
        || stored.isAfter(cutoff)
        || content.first().isBefore(table.from())
        || !content.last().isBefore(table.until())) {
      return Optional.empty();
    }
    return clocks
        .fixed(table.policy(), content.version(), table.category(), content.first(), content.last())
        .flatMap(
            terms ->
                due(terms, cutoff)
                    .map(
                        reading ->
                            new Part(
                                content.version(),
                                terms.version(),
                                reading.rule().index(),
                                content.records(),
                                0)));
  }

  /** The rule that destroys everything by the cut-off, if the terms have such. */
  private static Optional<Reading> due(Terms terms, Instant cutoff) {
    return terms
        .due()
        .filter(reading -> reading.rule().then() == Action.DESTROY)
        .filter(reading -> reading.dueAt() != null && !reading.dueAt().isAfter(cutoff));
  }
}
