package io.lethe.retention;

import io.lethe.metric.Gauges;
import io.lethe.metric.Gauges.Gauge;
import io.lethe.policy.PolicyCatalog;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Counters of what runs do and gauges of what they have to do; labels name categories only. */
@ApplicationScoped
class RetentionMetrics {

  private static final String DESTROYED = "lethe.records.destroyed";
  private static final String DEPERSONALIZED = "lethe.records.depersonalized";
  private static final String FAILED = "lethe.records.failed";

  private final MeterRegistry registry;
  private final Gauges gauges;

  RetentionMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.gauges = new Gauges(registry);
  }

  /** Lets every counter begin at 0: an alert cannot tell an absent one from a silent one. */
  void declare(@Observes PolicyCatalog.Replaced replaced) {
    replaced
        .catalog()
        .forEachActive(
            (policy, category) -> {
              for (String name : List.of(DESTROYED, DEPERSONALIZED, FAILED)) {
                counter(name, new CategoryRef(policy, category));
              }
            });
  }

  /** Counts a batch. */
  void batch(CategoryRef category, Tally tally, Instant began, Instant ended) {
    counter(DESTROYED, category).increment(tally.destroyed());
    counter(DEPERSONALIZED, category).increment(tally.depersonalized());
    counter(FAILED, category).increment(tally.failed());
    registry.timer("lethe.retention.batch").record(between(began, ended));
  }

  /** Counts a record that could not be acted on. */
  void failed(CategoryRef category) {
    counter(FAILED, category).increment();
  }

  /** Counts what depersonalization had left and a sweep has destroyed. */
  void destroyed(CategoryRef category, long rows) {
    counter(DESTROYED, category).increment(rows);
  }

  /** Counts a run. */
  void ran(Instant began, Instant ended) {
    registry.timer("lethe.retention.run").record(between(began, ended));
  }

  /**
   * Sets how many records of a category are due, how many are past their deadline, and for how long
   * the first one of each is that nothing keeps.
   */
  void backlog(
      CategoryRef category, long due, long overdue, Duration oldestDue, Duration oldestOverdue) {
    gauge("lethe.records.due", category, due);
    gauge("lethe.records.overdue", category, overdue);
    gauge("lethe.records.oldest.due.seconds", category, oldestDue.toSeconds());
    gauge("lethe.records.oldest.overdue.seconds", category, oldestOverdue.toSeconds());
  }

  /** Sets in how many of the weeks to come records will miss their deadline at the present rate. */
  void late(CategoryRef category, long periods) {
    gauge("lethe.records.predicted.late", category, periods);
  }

  /** Sets how often somebody asks for runs: what is due for longer should not be. */
  void interval(Duration every) {
    gauges.set(Gauge.of("lethe.retention.interval.seconds"), every.toSeconds());
  }

  /** Sets whether a run waits for a second person with a category. */
  void waiting(CategoryRef category, boolean waits) {
    gauge("lethe.retention.awaiting.approval", category, waits ? 1 : 0);
  }

  /** Sets how many records of a huge backlog were left for the runs that follow. */
  void postponed(CategoryRef category, long records) {
    gauge("lethe.retention.postponed", category, records);
  }

  private Counter counter(String name, CategoryRef category) {
    return registry.counter(name, "policy", category.policy(), "category", category.category());
  }

  private void gauge(String name, CategoryRef category, long value) {
    gauges.set(Gauge.of(name, "policy", category.policy(), "category", category.category()), value);
  }

  private static Duration between(Instant began, Instant ended) {
    Duration taken = Duration.between(began, ended);
    return taken.isNegative() ? Duration.ZERO : taken;
  }
}
