package io.lethe.key;

import io.lethe.database.Database;
import io.lethe.database.Rounds;
import io.lethe.key.KeyedRows.Moved;
import io.lethe.key.KeyedRows.Rewrap;
import io.lethe.key.KeyedRows.Use;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Moves what is stored under older versions of a ring to the one that writes, without the values.
 *
 * <p>Batch by batch, each a transaction that also notes how far the job is. After the last table it
 * counts again: rows that were locked meanwhile take another pass. One that cannot be moved keeps
 * no other; the job fails when nothing but such rows is left.
 */
@ApplicationScoped
class RewrapWork {

  private static final int ROWS = 2_000;
  private static final int FORMATTED_ROWS = 200;
  private static final int IDLE_PASSES = 35;
  private static final int LONGEST_PAUSE = 6;
  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final Database database;
  private final RingStore store;
  private final KeyRings rings;
  private final KeyCensus census;
  private final KeyJobStore jobs;

  RewrapWork(
      Database database, RingStore store, KeyRings rings, KeyCensus census, KeyJobStore jobs) {
    this.database = database;
    this.store = store;
    this.rings = rings;
    this.census = census;
    this.jobs = jobs;
  }

  /** Does a job, from wherever it was left. */
  Uni<Void> execute(KeyJob job) {
    return store
        .require(job.ring())
        .call(ring -> rings.reload(ring.policy()))
        .chain(
            ring -> {
              Scope scope = new Scope(job, ring.policy(), ring.purpose());
              return census
                  .of(scope.policy(), scope.purpose())
                  .chain(uses -> begin(scope, uses))
                  .chain(
                      begun ->
                          job.order().dryRun()
                              ? Uni.createFrom().voidItem()
                              : pass(scope, resume(begun), -1, 0));
            });
  }

  private Uni<KeyJob> begin(Scope scope, List<Use> uses) {
    long others = KeyCensus.others(uses, active(scope));
    return jobs.begin(scope.job(), others, JobText.census(uses));
  }

  private Position resume(KeyJob job) {
    String source = Optional.ofNullable(job.progress().source()).orElse("");
    String cursor = Optional.ofNullable(job.progress().cursor()).orElse("");
    return new Position(source, cursor);
  }

  /**
   * @param before rows that the pass before had left
   * @param idle passes in a row that left as many as the one before
   */
  private Uni<Void> pass(Scope scope, Position from, long before, int idle) {
    Uni<Void> moved = Uni.createFrom().voidItem();
    for (KeyedRows table : census.tables(scope.purpose())) {
      int order = table.table().compareTo(from.source());
      if (order >= 0) {
        String after = order == 0 ? from.cursor() : "";
        moved = moved.chain(() -> table(scope, table, after));
      }
    }
    return moved
        .chain(() -> census.of(scope.policy(), scope.purpose()))
        .chain(
            uses -> {
              long left = KeyCensus.others(uses, active(scope));
              if (left == 0) {
                return Uni.createFrom().voidItem();
              }
              int still = left == before ? idle + 1 : 0;
              if (still == IDLE_PASSES) {
                throw new ServiceException(
                    ErrorCode.KEY_IN_USE, left + " rows could not be moved; see the log");
              }
              return wait(PAUSE.multipliedBy(1L << Math.min(still, LONGEST_PAUSE)))
                  .chain(() -> pass(scope, Position.START, left, still));
            });
  }

  private Uni<Void> table(Scope scope, KeyedRows table, String after) {
    return Rounds.of(
            Optional.of(after),
            cursor -> batch(scope, table, cursor.orElseThrow()),
            Optional::isPresent)
        .replaceWithVoid();
  }

  private Uni<Optional<String>> batch(Scope scope, KeyedRows table, String after) {
    Integer limit = scope.job().order().rowsPerSecond();
    int most = scope.purpose() == RingPurpose.FORMAT ? FORMATTED_ROWS : ROWS;
    int rows = limit == null ? most : Math.min(most, limit);
    long began = System.nanoTime();
    return rings
        .write(
            scope.policy(),
            keys ->
                database.transaction(
                    LONGEST,
                    tx ->
                        rings
                            .hold(tx, keys)
                            .chain(() -> table.rewrap(tx, new Rewrap(keys, after, rows)))
                            .call(moved -> note(tx, scope, table, moved))))
        .call(moved -> throttle(limit, moved.rows(), System.nanoTime() - began))
        .map(Moved::next);
  }

  private Uni<Void> note(SqlConnection tx, Scope scope, KeyedRows table, Moved moved) {
    return jobs.moved(tx, scope.job(), moved.rows(), table.table(), moved.next().orElse(""));
  }

  /** Waits for the rest of the time that so many rows should have taken. */
  private static Uni<Void> throttle(@Nullable Integer limit, int rows, long nanos) {
    if (limit == null) {
      return Uni.createFrom().voidItem();
    }
    long due = rows * 1_000_000_000L / limit - nanos;
    return due <= 0 ? Uni.createFrom().voidItem() : wait(Duration.ofNanos(due));
  }

  private static Uni<Void> wait(Duration time) {
    return Uni.createFrom().voidItem().onItem().delayIt().by(time);
  }

  private int active(Scope scope) {
    return rings.of(scope.policy()).active(scope.purpose());
  }

  private record Scope(KeyJob job, String policy, RingPurpose purpose) {}

  private record Position(String source, String cursor) {

    private static final Position START = new Position("", "");
  }
}
