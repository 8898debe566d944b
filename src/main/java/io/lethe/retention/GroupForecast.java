package io.lethe.retention;

import io.lethe.act.Groups.Stage;
import io.lethe.database.Columns;
import io.lethe.database.Database;
import io.lethe.database.Rounds;
import io.lethe.retention.DueStore.Claim;
import io.lethe.retention.DueStore.Cursor;
import io.lethe.retention.EraseStore.Leftover;
import io.lethe.retention.GroupMeasure.Of;
import io.lethe.subject.SubjectActivity;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What the groups of a category would be after a run: what is due is worked out as a batch would,
 * put with what is there already, and measured, for a dry run.
 *
 * <p><b>Guarantee</b>: what was worked out is in a temporary table of one transaction, is seen by
 * no other, and is gone at its end; no record is changed or locked.
 *
 * <p><b>Warning</b>: of more records of a category than {@code lethe.retention.measure-rows} the
 * rest is not looked at, and the measure says that it is of a sample. People are whole in it but
 * for the last ones, groups are not.
 */
@ApplicationScoped
class GroupForecast {

  private static final int EACH = 1_000;
  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final String TABLE = "expected_intake";

  /** As the mixer leaves it: who is counted in a group is told apart before small ones are. */
  private static final String BEFORE =
      "SELECT policy, category, quasi, row_number() OVER (PARTITION BY quasi, person) = 1 AS counts,"
          + " data, true AS fresh FROM "
          + TABLE
          + " UNION ALL SELECT policy, category, quasi, counts, data, false"
          + " FROM depersonalized.record WHERE policy = $2 AND category = $3";

  private static final String AFTER =
      "SELECT policy, category, CASE WHEN fresh AND people < $5::int THEN '{}'::jsonb ELSE quasi END"
          + " AS quasi, counts, data FROM (SELECT b.*, count(*) FILTER (WHERE counts)"
          + " OVER (PARTITION BY quasi) AS people FROM ("
          + BEFORE
          + ") AS b) AS grouped";

  private final Database database;
  private final DueStore due;
  private final Judge judge;
  private final Depersonalizer depersonalizer;
  private final GroupMeasure measure;
  private final int most;

  GroupForecast(
      Database database,
      DueStore due,
      Judge judge,
      Depersonalizer depersonalizer,
      GroupMeasure measure,
      RetentionConfig config) {
    this.database = database;
    this.due = due;
    this.judge = judge;
    this.depersonalizer = depersonalizer;
    this.measure = measure;
    this.most = config.measureRows();
  }

  /** Measures, for each category that would be depersonalized, what a run would leave. */
  Uni<Void> predict(Run run, List<CategoryRef> scope, Instant cutoff) {
    List<CategoryRef> categories = scope.stream().filter(depersonalizer::needsContent).toList();
    return due.buckets(categories, cutoff, 1)
        .map(found -> WorkUnit.deal(found, 1, 1))
        .chain(units -> Rounds.each(units, unit -> predict(run, unit, cutoff)));
  }

  private Uni<Void> predict(Run run, WorkUnit unit, Instant cutoff) {
    return database.transaction(
        LONGEST,
        tx ->
            stage(tx)
                .chain(() -> work(tx, unit, cutoff))
                .chain(
                    done ->
                        done.rows() == 0
                            ? Uni.createFrom().voidItem()
                            : measure(tx, run, unit.category(), done.seen() > most)));
  }

  private static Uni<Void> stage(SqlConnection tx) {
    return tx.query(
            "CREATE TEMPORARY TABLE "
                + TABLE
                + " ON COMMIT DROP AS SELECT policy, category, k_at_least, person, quasi, data, mixed"
                + " FROM depersonalized.intake WITH NO DATA")
        .execute()
        .replaceWithVoid();
  }

