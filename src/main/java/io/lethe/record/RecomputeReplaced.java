package io.lethe.record;

import io.lethe.database.Database;
import io.lethe.database.Rounds;
import io.lethe.policy.PolicyCatalog;
import io.lethe.policy.Recompute;
import io.lethe.record.RecomputeRows.Replaced;
import io.lethe.subject.Clocks;
import io.lethe.subject.ReplacedTerms;
import io.lethe.subject.ReplacedTerms.Recounted;
import io.lethe.subject.RetentionClock.Reading;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Counts the due dates of replaced values anew after a calendar was added to.
 *
 * <p>They are few beside the records; a job that is taken up again goes through them once more.
 */
@ApplicationScoped
class RecomputeReplaced {

  private static final int WINDOW = 2_000;
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private final Database database;
  private final RecomputeRows rows;
  private final PolicyCatalog policies;
  private final Clocks clocks;
  private final ReplacedTerms terms;

  RecomputeReplaced(
      Database database,
      RecomputeRows rows,
      PolicyCatalog policies,
      Clocks clocks,
      ReplacedTerms terms) {
    this.database = database;
    this.rows = rows;
    this.policies = policies;
    this.clocks = clocks;
    this.terms = terms;
  }

  /**
   * Goes through all of them; after an activation there is nothing to do: it leaves replaced values
   * the terms that they have.
   *
   * @param beat says that the job's worker is alive, and fails when it is another's
   */
  Uni<Void> all(Recompute job, Set<String> categories, Supplier<Uni<Void>> beat) {
    if (job.calendar() == null) {
      return Uni.createFrom().voidItem();
    }
    return Rounds.of(
            Optional.of(new UUID(0, 0)),
            after -> beat.get().chain(() -> window(job, categories, after.orElseThrow())),
            Optional::isPresent)
        .replaceWithVoid();
  }

  private Uni<Optional<UUID>> window(Recompute job, Set<String> categories, UUID after) {
    return database.transaction(
        LONGEST,
        tx ->
            rows.replaced(tx, job.policy(), categories, after, WINDOW)
                .call(window -> recount(tx, job.policy(), window))
                .map(RecomputeReplaced::next));
  }

  private static Optional<UUID> next(List<Replaced> window) {
    return window.size() < WINDOW
        ? Optional.empty()
        : Optional.of(window.get(window.size() - 1).id());
  }

  private Uni<Void> recount(SqlConnection tx, String policy, List<Replaced> window) {
    List<Recounted> moved = new ArrayList<>();
    for (Replaced one : window) {
      Reading reading =
          clocks.replaced(
              policies.version(policy, one.termsVersion()), one.category(), one.replacedAt());
      Instant due = Optional.ofNullable(reading.dueAt()).orElseThrow();
      if (!due.equals(one.dueAt())) {
        moved.add(new Recounted(one.id(), due, reading.deadline()));
      }
    }
    return terms.recount(tx, moved);
  }
}
