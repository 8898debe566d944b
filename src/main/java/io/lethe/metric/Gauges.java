package io.lethe.metric;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ObjLongConsumer;

/**
 * Gauges that are set, each by its name and labels; one begins at 0 when it is first named.
 *
 * <p><b>Thread safety</b>: safe from any thread.
 */
public final class Gauges {

  private final MeterRegistry registry;
  private final Map<Gauge, AtomicLong> values = new ConcurrentHashMap<>();

  public Gauges(MeterRegistry registry) {
    this.registry = registry;
  }

  /**
   * A gauge.
   *
   * @param name with dots
   * @param labels names and values in turn
   */
  public record Gauge(String name, Tags labels) {

    /** A gauge of these labels, names and values in turn. */
    public static Gauge of(String name, String... labels) {
      return new Gauge(name, Tags.of(labels));
    }
  }

  /** Lets a gauge begin at 0, if it is not there: an alert cannot see an absent one. */
  public void declare(Gauge gauge) {
    value(gauge);
  }

  /** Sets a gauge. */
  public void set(Gauge gauge, long value) {
    value(gauge).set(value);
  }

  /**
   * Sets every gauge: what was not counted is 0.
   *
   * @param risen is told of each whose value is higher than it was
   */
  public void setAll(Map<Gauge, Long> counted, ObjLongConsumer<Gauge> risen) {
    counted.keySet().forEach(this::value);
    values.forEach(
        (gauge, held) -> {
          long value = counted.getOrDefault(gauge, 0L);
          if (value > held.getAndSet(value)) {
            risen.accept(gauge, value);
          }
        });
  }

  private AtomicLong value(Gauge gauge) {
    return values.computeIfAbsent(
        gauge,
        key -> {
          AtomicLong held = new AtomicLong();
          registry.gauge(key.name(), key.labels(), held);
          return held;
        });
  }
}
