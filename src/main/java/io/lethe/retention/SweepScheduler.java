package io.lethe.retention;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** When it is looked whether due dates are to be swept. */
@ApplicationScoped
class SweepScheduler {

  private final DueDateSweep sweep;

  SweepScheduler(DueDateSweep sweep) {
    this.sweep = sweep;
  }

  /** Also where runs are asked for by nobody: it acts on no record. */
  @Scheduled(
      identity = "sweep",
      every = "{lethe.retention.poll-every}",
      concurrentExecution = ConcurrentExecution.SKIP)
  Uni<Void> sweep() {
    return sweep.work();
  }
}
