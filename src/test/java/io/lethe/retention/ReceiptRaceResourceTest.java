package io.lethe.retention;

import static io.lethe.retention.Samples.SENS;
import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.access.Role;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Activity and records that come while a batch is under way, each stopped where it matters. */
@QuarkusTest
@TestProfile(FromAutumn2025.class)
@Tag("slow")
class ReceiptRaceResourceTest extends BatchRace {

  @Override
  UUID receiveDue() {
    Instant login = LETHE.now().minus(Duration.ofDays(400));
    UUID due = LETHE.accepted(Samples.sens(subject, login));
    LETHE.event(SENS, subject, "last-activity", login);
    return due;
  }

  @Test
  void activityThatCommitsBetweenClaimAndRecheckRevives() throws Exception {
    // Given a queue for the subjects: activity first, then a gate, then a batch that has claimed
    Contention.Lock first = contention.lock("subject", "EXCLUSIVE");
    CompletableFuture<JsonPath> activity = activity();
    contention.awaitWaiting(LOCK_SUBJECT);
    Contention.Lock gate = contention.queueFor("subject", "EXCLUSIVE");
    UUID run = LETHE.startRun(Map.of());
    int batch = contention.awaitWaiting(BATCH_LOCKS_SUBJECTS);

    // When
    first.release();
    assertThat(activity.join().getInt("accepted")).isEqualTo(1);
    gate.await();
    assertThat(contention.awaitWaiting(BATCH_LOCKS_SUBJECTS)).isEqualTo(batch);
    gate.release();

    // Then
    assertThat(LETHE.awaitRun(run).getInt("selected")).isZero();
    assertThat(LETHE.state(id)).isEqualTo("ACTIVE");
  }

  @Test
  void activityThatComesAfterTheRecheckWaitsAndFindsNobody() throws Exception {
    // Given a batch that has judged, deleted and not committed
    Contention.Lock journal = contention.lock("erasure", "SHARE");
    UUID run = LETHE.startRun(Map.of());
    int batch = contention.awaitWaiting(JOURNAL);

    // When
    CompletableFuture<JsonPath> activity = activity();

    // Then
    assertThat(contention.waitsFor(contention.awaitWaiting(LOCK_SUBJECT), batch)).isTrue();
    assertThat(activity).isNotDone();
    journal.release();
    assertThat(activity.join().getString("items[0].problem.code")).isEqualTo("SUBJECT_UNKNOWN");
    assertThat(LETHE.awaitRun(run).getInt("depersonalized")).isEqualTo(1);
  }

  @Test
  void batchLeavesASubjectAloneWhoseActivityIsBeingWritten() throws Exception {
    // Given activity that has locked its subject and not written it
    Contention.Lock subjects = contention.lock("subject", "SHARE");
    CompletableFuture<JsonPath> activity = activity();
    contention.awaitWaiting("UPDATE subject s SET last_activity%");

    // When a run comes and goes
    JsonPath run = LETHE.run();

    // Then it has not acted, and once the activity is there no run does
    assertThat(run.getInt("depersonalized")).isZero();
    assertThat(LETHE.state(id)).isEqualTo("DUE");
    subjects.release();
    assertThat(activity.join().getInt("accepted")).isEqualTo(1);
    assertThat(LETHE.run().getInt("depersonalized")).isZero();
    assertThat(LETHE.state(id)).isEqualTo("ACTIVE");
  }

  @Test
  void recordThatComesAfterTheRecheckIsJudgedByTheTombstone() throws Exception {
    // Given a batch that has judged, deleted and not committed
    Contention.Lock journal = contention.lock("erasure", "SHARE");
    UUID run = LETHE.startRun(Map.of());
    int batch = contention.awaitWaiting(JOURNAL);

    // When records of its subject come from before it, and from now
    Instant now = LETHE.now();
    CompletableFuture<JsonPath> records =
        contention.call(
            () ->
                LETHE.received(
                    List.of(
                        Samples.sens(subject, now.minus(Duration.ofDays(400))),
                        Samples.sens(subject, now))));

    // Then they wait, the first is refused, and the second is received, can be opened, and lives
    assertThat(contention.waitsFor(contention.awaitWaiting(LOCK_SUBJECT), batch)).isTrue();
    journal.release();
    JsonPath answer = records.join();
    assertThat(answer.getString("items[0].problem.code")).isEqualTo("SUBJECT_DESTROYED");
    assertThat(answer.getString("items[1].status")).isEqualTo("accepted");
    assertThat(LETHE.awaitRun(run).getInt("depersonalized")).isEqualTo(1);
    assertThat(firstName(answer.getString("items[1].id"))).isEqualTo("Анна");
  }

  @Test
  void batchLeavesASubjectAloneWhoseRecordIsBeingWritten() throws Exception {
    // Given a record that has locked its subject and is not written
    Contention.Lock records = contention.lock("record", "SHARE");
    CompletableFuture<UUID> received =
        contention.call(() -> LETHE.accepted(Samples.sens(subject, LETHE.now())));
    contention.awaitWaiting("INSERT INTO record %");

    // When a run comes and goes
    JsonPath run = LETHE.run();

    // Then it has not acted; the next one does, and the new record keeps its subject and its key
    assertThat(run.getInt("depersonalized")).isZero();
    records.release();
    UUID young = received.join();
    assertThat(LETHE.run().getInt("depersonalized")).isEqualTo(1);
    assertThat(LETHE.state(id)).isEqualTo("RECORD_DEPERSONALIZED");
    assertThat(LETHE.state(young)).isEqualTo("ACTIVE");
    assertThat(firstName(young.toString())).isEqualTo("Анна");
  }

  private CompletableFuture<JsonPath> activity() {
    Instant now = LETHE.now();
    return contention.call(() -> LETHE.sendEvent(SENS, subject, "last-activity", now));
  }

  private static String firstName(String record) {
    return LETHE
        .as(Role.REIDENTIFIER)
        .body(
            Map.of(
                "policy",
                SENS,
                "category",
                "mandatory",
                "purpose",
                "account",
                "reason",
                "case 1",
                "records",
                List.of(record),
                "fields",
                List.of("first_name")))
        .post("/api/v1/reidentifications")
        .then()
        .statusCode(200)
        .extract()
        .path("items[0].fields.first_name");
  }
}
