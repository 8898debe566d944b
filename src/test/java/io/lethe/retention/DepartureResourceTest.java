package io.lethe.retention;

import static org.hamcrest.Matchers.equalTo;

import io.lethe.Api;
import io.lethe.Await;
import io.lethe.Beside;
import io.lethe.ServiceDatabase;
import io.lethe.access.Role;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduler;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.vertx.VertxContextSupport;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** A replica that is told to end while it takes up a run. */
@QuarkusTest
@TestProfile(DepartureResourceTest.OfThisTest.class)
class DepartureResourceTest {

  /** A replica that has stopped does not begin again: others must not have it. */
  public static final class OfThisTest implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("lethe.retention.poll-every", "1000h");
    }
  }

  private final Runner runner;
  private final Departure departure;
  private final Scheduler scheduler;

  @Inject
  DepartureResourceTest(Runner runner, Departure departure, Scheduler scheduler) {
    this.scheduler = scheduler;
    this.runner = runner;
    this.departure = departure;
  }

  @Test
  void runThatIsTakenUpAsTheReplicaDepartsIsQueuedAgain() throws Exception {
    // Given a replica that is taking up a run, and has no other first look for one
    scheduler.pause("runner");
    String id =
        Api.post(Role.PRIVACY_OFFICER, "/retention/runs", "{}")
            .statusCode(202)
            .extract()
            .path("id");
    CompletableFuture<Void> departed;
    CompletableFuture<Void> worked;
    try (Connection other = ServiceDatabase.connect();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("LOCK TABLE retention_run IN SHARE MODE");
      worked = Beside.run(this::work);
      awaitWaiting(1);

      // When it departs before the run is its own
      departed = Beside.run(this::depart);
      awaitWaiting(2);
      other.rollback();
    }
    departed.join();
    worked.join();

    // Then
    Api.get(Role.PRIVACY_OFFICER, "/retention/runs/" + id)
        .statusCode(200)
        .body("state", equalTo("QUEUED"));
  }

  private void work() {
    try {
      VertxContextSupport.subscribeAndAwait(runner::work);
    } catch (Throwable e) {
      throw new CompletionException(e);
    }
  }

  private void depart() {
    try {
      departure.depart(new ShutdownEvent());
    } catch (Throwable e) {
      throw new CompletionException(e);
    }
  }

  /** Until so many statements wait to write runs. */
  private static void awaitWaiting(long statements) {
    Await.until(
        () ->
            ServiceDatabase.value(
                """
                SELECT count(*) FROM pg_stat_activity
                WHERE datname = current_database() AND wait_event_type = 'Lock'
                  AND query LIKE '%UPDATE retention_run SET state%'
                """),
        waiting -> waiting.equals(statements));
  }
}
