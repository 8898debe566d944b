package io.lethe.key;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Await;
import io.lethe.ServiceDatabase;
import io.lethe.problem.ErrorCode;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Jobs that fail: by accident, which is tried again, and for a reason, which is not. */
@QuarkusTest
class JobRetryResourceTest {

  private static final AtomicInteger CLUBS = new AtomicInteger();
  private static final int MEMBERS = 3;
  private static final int ACCIDENTS = 3;

  /** What the pauses between four attempts take at least; the first is 200 ms, and they grow. */
  private static final Duration PAUSES = Duration.ofMillis(700);

  /**
   * A reading of the rings, which every rewrap begins with, counts as it tries to begin an epoch.
   */
  private static final String COUNT =
      """
      CREATE SEQUENCE attempt;
      CREATE FUNCTION attempt() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF nextval('attempt') <= %d THEN
          RAISE EXCEPTION 'an accident';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER attempt BEFORE INSERT ON key_epoch
        FOR EACH ROW WHEN (NEW.policy = '%s') EXECUTE FUNCTION attempt();
      """;

  private static final String SPOIL_OR_MEND =
      "UPDATE lethe_key.key_ring_version SET wrapped = set_byte(wrapped, length(wrapped) - 1,"
          + " get_byte(wrapped, length(wrapped) - 1) # 1) WHERE version = 1 AND ring = ?";

  private Club club;

  @BeforeEach
  void rotate() {
    club = Club.open("retried_" + CLUBS.incrementAndGet());
    club.members(MEMBERS);
    club.rotate("index");
  }

  @AfterEach
  void forget() {
    ServiceDatabase.execute("DROP FUNCTION attempt CASCADE");
    ServiceDatabase.execute("DROP SEQUENCE attempt");
  }

  /** Counts the attempts from now on, of which the database fails the first. */
  private void fail(int first) {
    ServiceDatabase.execute(COUNT.formatted(first, club.policy()));
  }

  private static long attempts() {
    return (long) ServiceDatabase.value("SELECT last_value FROM attempt");
  }

  @Test
  void jobThatMeetsAccidentsIsTriedAgainEachTimeLaterAndDone() {
    // Given
    fail(ACCIDENTS);

    // When
    JsonNode job = club.rewrap("index");

    // Then
    assertThat(attempts()).isEqualTo(ACCIDENTS + 1);
    assertThat(job.get("moved").asInt()).isEqualTo(MEMBERS);
    assertThat(job.get("error").isNull()).isTrue();
    assertThat(Duration.between(at(job, "startedAt"), at(job, "finishedAt"))).isGreaterThan(PAUSES);
  }

  private static Instant at(JsonNode job, String what) {
    return Instant.parse(job.get(what).asText());
  }

  @Test
  void jobWhoseKeyDoesNotOpenIsTriedAgainUntilItDoes() {
    // Given
    fail(0);
    ServiceDatabase.execute(SPOIL_OR_MEND, club.ring("index"));

    // When
    String id = club.order("index", "/rewrap", Map.of()).statusCode(202).extract().path("id");
    Await.until(JobRetryResourceTest::attempts, attempts -> attempts > 2);
    ServiceDatabase.execute(SPOIL_OR_MEND, club.ring("index"));

    // Then
    JsonNode job = Await.until(() -> Club.job(id), seen -> !seen.get("finishedAt").isNull());
    assertThat(Club.state(job)).isEqualTo("COMPLETED");
    assertThat(job.get("moved").asInt()).isEqualTo(MEMBERS);
  }

  @Test
  void jobThatNoAttemptCanMendFailsAtOnceAndSaysWhy() {
    // Given
    fail(0);
    ServiceDatabase.execute(
        "UPDATE key_ring_check SET check_value = '\\x00' || substr(check_value, 2) WHERE ring = ?",
        club.ring("index"));

    // When
    JsonNode job = Club.ended(club.order("index", "/rewrap", Map.of()), "FAILED");

    // Then
    assertThat(attempts()).isEqualTo(1);
    assertThat(job.get("error").asText()).isEqualTo(ErrorCode.KEY_RING_MISMATCH.name());
    assertThat(job.get("moved").asInt()).isZero();
  }
}
