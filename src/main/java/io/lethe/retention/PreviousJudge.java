package io.lethe.retention;

import io.lethe.policy.PolicyCatalog;
import io.lethe.policy.PolicyVersion;
import io.lethe.retention.PreviousStore.Due;
import io.lethe.subject.Clocks;
import io.lethe.subject.ReplacedTerms.Recounted;
import io.lethe.subject.RestraintStore;
import io.lethe.subject.RetentionClock.Reading;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Decides what becomes of replaced values whose stored due date has come.
 *
 * <p>The stored date was counted by the calendar of that day; what counts is the calendar in force.
 */
@ApplicationScoped
class PreviousJudge {

  private final PolicyCatalog policies;
  private final Clocks clocks;
  private final RestraintStore restraints;

  PreviousJudge(PolicyCatalog policies, Clocks clocks, RestraintStore restraints) {
    this.policies = policies;
    this.clocks = clocks;
    this.restraints = restraints;
  }

  /**
   * Judges claimed rows.
   *
   * @param locked the subjects whose rows may be destroyed here
   */
  Uni<Judged> judge(
      SqlClient client,
      CategoryRef category,
      List<Due> claimed,
      Collection<UUID> locked,
      Instant cutoff) {
    return restraints
        .inForce(client, category.policy(), category.category(), locked, cutoff)
        .map(
            inForce -> {
              List<Due> free = new ArrayList<>();
              List<Recounted> later = new ArrayList<>();
              for (Due one : claimed) {
                Reading reading = reading(category, one);
                Instant due = Optional.ofNullable(reading.dueAt()).orElseThrow();
                if (due.isAfter(cutoff)) {
                  later.add(new Recounted(one.id(), due, reading.deadline()));
                } else if (locked.contains(one.subject())
                    && inForce.of(one.subject(), one.record()).isEmpty()) {
                  free.add(one);
                }
              }
              return new Judged(free, later);
            });
  }

  private Reading reading(CategoryRef category, Due due) {
    return clocks.replaced(terms(category, due), category.category(), due.replacedAt());
  }

  private PolicyVersion terms(CategoryRef category, Due due) {
    return policies.version(category.policy(), due.termsVersion());
  }

  /**
   * What was decided; the rest stays as it is.
   *
   * @param free to be destroyed
   * @param later kept longer than was written
   */
  record Judged(List<Due> free, List<Recounted> later) {
    Judged {
      free = List.copyOf(free);
      later = List.copyOf(later);
    }
  }
}
