package io.lethe.retention;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** When it is looked whether a hold or a block has ended. */
@ApplicationScoped
class RequeueScheduler {

  private final Requeue requeue;

  RequeueScheduler(Requeue requeue) {
    this.requeue = requeue;
  }

  @Scheduled(
      identity = "requeue",
      every = "{lethe.retention.poll-every}",
      delayed = "{lethe.retention.poll-every}",
      concurrentExecution = ConcurrentExecution.SKIP)
  Uni<Void> look() {
    return requeue.look();
  }
}
