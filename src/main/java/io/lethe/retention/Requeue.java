package io.lethe.retention;

import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.lethe.subject.RestraintEnds;
import io.lethe.subject.RestraintEnds.Ended;
import io.lethe.time.TrustedTime;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Asks for a run when a hold or a block has ended that had kept something due, instead of waiting
 * for the schedule.
 *
 * <p><b>Guarantee</b>: an end is forgotten only when a run was asked for after it, or nothing was
 * due; a kill at any step asks once more at most. A record that something else keeps asks for one
 * run, and not again and again.
 */
@ApplicationScoped
class Requeue {

  private static final int ENDS = 1_000;

  private final RestraintEnds ends;
  private final RequeueStore store;
  private final RunScope scope;
  private final RunService runs;
  private final TrustedTime time;
  private final SchedulerConfig scheduler;

  Requeue(
      RestraintEnds ends,
      RequeueStore store,
      RunScope scope,
      RunService runs,
      TrustedTime time,
      SchedulerConfig scheduler) {
    this.ends = ends;
    this.store = store;
    this.scope = scope;
    this.runs = runs;
    this.time = time;
    this.scheduler = scheduler;
  }

  /** Looks what has ended; nothing where runs are asked for by nobody. */
  Uni<Void> look() {
    return scheduler.enabled()
        ? ends.first()
            .chain(first -> first.isPresent() ? look(first.get()) : Uni.createFrom().voidItem())
            .onFailure(Requeue::isSkew)
            .recoverWithNull()
        : Uni.createFrom().voidItem();
  }

  /**
   * By the time that a run will have for its cut-off at the earliest: until then it is in force.
   */
  private Uni<Void> look(RestraintEnds.First first) {
    Instant now = time.cutoff(first.databaseNow());
    return first.at().isAfter(now)
        ? Uni.createFrom().voidItem()
        : ends.ended(now, ENDS).chain(ended -> ask(ended, now));
  }

  /**
   * While a scheduled run is unfinished, which may have passed by already, it is left for later.
   */
  private Uni<Void> ask(List<Ended> ended, Instant now) {
    return due(ended, now)
        .chain(due -> due ? runs.schedule() : Uni.createFrom().item(true))
        .chain(settled -> settled ? ends.forget(ended) : Uni.createFrom().voidItem());
  }

  private Uni<Boolean> due(List<Ended> ended, Instant now) {
    List<Ended> people = ended.stream().filter(one -> one.subject() != null).toList();
    List<Ended> sets = ended.stream().filter(Ended::ofRecords).toList();
    Set<CategoryRef> categories =
        ended.stream()
            .filter(one -> one.subject() == null && !one.ofRecords())
            .flatMap(one -> scope.of(one.policy(), one.category()).stream())
            .collect(Collectors.toSet());
    return store
        .dueOf(people, now)
        .chain(due -> due ? Uni.createFrom().item(true) : store.dueOf(categories, now))
        .chain(due -> due ? Uni.createFrom().item(true) : store.dueOfSets(sets, now));
  }

  /** Clocks that disagree keep runs from acting, and these say so. */
  private static boolean isSkew(Throwable failure) {
    return failure instanceof ServiceException known && known.code() == ErrorCode.CLOCK_SKEW;
  }
}
