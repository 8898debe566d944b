package io.lethe.retention;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Counters of what runs do and gauges of what they have to do; labels name categories only. */
@ApplicationScoped
class RetentionMetrics {

  private final MeterRegistry registry;
  private final Map<String, AtomicLong> gauges = new ConcurrentHashMap<>();

  RetentionMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /** Counts a batch. */
  void batch(CategoryRef category, Tally tally, Instant began, Instant ended) {
    count("lethe.records.destroyed", category, tally.destroyed());
    count("lethe.records.depersonalized", category, tally.depersonalized());
    count("lethe.records.failed", category, tally.failed());
    registry.timer("lethe.retention.batch").record(between(began, ended));
  }

  /** Counts what depersonalization had left and a sweep has destroyed. */
  void destroyed(CategoryRef category, long rows) {
    count("lethe.records.destroyed", category, rows);
  }

  /** Counts a run. */
  void ran(Instant began, Instant ended) {
    registry.timer("lethe.retention.run").record(between(began, ended));
  }

  /** Sets how many records of a category are due, and how many are past their deadline. */
  void backlog(CategoryRef category, long due, long overdue) {
    gauge("lethe.records.due", category, due);
    gauge("lethe.records.overdue", category, overdue);
  }

  private void count(String name, CategoryRef category, long amount) {
    if (amount > 0) {
      registry
          .counter(name, "policy", category.policy(), "category", category.category())
          .increment(amount);
    }
  }

  private void gauge(String name, CategoryRef category, long value) {
    gauges
        .computeIfAbsent(
            name + "/" + category.policy() + "/" + category.category(),
            key -> {
              AtomicLong held = new AtomicLong();
              registry.gauge(
                  name,
                  io.micrometer.core.instrument.Tags.of(
                      "policy", category.policy(), "category", category.category()),
                  held);
              return held;
            })
        .set(value);
  }

  private static Duration between(Instant began, Instant ended) {
    Duration taken = Duration.between(began, ended);
    return taken.isNegative() ? Duration.ZERO : taken;
  }
}
