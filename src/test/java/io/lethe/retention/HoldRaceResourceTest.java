package io.lethe.retention;

import static io.lethe.retention.Samples.MST;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Holds that come while a batch is under way, each stopped where it is most dangerous. */
@QuarkusTest
@TestProfile(FromAutumn2025.class)
@Tag("slow")
class HoldRaceResourceTest extends BatchRace {

  @Test
  void holdThatCommitsBetweenClaimAndRecheckIsHonoured() throws Exception {
    // Given a queue for the subjects: the hold first, then a gate, then a batch that has claimed
    Contention.Lock first = contention.lock("subject", "EXCLUSIVE");
    CompletableFuture<ValidatableResponse> hold = placeHold(Map.of("subject", subject));
    contention.awaitWaiting(LOCK_SUBJECT);
    Contention.Lock gate = contention.queueFor("subject", "EXCLUSIVE");
    UUID run = LETHE.startRun(Map.of());
    int batch = contention.awaitWaiting(BATCH_LOCKS_SUBJECTS);
    assertThat(contention.holds(batch, "record", "RowShareLock")).isTrue();

    // When the hold is let through, and the batch only after it was answered
    first.release();
    String placed = hold.join().statusCode(201).extract().path("id");
    gate.await();
    assertThat(contention.awaitWaiting(BATCH_LOCKS_SUBJECTS)).isEqualTo(batch);
    gate.release();

    // Then
    JsonPath ended = LETHE.awaitRun(run);
    assertThat(ended.getInt("held")).isEqualTo(1);
    assertThat(ended.getInt("destroyed")).isZero();
    assertThat(LETHE.state(id)).isEqualTo("HELD");
    endWith("holds", placed);
  }

  @Test
  void holdThatComesAfterTheRecheckWaitsAndFindsNobody() throws Exception {
    // Given a batch that has judged, deleted and not committed
    Contention.Lock journal = contention.lock("erasure", "SHARE");
    UUID run = LETHE.startRun(Map.of());
    int batch = contention.awaitWaiting(JOURNAL);

    // When a hold is asked for
    CompletableFuture<ValidatableResponse> hold = placeHold(Map.of("subject", subject));

    // Then it waits for the batch, and is refused once that has committed
    int waiting = contention.awaitWaiting(LOCK_SUBJECT);
    assertThat(contention.waitsFor(waiting, batch)).isTrue();
    assertThat(hold).isNotDone();
    journal.release();
    String code = hold.join().statusCode(422).extract().path("code");
    assertThat(code).isEqualTo("SUBJECT_UNKNOWN");
    assertThat(LETHE.awaitRun(run).getInt("destroyed")).isEqualTo(1);
    assertThat(LETHE.state(id)).isEqualTo("RECORD_DESTROYED");
  }

  @Test
  void holdThatComesAfterTheRecheckCoversWhatTheBatchLeaves() throws Exception {
    // Given a subject with one more record, which is not due
    UUID young = LETHE.accepted(Samples.mst(subject, LETHE.now()));
    Contention.Lock journal = contention.lock("erasure", "SHARE");
    UUID run = LETHE.startRun(Map.of());
    int batch = contention.awaitWaiting(JOURNAL);

    // When
    CompletableFuture<ValidatableResponse> hold = placeHold(Map.of("subject", subject));
    assertThat(contention.waitsFor(contention.awaitWaiting(LOCK_SUBJECT), batch)).isTrue();
    journal.release();

    // Then it says so, and tells the truth
    JsonPath placed = hold.join().statusCode(201).extract().jsonPath();
    assertThat(placed.getInt("covers")).isEqualTo(1);
    assertThat(LETHE.awaitRun(run).getInt("destroyed")).isEqualTo(1);
    assertThat(LETHE.state(id)).isEqualTo("RECORD_DESTROYED");
    assertThat(LETHE.state(young)).isEqualTo("HELD");
    LETHE.release("holds", placed.getString("id"));
  }

  @Test
  void holdOverACategoryWaitsForItsBatchesAndCoversWhatIsLeft() throws Exception {
    // Given a batch that has judged, deleted and not committed
    long before = accounts();
    Contention.Lock journal = contention.lock("erasure", "SHARE");
    UUID run = LETHE.startRun(Map.of());
    int batch = contention.awaitWaiting(JOURNAL);

    // When
    CompletableFuture<ValidatableResponse> hold = placeHold(Map.of("category", "account"));

    // Then it waits for the batch's lock of the category, and answers what is there after it
    int waiting = contention.awaitWaiting("%pg_advisory_xact_lock(%");
    assertThat(contention.waitsFor(waiting, batch)).isTrue();
    assertThat(hold).isNotDone();
    journal.release();
    JsonPath placed = hold.join().statusCode(201).extract().jsonPath();
    assertThat(placed.getLong("covers")).isEqualTo(before - 1);
    assertThat(LETHE.awaitRun(run).getInt("destroyed")).isEqualTo(1);
    assertThat(LETHE.state(id)).isEqualTo("RECORD_DESTROYED");
    LETHE.release("holds", placed.getString("id"));
  }

  @Test
  void batchWaitsForAHoldOverItsCategoryAndHonoursIt() throws Exception {
    // Given a hold over the category that is not yet written
    Contention.Lock holds = contention.lock("hold", "SHARE");
    CompletableFuture<ValidatableResponse> hold = placeHold(Map.of("category", "account"));
    int placing = contention.awaitWaiting("INSERT INTO hold%");

    // When
    UUID run = LETHE.startRun(Map.of());

    // Then the batch has not begun, and once it has it keeps everything
    int batch = contention.awaitWaiting("%pg_advisory_xact_lock_shared(%");
    assertThat(contention.waitsFor(batch, placing)).isTrue();
    holds.release();
    String placed = hold.join().statusCode(201).extract().path("id");
    JsonPath ended = LETHE.awaitRun(run);
    assertThat(ended.getInt("held")).isEqualTo(1);
    assertThat(ended.getInt("destroyed")).isZero();
    endWith("holds", placed);
  }

  private CompletableFuture<ValidatableResponse> placeHold(Map<String, String> on) {
    Map<String, String> body = new java.util.HashMap<>(on);
    body.put("policy", MST);
    return contention.call(() -> LETHE.place("holds", body));
  }

  private void endWith(String kind, String restraint) {
    LETHE.release(kind, restraint);
    assertThat(LETHE.run().getInt("destroyed")).isEqualTo(1);
    assertThat(LETHE.state(id)).isEqualTo("RECORD_DESTROYED");
  }

  private long accounts() {
    return contention
        .eyes()
        .number(
            "SELECT count(*) FROM record WHERE policy = 'mst_software' AND category = 'account'");
  }
}
