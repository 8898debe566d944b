package io.lethe.subject;

import io.lethe.access.Caller;
import io.lethe.policy.Category;
import io.lethe.policy.PolicyCatalog;
import io.lethe.policy.PolicyDocument;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.stream.Stream;

/** Which events a caller may report. */
@ApplicationScoped
class EventGrants {

  private final PolicyCatalog policies;
  private final Clocks clocks;

  EventGrants(PolicyCatalog policies, Clocks clocks) {
    this.policies = policies;
    this.clocks = clocks;
  }

  /**
   * An event is allowed where every category is granted that it may move a clock of, or that it
   * gives consent for, and at least one category is: the answer says whether the subject is known.
   */
  boolean cover(Caller caller, EventInput event) {
    boolean some = categories(event).anyMatch(one -> caller.covers(event.policy(), one.name()));
    boolean consents =
        !event.type().equals(PolicyDocument.CONSENT_GIVEN)
            || categories(event)
                .filter(category -> consents(event, category))
                .allMatch(category -> caller.covers(event.policy(), category.name()));
    return some
        && consents
        && caller.coversAll(event.policy(), clocks.movedBy(event.policy(), event.type()));
  }

  private Stream<Category> categories(EventInput event) {
    return policies
        .published(event.policy())
        .flatMap(version -> version.document().categories().values().stream());
  }

  private static boolean consents(EventInput event, Category category) {
    return event.purpose().isEmpty() || category.purposes().contains(event.purpose());
  }
}
