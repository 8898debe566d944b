package io.lethe.record;

import io.lethe.intake.Outcome;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Counts of what was received and refused; labels name policies, categories and codes only. */
@ApplicationScoped
class RecordMetrics {

  private final MeterRegistry registry;

  RecordMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /** Counts the drafts that were stored. */
  void received(List<Draft> drafts, List<Outcome> outcomes) {
    for (Draft draft : drafts) {
      if (outcomes.get(draft.position()) instanceof Outcome.Accepted) {
        registry
            .counter(
                "lethe.records.received",
                "policy",
                draft.input().version().policy(),
                "category",
                draft.input().category().name())
            .increment();
      }
    }
  }

  /** Counts a refusal. */
  void refused(Outcome outcome) {
    if (outcome instanceof Outcome.Rejected rejected) {
      registry.counter("lethe.records.rejected", "code", rejected.code().name()).increment();
    }
  }
}
