package io.lethe.policy;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;

/** Installs the packs before anything is served, and follows what other replicas activate. */
@ApplicationScoped
class PolicyStartup {

  private final PolicyInstaller packs;
  private final PolicyLoader loader;

  PolicyStartup(PolicyInstaller packs, PolicyLoader loader) {
    this.packs = packs;
    this.loader = loader;
  }

  void install(@Observes @Priority(Interceptor.Priority.APPLICATION + 100) StartupEvent started)
      throws Throwable {
    VertxContextSupport.subscribeAndAwait(packs::install);
  }

  /** Follows other replicas. */
  @Scheduled(
      identity = "policies",
      every = "{lethe.policies.reload-every}",
      delayed = "{lethe.policies.reload-every}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> follow() {
    return loader.refresh();
  }
}
