package io.lethe.record;

import io.lethe.database.Database;
import io.lethe.database.Ids;
import io.lethe.database.Rounds;
import io.lethe.ledger.LedgerStore;
import io.lethe.policy.PolicyCatalog;
import io.lethe.policy.PolicyEpochs;
import io.lethe.policy.PolicyLoader;
import io.lethe.policy.PolicyVersion;
import io.lethe.policy.Recompute;
import io.lethe.policy.RecomputeStore;
import io.lethe.policy.TermsChange;
import io.lethe.record.RecomputeRows.Lower;
import io.lethe.record.RecomputeRows.Standing;
import io.lethe.subject.ClockFacts;
import io.lethe.subject.Clocks;
import io.lethe.subject.SubjectStore;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Brings the due dates of existing records down to what an activated version, or a changed
 * calendar, says.
 *
 * <p>First it waits until nobody is left who writes by the versions of before; whatever is written
 * from then on knows this one. Then it goes through the records window by window, each a short
 * transaction that locks nothing but the rows that it lowers, and notes how far it is.
 *
 * <p><b>Guarantee</b>: when it is done, no record has a due date later than the truth. It only ever
 * lowers; what is later than was stored is put right by the run that claims it.
 */
@ApplicationScoped
class RecomputeWork {

  private static final int WINDOW = 2_000;
  private static final Duration LONGEST = Duration.ofMinutes(1);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

  private final Database database;
  private final PolicyCatalog policies;
  private final PolicyLoader loader;
  private final PolicyEpochs epochs;
  private final RecomputeStore jobs;
  private final RecomputeRows rows;
  private final RecomputeReplaced replaced;
  private final SubjectStore subjects;
  private final Clocks clocks;
  private final LedgerStore ledger;
  private final Clock clock;

  RecomputeWork(
      Database database,
      PolicyCatalog policies,
      PolicyLoader loader,
      PolicyEpochs epochs,
      RecomputeStore jobs,
      RecomputeRows rows,
      RecomputeReplaced replaced,
      SubjectStore subjects,
      Clocks clocks,
      LedgerStore ledger,
      Clock clock) {
    this.database = database;
    this.policies = policies;
    this.loader = loader;
    this.epochs = epochs;
    this.jobs = jobs;
    this.rows = rows;
    this.replaced = replaced;
    this.subjects = subjects;
    this.clocks = clocks;
    this.ledger = ledger;
    this.clock = clock;
  }

  /**
   * Does a job, from wherever it was left.
   *
   * <p><b>Errors</b>: {@link TakenOver} when it is another replica's by now.
   */
  Uni<Void> execute(Recompute job) {
    return loader
        .refresh()
        .chain(() -> awaitOthers(job))
        .map(alone -> categories(job))
        .chain(
            categories ->
                categories.isEmpty()
                    ? done()
                    : rows.count(job.policy(), categories)
                        .chain(total -> jobs.begin(job, total))
                        .chain(() -> windows(job, categories))
                        .chain(() -> replaced.all(job, categories, () -> beat(job))))
        .chain(() -> finish(job));
  }

  /** Nobody waits for this: it looks whether they are gone, and they are not kept from going on. */
  private Uni<Boolean> awaitOthers(Recompute job) {
    return Rounds.of(
        false,
        before ->
            beat(job)
                .chain(() -> epochs.over(job.policy(), job.epoch()))
                .call(over -> over ? done() : pause()),
        over -> !over);
  }

  private static Uni<Void> pause() {
    return Uni.createFrom().voidItem().onItem().delayIt().by(LOOK_AGAIN);
  }

  private Uni<Void> beat(Recompute job) {
    return jobs.heartbeat(Optional.ofNullable(job.owner()).orElseThrow())
        .invoke(RecomputeWork::refuseTakenOver)
        .replaceWithVoid();
  }

