package io.lethe.request;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** When requests and incidents are looked at. */
@ApplicationScoped
class RequestScheduler {

  private final RequestWatch watch;
  private final IncidentWatch incidents;

  RequestScheduler(RequestWatch watch, IncidentWatch incidents) {
    this.watch = watch;
    this.incidents = incidents;
  }

  @Scheduled(
      identity = "requests",
      every = "{lethe.requests.watch-every}",
      concurrentExecution = ConcurrentExecution.SKIP)
  Uni<Void> watch() {
    return watch.once().chain(incidents::once);
  }
}
