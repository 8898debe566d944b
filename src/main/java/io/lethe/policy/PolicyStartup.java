package io.lethe.policy;

import io.lethe.database.LetheConfig;
import io.lethe.gate.Gate;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import org.jboss.logging.Logger;

/** Installs the packs before anything is served, and follows what other replicas activate. */
@ApplicationScoped
class PolicyStartup {

  private static final Logger LOG = Logger.getLogger(PolicyStartup.class);

  private final PolicyInstaller packs;
  private final PolicyLoader loader;
  private final Gate gate;
  private final LetheConfig config;
  private volatile boolean waits;

  PolicyStartup(PolicyInstaller packs, PolicyLoader loader, Gate gate, LetheConfig config) {
    this.packs = packs;
    this.loader = loader;
    this.gate = gate;
    this.config = config;
  }

  void install(@Observes @Priority(Interceptor.Priority.APPLICATION + 100) StartupEvent started)
      throws Throwable {
    if (!config.mode().hasDatabases()) {
      return;
    }
    waits = !gate.status().open();
    VertxContextSupport.subscribeAndAwait(
        () -> waits ? loader.refresh().onFailure().recoverWithNull() : packs.install());
  }

  /** What was read before may be another database's. */
  void follow(@Observes Gate.Status now) {
    waits = waits || !now.open();
  }

  /** Follows other replicas; a sealed database takes no pack before it is opened. */
  @Scheduled(
      identity = "policies",
      every = "{lethe.policies.reload-every}",
      delayed = "{lethe.policies.reload-every}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> follow() {
    return waits ? begin() : loader.refresh();
  }

  /** What was worked out of what is lost is in too many places to be taken back. */
  private Uni<Void> begin() {
    return loader
        .isAhead()
        .chain(
            ahead -> {
              if (ahead) {
                LOG.fatal(
                    "the database lacks a policy or a calendar that this process has worked with:"
                        + " it ends, and has to be started again");
                Quarkus.asyncExit(1);
                return Uni.createFrom().voidItem();
              }
              return packs.install().invoke(() -> waits = false);
            });
  }
}