  private Set<String> categories(Recompute job) {
    List<PolicyVersion> history = policies.history(job.policy());
    if (job.calendar() != null) {
      return history.stream()
          .flatMap(version -> version.document().countedBy(job.calendar()).stream())
          .collect(Collectors.toSet());
    }
    int at =
        IntStream.range(0, history.size())
            .filter(i -> history.get(i).version() == job.version())
            .findFirst()
            .orElseThrow();
    return new TermsChange(history.subList(0, at), history.get(at)).categories();
  }

  private Uni<Void> windows(Recompute job, Set<String> categories) {
    return Rounds.of(
            Optional.ofNullable(job.after()).or(() -> RecomputeRows.start(0)),
            after -> window(job, categories, after.orElseThrow()),
            Optional::isPresent)
        .replaceWithVoid();
  }

  /** The next window; the same once more where rows were locked; empty after the last one. */
  private Uni<Optional<UUID>> window(Recompute job, Set<String> categories, UUID after) {
    return database
        .transaction(
            LONGEST,
            tx ->
                rows.window(tx, job.policy(), categories, after, WINDOW)
                    .chain(window -> lower(tx, job, after, window)))
        .call(next -> next.filter(after::equals).isPresent() ? pause() : done());
  }

  /** Answers where the next window begins. */
  private Uni<Optional<UUID>> lower(
      SqlConnection tx, Recompute job, UUID after, List<Standing> window) {
    return later(tx, job, window)
        .chain(
            found ->
                rows.lower(tx, found)
                    .chain(
                        lowered -> {
                          boolean busy = lowered < found.size();
                          Optional<UUID> next = busy ? Optional.of(after) : next(after, window);
                          UUID at = next.orElseGet(() -> last(window).orElse(after));
                          return jobs.advance(tx, job, at, busy ? 0 : window.size(), lowered)
                              .invoke(RecomputeWork::refuseTakenOver)
                              .replaceWith(next);
                        }));
  }

  private static Optional<UUID> next(UUID after, List<Standing> window) {
    return window.size() < WINDOW ? RecomputeRows.start(Ids.bucket(after) + 1) : last(window);
  }

  private static Optional<UUID> last(List<Standing> window) {
    return window.isEmpty() ? Optional.empty() : Optional.of(window.get(window.size() - 1).id());
  }

  private static Uni<Void> done() {
    return Uni.createFrom().voidItem();
  }

  /** The records of a window whose due date is later than the truth may be. */
  private Uni<List<Lower>> later(SqlConnection tx, Recompute job, List<Standing> window) {
    Instant now = clock.instant();
    if (window.isEmpty()) {
      return Uni.createFrom().item(List.of());
    }
    return subjects
        .events(tx, window.stream().map(Standing::subject).distinct().toList())
        .map(
            events -> {
              List<Lower> later = new ArrayList<>();
              for (Standing one : window) {
                Instant due = due(job.policy(), one, events, now);
                if (due != null && (one.dueAt() == null || one.dueAt().isAfter(due))) {
                  later.add(new Lower(one.id(), due));
                }
              }
              return later;
            });
  }

  private @Nullable Instant due(
      String policy, Standing one, Map<UUID, List<ClockFacts.Event>> events, Instant now) {
    ClockFacts facts = one.facts().with(events.getOrDefault(one.subject(), List.of()));
    return clocks.of(policy, one.policyVersion(), one.category()).notBefore(facts, now);
  }

  private Uni<Void> finish(Recompute job) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    return database.transaction(
        tx ->
            jobs.finish(tx, job, now)
                .invoke(ended -> refuseTakenOver(ended.isPresent()))
                .map(Optional::orElseThrow)
                .chain(ended -> ledger.append(tx, "policy.recomputed", now, ended.entry())));
  }

  private static void refuseTakenOver(boolean mine) {
    if (!mine) {
      throw new TakenOver();
    }
  }

  /** Another replica works on the job. */
  static final class TakenOver extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TakenOver() {
      super("the recomputation is no longer worked on here", null, false, false);
    }
  }
}
