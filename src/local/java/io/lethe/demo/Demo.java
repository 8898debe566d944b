package io.lethe.demo;

import io.lethe.database.Database;
import io.lethe.demo.Story.Told;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.VertxContextSupport;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Fills an empty database with the demo's story, in the background, if it is told to. */
@Singleton
class Demo {

  private static final Logger LOG = Logger.getLogger(Demo.class);

  private final DemoConfig config;
  private final Story story;
  private final Database database;
  private final Clock clock;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean closing;

  Demo(DemoConfig config, Story story, Database database, Clock clock) {
    this.config = config;
    this.story = story;
    this.database = database;
    this.clock = clock;
  }

  /** After the packs are installed; readiness does not wait for it. */
  void start(@Observes @Priority(Interceptor.Priority.APPLICATION + 200) StartupEvent started) {
    if (config.enabled()) {
      Thread thread = new Thread(this::play, "demo");
      thread.setDaemon(true);
      thread.start();
    }
  }

  void close(@Observes ShutdownEvent closed) {
    closing = true;
  }

  /** Waits until it has ended, well or not; false when it has not by then. */
  boolean awaitEnd(Duration longest) throws InterruptedException {
    return ended.await(longest.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void play() {
    try {
      if (isUsed()) {
        LOG.info("demo: skipped, the database has records or had some");
        return;
      }
      Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
      Told told = story.play(config.subjects(), now);
      LOG.infof(
          "demo: %d subjects, %d records and %d events in %d s, %d items refused",
          config.subjects(),
          told.records(),
          told.events(),
          Duration.between(now, clock.instant()).toSeconds(),
          told.refused());
    } catch (Throwable failure) {
      if (!closing) {
        LOG.error("demo: failed", failure);
      }
    } finally {
      ended.countDown();
    }
  }

  private boolean isUsed() throws Throwable {
    return VertxContextSupport.subscribeAndAwait(
            () ->
                database
                    .data()
                    .query(
                        "SELECT EXISTS (SELECT FROM record) OR EXISTS (SELECT FROM erasure) AS used")
                    .execute())
        .iterator()
        .next()
        .getBoolean("used");
  }
}
