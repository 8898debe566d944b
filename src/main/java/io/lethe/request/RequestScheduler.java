package io.lethe.request;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** When requests, incidents and blocks are looked at, and old ones deleted. */
@ApplicationScoped
class RequestScheduler {

  private final DeadlineWatch deadlines;
  private final RequestWatch watch;
  private final IncidentWatch incidents;
  private final BlockWatch blocks;
  private final OutlivedTerms outlived;

  RequestScheduler(
      DeadlineWatch deadlines,
      RequestWatch watch,
      IncidentWatch incidents,
      BlockWatch blocks,
      OutlivedTerms outlived) {
    this.deadlines = deadlines;
    this.outlived = outlived;
    this.watch = watch;
    this.incidents = incidents;
    this.blocks = blocks;
  }

  @Scheduled(
      identity = "requests",
      every = "{lethe.requests.watch-every}",
      concurrentExecution = ConcurrentExecution.SKIP)
  Uni<Void> watch() {
    return deadlines
        .once()
        .chain(watch::once)
        .chain(incidents::once)
        .chain(blocks::once)
        .chain(outlived::once);
  }
}
