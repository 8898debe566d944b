package io.lethe.retention;

import static io.lethe.retention.Samples.MST;
import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.problem.ErrorCode;
import io.lethe.problem.Problems;
import io.lethe.problem.ProducesCode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Holds over records that come while a batch is under way, each stopped where it is dangerous. */
@QuarkusTest
@TestProfile(FromAutumn2025.class)
class RecordHoldRaceResourceTest extends BatchRace {

  private static Instant longAgo() {
    return LETHE.now().minus(Duration.ofDays(3_000));
  }

  @Test
  void holdThatCommitsBetweenClaimAndRecheckKeepsItsRecordAlone() throws Exception {
    // Given two due records of one person, and a queue for the subjects: the hold over one of them
    // first, then a gate, then a batch that has claimed both
    UUID other = LETHE.accepted(Samples.mst(subject, longAgo()));
    Contention.Lock first = contention.lock("subject", "EXCLUSIVE");
    CompletableFuture<ValidatableResponse> hold = placeHold(id);
    contention.awaitWaiting(LOCK_SUBJECT);
    Contention.Lock gate = contention.queueFor("subject", "EXCLUSIVE");
    UUID run = LETHE.startRun(Map.of());
    int batch = contention.awaitWaiting(BATCH_LOCKS_SUBJECTS);
    assertThat(contention.holds(batch, "record", "RowShareLock")).isTrue();

    // When the hold is let through, and the batch only after it was answered
    first.release();
    JsonPath placed = hold.join().statusCode(201).extract().jsonPath();
    assertThat(placed.getInt("records")).isEqualTo(1);
    assertThat(placed.getInt("covers")).isEqualTo(1);
    gate.await();
    assertThat(contention.awaitWaiting(BATCH_LOCKS_SUBJECTS)).isEqualTo(batch);
    gate.release();

    // Then the person lives with the record that is held
    JsonPath ended = LETHE.awaitRun(run);
    assertThat(ended.getInt("held")).isEqualTo(1);
    assertThat(ended.getInt("destroyed")).isEqualTo(1);
    assertThat(LETHE.state(id)).isEqualTo("HELD");
    assertThat(LETHE.state(other)).isEqualTo("RECORD_DESTROYED");
    LETHE.event(MST, subject, "last-activity", LETHE.now());
    LETHE.release("holds", placed.getString("id"));
    LETHE.run();
    assertThat(LETHE.state(id)).isEqualTo("RECORD_DESTROYED");
  }

  @Test
  @ProducesCode(ErrorCode.RECORD_UNKNOWN)
  void holdThatComesAfterTheRecheckWaitsAndHoldsNothing() throws Exception {
    // Given a batch that has judged, deleted and not committed
    UUID young = LETHE.accepted(Samples.mst("young-" + subject, LETHE.now()));
    Contention.Lock journal = contention.lock("erasure", "SHARE");
    UUID run = LETHE.startRun(Map.of());
    int batch = contention.awaitWaiting(JOURNAL);

    // When a hold is asked for over its record, and one that nobody has touched
    CompletableFuture<ValidatableResponse> hold = placeHold(young, id);

    // Then it waits for the batch, is refused once that has committed, and says which is missing
    int waiting = contention.awaitWaiting(LOCK_SUBJECT);
    assertThat(contention.waitsFor(waiting, batch)).isTrue();
    assertThat(hold).isNotDone();
    journal.release();
    ValidatableResponse refused = hold.join();
    Problems.isProblem(refused, ErrorCode.RECORD_UNKNOWN);
    assertThat(refused.extract().jsonPath().getList("violations.path"))
        .containsExactly("records[1]");
    assertThat(LETHE.awaitRun(run).getInt("destroyed")).isEqualTo(1);
    assertThat(LETHE.state(id)).isEqualTo("RECORD_DESTROYED");
    assertThat(LETHE.state(young)).isEqualTo("ACTIVE");
  }

  @Test
  void batchThatMeetsAHoldUnderWayLeavesItsPersonAlone() throws Exception {
    // Given a hold that has locked the person and has not committed
    Contention.Lock sets = contention.lock("hold_record", "SHARE");
    CompletableFuture<ValidatableResponse> hold = placeHold(id);
    contention.awaitWaiting("%INSERT INTO hold_record%");

    // When
    JsonPath run = LETHE.run();

    // Then the run neither waits for it nor acts, and the hold is what the next one meets
    assertThat(run.getInt("destroyed")).isZero();
    assertThat(hold).isNotDone();
    sets.release();
    String placed = hold.join().statusCode(201).extract().path("id");
    assertThat(LETHE.run().getInt("held")).isEqualTo(1);
    assertThat(LETHE.state(id)).isEqualTo("HELD");
    LETHE.release("holds", placed);
    assertThat(LETHE.run().getInt("destroyed")).isEqualTo(1);
  }

  private CompletableFuture<ValidatableResponse> placeHold(UUID... records) {
    return contention.call(
        () -> LETHE.place("holds", Map.of("policy", MST, "records", List.of(records))));
  }
}
