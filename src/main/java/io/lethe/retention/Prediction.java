package io.lethe.retention;

import io.lethe.database.Database;
import io.lethe.database.Rounds;
import io.lethe.policy.Action;
import io.lethe.retention.DueStore.Claim;
import io.lethe.retention.DueStore.Cursor;
import io.lethe.subject.SubjectActivity;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.UUID;
import java.util.stream.Collectors;

/** What a run would do, by the judgement of batches and without their locks. */
@ApplicationScoped
class Prediction {

  private static final int ROWS = 5_000;

  private final Database database;
  private final DueStore due;
  private final Judge judge;

  Prediction(Database database, DueStore due, Judge judge) {
    this.database = database;
    this.due = due;
    this.judge = judge;
  }

  /** Counts what runs would do at {@code cutoff}, and touches nothing. */
  Uni<Tally> of(List<CategoryRef> scope, Instant cutoff) {
    return due.buckets(scope, cutoff, 1)
        .onItem()
        .transformToMulti(found -> Multi.createFrom().iterable(found))
        .map(bucket -> new WorkUnit(bucket.category(), List.of(bucket.bucket())))
        .onItem()
        .transformToUniAndConcatenate(unit -> predict(unit, cutoff))
        .collect()
        .with(Collectors.reducing(Tally.NONE, Tally::plus));
  }

  private Uni<Tally> predict(WorkUnit unit, Instant cutoff) {
    return Rounds.of(
            new Progress(unit.start(), Tally.NONE),
            progress -> predict(unit, cutoff, progress),
            progress -> !progress.next().isEmpty())
        .map(Progress::tally);
  }

  private Uni<Progress> predict(WorkUnit unit, Instant cutoff, Progress progress) {
    Claim claim = Claim.look(unit.category(), progress.next(), cutoff, ROWS, false);
    return due.claim(database.data(), claim)
        .chain(
            rows ->
                judged(unit, rows, cutoff)
                    .map(tally -> new Progress(claim.next(rows), progress.tally().plus(tally))));
  }

  private Uni<Tally> judged(WorkUnit unit, List<Claimed> rows, Instant cutoff) {
    List<UUID> subjects = rows.stream().map(Claimed::subject).distinct().toList();
    return SubjectActivity.look(database.data(), subjects)
        .chain(activity -> judge.judge(database.data(), unit.category(), rows, activity, cutoff))
        .map(Prediction::predicted);
  }

  private static Tally predicted(List<Verdict> verdicts) {
    Tally tally = Tally.NONE;
    for (Verdict verdict : verdicts) {
      if (verdict instanceof Verdict.Act act) {
        boolean destroys = act.reading().rule().then() == Action.DESTROY;
        tally = tally.plus(new Tally(1, destroys ? 1 : 0, destroys ? 0 : 1, 0, 0, 0, 0, 0));
      } else if (verdict instanceof Verdict.Keep keep) {
        tally = tally.plus(Tally.kept(keep.restraint()));
      }
    }
    return tally;
  }

  /** How far a unit has been looked through. */
  private record Progress(SortedMap<Short, Cursor> next, Tally tally) {}
}
