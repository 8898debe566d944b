package io.lethe.retention;

import io.lethe.database.Rounds;
import io.lethe.policy.PolicyCatalog;
import io.lethe.subject.Clocks;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Measures what is due and what is overdue, by category.
 *
 * <p>It reads the stored due dates, which are never later than the truth: a record whose subject
 * was active meanwhile counts until a run has looked at it.
 */
@ApplicationScoped
class Backlog {

  private final BacklogStore store;
  private final PolicyCatalog policies;
  private final Clocks clocks;
  private final BrakeStore brakes;
  private final SpreadStore spreads;
  private final FollowingRuns following;
  private final RetentionMetrics metrics;
  private final Clock clock;

  Backlog(
      BacklogStore store,
      PolicyCatalog policies,
      Clocks clocks,
      BrakeStore brakes,
      SpreadStore spreads,
      FollowingRuns following,
      RetentionMetrics metrics,
      Clock clock) {
    this.store = store;
    this.policies = policies;
    this.clocks = clocks;
    this.brakes = brakes;
    this.spreads = spreads;
    this.following = following;
    this.metrics = metrics;
    this.clock = clock;
  }

  /** Measures every category of every version that is or was active. */
  Uni<Void> measure() {
    List<CategoryRef> categories =
        policies.names().stream()
            .flatMap(policies::published)
            .flatMap(
                version ->
                    version.document().categories().keySet().stream()
                        .filter(category -> !version.blocks(category))
                        .map(category -> new CategoryRef(version.policy(), category)))
            .distinct()
            .toList();
    metrics.interval(following.every());
    return brakes
        .waiting()
        .invoke(waiting -> categories.forEach(one -> metrics.waiting(one, waiting.contains(one))))
        .chain(spreads::open)
        .invoke(
            open ->
                categories.forEach(
                    one ->
                        metrics.postponed(
                            one,
                            Optional.ofNullable(open.get(one)).map(Spread::postponed).orElse(0L))))
        .chain(() -> Rounds.each(categories, this::measure));
  }

  private Uni<Void> measure(CategoryRef category) {
    Instant now = clock.instant();
    return store
        .now(category, now, clocks.overdueBefore(category.policy(), category.category(), now))
        .invoke(
            found ->
                metrics.backlog(
                    category,
                    found.due(),
                    found.overdue(),
                    since(found.oldest(), now),
                    since(deadline(category, found.oldest()), now)))
        .replaceWithVoid();
  }

  private static Duration since(@Nullable Instant first, Instant until) {
    return first == null || first.isAfter(until) ? Duration.ZERO : Duration.between(first, until);
  }

  /** By the longest time that any rule allows for its action. */
  private @Nullable Instant deadline(CategoryRef category, @Nullable Instant due) {
    return due == null ? null : clocks.deadline(category.policy(), category.category(), due);
  }
}
