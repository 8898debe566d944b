package io.lethe.record;

import io.lethe.intake.Outcome;
import io.lethe.policy.PolicyCatalog;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;

/** Counts of what was received and refused; labels name policies, categories and codes only. */
@ApplicationScoped
class RecordMetrics {

  private final MeterRegistry registry;

  RecordMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /** Lets every counter begin at 0: an alert cannot tell an absent one from a silent one. */
  void declare(@Observes PolicyCatalog.Replaced replaced) {
    replaced.catalog().forEachActive(this::received);
  }

  /** Counts the drafts that were stored. */
  void received(List<Draft> drafts) {
    for (Draft draft : drafts) {
      received(draft.input().version().policy(), draft.input().category().name()).increment();
    }
  }

  private Counter received(String policy, String category) {
    return registry.counter("lethe.records.received", "policy", policy, "category", category);
  }

  /** Counts a refusal. */
  void refused(Outcome outcome) {
    if (outcome instanceof Outcome.Rejected rejected) {
      registry.counter("lethe.records.rejected", "code", rejected.code().name()).increment();
    }
  }
}
