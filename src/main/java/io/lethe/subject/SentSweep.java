package io.lethe.subject;

import io.lethe.database.Database;
import io.lethe.database.Ids;
import io.lethe.database.Rounds;
import io.lethe.intake.IntakeKeyStore;
import io.lethe.policy.PolicyCatalog;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Deletes idempotency keys, and events that nobody came for, that have outlived their time. */
@ApplicationScoped
class SentSweep {

  private static final Logger LOG = Logger.getLogger(SentSweep.class);

  private final Database database;
  private final IntakeKeyStore keys;
  private final PendingEventStore events;
  private final Clock clock;
  private final Counter forgotten;

  SentSweep(
      Database database,
      IntakeKeyStore keys,
      PendingEventStore events,
      Clock clock,
      MeterRegistry registry) {
    this.database = database;
    this.keys = keys;
    this.events = events;
    this.clock = clock;
    this.forgotten = registry.counter("lethe.events.forgotten");
  }

  /** An alert that looks at what a counter gains sees nothing of one that comes with its gain. */
  void declare(@Observes PolicyCatalog.Replaced replaced) {}

  /** Deletes all of them, bucket by bucket; nothing while the database may not be written to. */
  Uni<Void> once() {
    return database.isOpen().chain(open -> open ? all() : Uni.createFrom().voidItem());
  }

  private Uni<Void> all() {
    List<Short> buckets = new ArrayList<>(Ids.BUCKETS);
    for (short bucket = 0; bucket < Ids.BUCKETS; bucket++) {
      buckets.add(bucket);
    }
    return Rounds.each(
        buckets,
        bucket ->
            all(() -> keys.sweep(bucket, clock.instant()))
                .chain(() -> all(() -> events.sweep(bucket, clock.instant()).invoke(this::tell))));
  }

  /**
   * Whoever has sent one was told that it is accepted: nobody else can say that it came to nothing.
   */
  private void tell(int events) {
    if (events > 0) {
      forgotten.increment(events);
      LOG.errorf(
          "%d events are forgotten: no record of their subjects came within lethe.intake.events-kept",
          events);
    }
  }

  private static Uni<Void> all(Supplier<Uni<Integer>> batch) {
    return Rounds.of(0, before -> batch.get(), deleted -> deleted > 0).replaceWithVoid();
  }
}
