package io.lethe.retention;

import io.lethe.problem.Redacted;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.vertx.VertxContextSupport;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Gives back the run that a replica is at when it is told to end, so that others need not wait for
 * its heartbeat to stop.
 *
 * <p><b>Guarantee</b>: none is taken up from then on; what a batch under way has not committed
 * rolls back whole. Where the database does not answer, the run is left as a kill would leave it.
 */
@ApplicationScoped
class Departure {

  private static final Logger LOG = Logger.getLogger(Departure.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Runner runner;
  private final RunStore runs;

  Departure(Runner runner, RunStore runs) {
    this.runner = runner;
    this.runs = runs;
  }

  void depart(@Observes ShutdownEvent ending) throws Throwable {
    if (runner.stop()) {
      VertxContextSupport.subscribeAndAwait(
          () ->
              runs.leave()
                  .ifNoItem()
                  .after(PATIENCE)
                  .fail()
                  .onFailure()
                  .invoke(failure -> LOG.warn("the run is left as it is", Redacted.of(failure)))
                  .onFailure()
                  .recoverWithNull());
    }
  }
}
