package io.lethe.retention;

import io.lethe.database.Rounds;
import io.lethe.policy.PolicyEpochs;
import io.lethe.policy.RecordTables;
import io.lethe.problem.Redacted;
import io.lethe.record.TimeTable;
import io.lethe.retention.Batch.RunStopped;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Drops the time tables that have expired, one after the other, before batches look for single
 * records. What it leaves is theirs: a record that is due and kept, or in a table that somebody has
 * locked for too long.
 */
@ApplicationScoped
class TablePass {

  private static final Logger LOG = Logger.getLogger(TablePass.class);
  private static final int TRIES = 4;
  private static final Duration RETRY_AFTER = Duration.ofMillis(200);

  private final RecordTables records;
  private final TableStore tables;
  private final TableJudge judge;
  private final TableDrop drop;
  private final PolicyEpochs epochs;
  private final Pace pace;
  private final RetentionMetrics metrics;

  TablePass(
      RecordTables records,
      TableStore tables,
      TableJudge judge,
      TableDrop drop,
      PolicyEpochs epochs,
      Pace pace,
      RetentionMetrics metrics) {
    this.records = records;
    this.tables = tables;
    this.judge = judge;
    this.drop = drop;
    this.epochs = epochs;
    this.pace = pace;
    this.metrics = metrics;
  }

  /** Drops what has expired of these categories. */
  Uni<Void> drop(Run run, List<CategoryRef> scope, Instant cutoff) {
    List<CategoryRef> timed =
        scope.stream()
            .filter(one -> records.of(one.policy(), one.category()).equals(RecordTables.EVERY))
            .toList();
    return Rounds.each(
        timed,
        category ->
            tables
                .ended(category, cutoff)
                .chain(ended -> Rounds.each(ended, table -> drop(run, category, table, cutoff))));
  }

  private Uni<Void> drop(Run run, CategoryRef category, TimeTable table, Instant cutoff) {
    return judge
        .mayBeDropped(table, cutoff)
        .chain(
            may ->
                may
                    ? pace.await(run).chain(() -> attempt(run, table, cutoff))
                    : Uni.createFrom().item(Optional.<Long>empty()))
        .invoke(dropped -> dropped.ifPresent(rows -> metrics.destroyed(category, rows)))
        .onFailure(failure -> !(failure instanceof RunStopped))
        .recoverWithUni(
            failure -> {
              LOG.warnf(
                  Redacted.of(failure), "time table %s is left to batches", table.partition());
              return Uni.createFrom().item(Optional.<Long>empty());
            })
        .replaceWithVoid();
  }

  private Uni<Optional<Long>> attempt(Run run, TimeTable table, Instant cutoff) {
    return epochs
        .current(() -> drop.drop(run, table, cutoff))
        .onFailure(TableDrop::isBusy)
        .retry()
        .withBackOff(RETRY_AFTER)
        .atMost(TRIES - 1);
  }
}
