package io.lethe.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.ServiceDatabase;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@QuarkusTest
class DatabaseResourceTest {

  private static final Duration LIMIT = Duration.ofMillis(300);

  @Inject Database database;

  @Test
  void transactionThatIsStuckIsEndedByTheDatabaseAndKeepsNoLock() {
    // Given work that takes a lock and then never goes on
    Uni<Void> stuck =
        database.transaction(
            LIMIT,
            connection ->
                connection
                    .query("SELECT pg_advisory_xact_lock(4799, 1)::text")
                    .execute()
                    .chain(() -> Uni.createFrom().<Void>nothing()));

    // When its caller has given it up
    assertThatThrownBy(
            () ->
                VertxContextSupport.subscribeAndAwait(
                    () -> stuck.ifNoItem().after(LIMIT.multipliedBy(2)).fail()))
        .isInstanceOf(Exception.class);

    // Then the lock is free for whoever waits for it
    assertThat(ServiceDatabase.value("SELECT pg_advisory_lock(4799, 1) IS NOT NULL"))
        .isEqualTo(true);
  }

  @Test
  void newMonthOfTheJournalWaitsForNoReaderOfIt() throws Exception {
    // Given somebody who reads the journal and takes their time
    try (Connection reader = ServiceDatabase.connect();
        Statement reading = reader.createStatement()) {
      reader.setAutoCommit(false);
      reading.executeQuery("SELECT count(*) FROM erasure").close();

      // When
      try (Connection writer = ServiceDatabase.connect();
          Statement writing = writer.createStatement()) {
        writing.execute("SET lock_timeout = '2s'");
        writing.execute("SELECT erasure_month('2099-05-31T23:59:59Z')");
        writing.execute("SELECT erasure_month('2099-05-01T00:00:00Z')");
      }
      reader.rollback();
    }

    // Then
    assertThat(
            ServiceDatabase.value(
                "SELECT pg_get_expr(relpartbound, oid) FROM pg_class"
                    + " WHERE relname = 'erasure_2099_05'"))
        .asString()
        .contains("2099-05-01", "2099-06-01");
    assertThat(
            ServiceDatabase.value(
                "SELECT count(*) FROM pg_index WHERE indrelid = 'erasure_2099_05'::regclass"))
        .isEqualTo(2L);
  }
}
