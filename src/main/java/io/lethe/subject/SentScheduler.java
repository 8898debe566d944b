package io.lethe.subject;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** When is deleted what was kept of items that were sent. */
@ApplicationScoped
class SentScheduler {

  private final SentSweep sweep;

  SentScheduler(SentSweep sweep) {
    this.sweep = sweep;
  }

  @Scheduled(
      identity = "intake",
      every = "{lethe.intake.sweep-every}",
      delayed = "{lethe.intake.sweep-after}",
      concurrentExecution = ConcurrentExecution.SKIP)
  Uni<Void> sweep() {
    return sweep.once();
  }
}