  private Uni<Void> measure(SqlConnection tx, Run run, CategoryRef category, boolean sampled) {
    return tx.query("ANALYZE " + TABLE)
        .execute()
        .chain(() -> MixedFields.make(tx, TABLE))
        .chain(() -> measure.measure(tx, new Of(run.id(), category, Stage.BEFORE, sampled), BEFORE))
        .chain(() -> measure.measure(tx, new Of(run.id(), category, Stage.AFTER, sampled), AFTER));
  }

  private Uni<Progress> work(SqlConnection tx, WorkUnit unit, Instant cutoff) {
    return Rounds.of(
        new Progress(unit.start(), 0, 0),
        progress -> work(tx, unit, cutoff, progress),
        progress -> !progress.next().isEmpty() && progress.seen() <= most);
  }

  /**
   * One bucket after the other, so that a sample has whole people; one more tells that it is one.
   */
  private Uni<Progress> work(SqlConnection tx, WorkUnit unit, Instant cutoff, Progress progress) {
    SortedMap<Short, Cursor> first = progress.first();
    int each = Math.min(EACH, most + 1 - progress.seen());
    Claim claim = Claim.look(unit.category(), first, cutoff, each, true);
    return due.claim(tx, claim)
        .chain(
            rows ->
                left(tx, unit.category(), rows.subList(0, progress.within(rows, most)), cutoff)
                    .call(left -> put(tx, unit.category(), left))
                    .map(left -> progress.plus(claim.next(rows), rows.size(), left.size())));
  }

  private Uni<List<Leftover>> left(
      SqlConnection tx, CategoryRef category, List<Claimed> rows, Instant cutoff) {
    List<UUID> subjects = rows.stream().map(Claimed::subject).distinct().toList();
    return SubjectActivity.look(tx, subjects)
        .chain(activity -> judge.judge(tx, category, rows, activity, cutoff))
        .map(
            verdicts ->
                verdicts.stream()
                    .filter(Verdict.Act.class::isInstance)
                    .map(Verdict.Act.class::cast)
                    .toList())
        .chain(acts -> depersonalizer.work(category, acts, cutoff))
        .map(Depersonalizer.Result::left);
  }

  private Uni<Void> put(SqlConnection tx, CategoryRef category, List<Leftover> left) {
    if (left.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return tx.preparedQuery(
            "INSERT INTO "
                + TABLE
                + " (policy, category, k_at_least, person, quasi, data, mixed)"
                + " SELECT $5, $6, $7, i.person, i.quasi::jsonb, i.data::jsonb, i.mixed::jsonb"
                + " FROM unnest($1::bytea[], $2::text[], $3::text[], $4::text[])"
                + " AS i(person, quasi, data, mixed)")
        .execute(
            Tuple.tuple()
                .addValue(Columns.of(left, row -> Buffer.buffer(row.person()), new Buffer[0]))
                .addArrayOfString(Columns.of(left, Leftover::quasi, new String[0]))
                .addArrayOfString(Columns.of(left, Leftover::data, new String[0]))
                .addArrayOfString(Columns.of(left, Leftover::mixed, new String[0]))
                .addString(category.policy())
                .addString(category.category())
                .addInteger(depersonalizer.kAtLeast(category.policy())))
        .replaceWithVoid();
  }

  /**
   * How far a category has been looked through.
   *
   * @param next where its buckets go on; those that were looked through are left out
   */
  private record Progress(SortedMap<Short, Cursor> next, int seen, int rows) {

    private SortedMap<Short, Cursor> first() {
      return new TreeMap<>(next.headMap((short) (next.firstKey() + 1)));
    }

    /** How many of the rows that were claimed are no more than {@code most} in all. */
    private int within(List<Claimed> rows, int most) {
      return Math.min(rows.size(), most - seen);
    }

    private Progress plus(SortedMap<Short, Cursor> after, int rows, int left) {
      SortedMap<Short, Cursor> others = new TreeMap<>(next);
      others.remove(next.firstKey());
      others.putAll(after);
      return new Progress(others, seen + rows, this.rows + left);
    }
  }
}
