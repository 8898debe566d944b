package io.lethe.request;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** When requests are looked at. */
@ApplicationScoped
class RequestScheduler {

  private final RequestWatch watch;

  RequestScheduler(RequestWatch watch) {
    this.watch = watch;
  }

  @Scheduled(
      identity = "requests",
      every = "{lethe.requests.watch-every}",
      concurrentExecution = ConcurrentExecution.SKIP)
  Uni<Void> watch() {
    return watch.once();
  }
}
