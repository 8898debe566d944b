package io.lethe.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What comes while a time table is being dropped, each stopped where it is most dangerous. */
@QuarkusTest
@TestProfile(FromAutumn2025.class)
@Tag("slow")
class TableRaceResourceTest extends BatchRace {

  private static final String TABLE_JOURNAL = "%INSERT INTO erasure_table (%";
  private static final String SHARED = "%pg_advisory_xact_lock_shared(%";

  private final TableBurial burial;
  private Visits visits;

  @Inject
  TableRaceResourceTest(TableBurial burial) {
    this.burial = burial;
  }

  @Override
  UUID receiveDue() {
    visits = Visits.fresh("P30D");
    return LETHE.accepted(visits.visit(subject, Visits.noon(LETHE.now(), 40)));
  }

  private CompletableFuture<ValidatableResponse> placeHold(Map<String, ?> on) {
    Map<String, Object> body = new HashMap<>(on);
    body.put("policy", visits.policy());
    return contention.call(() -> LETHE.place("holds", body));
  }

  private UUID startRun() {
    return LETHE.startRun(Map.of("policy", visits.policy()));
  }

  /** A drop that has judged, and is about to write its journal. */
  private int judged() {
    return contention.awaitWaiting(TABLE_JOURNAL);
  }

  @Test
  void dropWaitsForAHoldThatIsBeingPlacedAndHonoursIt() throws Exception {
    // Given a hold on the subject that is not yet written
    Contention.Lock holds = contention.lock("hold", "SHARE");
    CompletableFuture<ValidatableResponse> hold = placeHold(Map.of("subject", subject));
    int placing = contention.awaitWaiting("INSERT INTO hold%");

    // When
    UUID run = startRun();

    // Then the drop has not judged, and once it does the record is kept
    Awaiting.until(
        () -> contention.waitsFor(contention.awaitWaiting("%pg_advisory_xact_lock(%"), placing),
        waits -> waits);
    holds.release();
    String placed = hold.join().statusCode(201).extract().path("id");
    JsonPath ended = LETHE.awaitRun(run);
    assertThat(ended.getInt("held")).isEqualTo(1);
    assertThat(ended.getInt("destroyed")).isZero();
    assertThat(LETHE.state(id)).isEqualTo("HELD");
    LETHE.release("holds", placed);
    assertThat(LETHE.run().getInt("destroyed")).isEqualTo(1);
  }

  @Test
  void holdOnASubjectWaitsForTheDropAndCoversWhatIsLeft() throws Exception {
    // Given
    Contention.Lock journal = contention.lock("erasure_table", "SHARE");
    UUID run = startRun();
    int drop = judged();

    // When
    CompletableFuture<ValidatableResponse> hold = placeHold(Map.of("subject", subject));

    // Then
    assertThat(contention.waitsFor(contention.awaitWaiting(SHARED), drop)).isTrue();
    assertThat(hold).isNotDone();
    journal.release();
    JsonPath placed = hold.join().statusCode(201).extract().jsonPath();
    assertThat(placed.getInt("covers")).isZero();
    assertThat(LETHE.awaitRun(run).getInt("destroyed")).isEqualTo(1);
    assertThat(LETHE.state(id)).isEqualTo("RECORD_DESTROYED");
    LETHE.release("holds", placed.getString("id"));
  }

  @Test
  void holdOverRecordsWaitsForTheDropAndIsRefused() throws Exception {
    // Given
    Contention.Lock journal = contention.lock("erasure_table", "SHARE");
    UUID run = startRun();
    int drop = judged();

    // When
    CompletableFuture<ValidatableResponse> hold = placeHold(Map.of("records", List.of(id)));

    // Then
    assertThat(contention.waitsFor(contention.awaitWaiting(SHARED), drop)).isTrue();
    journal.release();
    assertThat(hold.join().statusCode(422).extract().<String>path("code"))
        .isEqualTo("RECORD_UNKNOWN");
    assertThat(LETHE.awaitRun(run).getInt("destroyed")).isEqualTo(1);
  }

  @Test
  void lateRecordWaitsForTheDropAndIsRefused() throws Exception {
    // Given
    Contention.Lock journal = contention.lock("erasure_table", "SHARE");
    UUID run = startRun();
    int drop = judged();

    // When
    CompletableFuture<JsonPath> late =
        contention.call(() -> LETHE.received(visits.visit(subject, Visits.noon(LETHE.now(), 40))));

    // Then
    assertThat(contention.waitsFor(contention.awaitWaiting(SHARED), drop)).isTrue();
    journal.release();
    assertThat(late.join().getString("items[0].problem.code")).isEqualTo("TIME_TABLE_DROPPED");
    assertThat(LETHE.awaitRun(run).getInt("destroyed")).isEqualTo(1);
  }

  @Test
  void dropThatIsKilledLosesNothing() throws Exception {
    // Given
    Contention.Lock journal = contention.lock("erasure_table", "SHARE");
    UUID run = startRun();
    int drop = judged();

    // When its connection is gone before it has committed
    contention.eyes().number("SELECT pg_terminate_backend(?)::int", drop);
    journal.release();

    // Then batches have done it, once
    assertThat(LETHE.awaitRun(run).getInt("destroyed")).isEqualTo(1);
    assertThat(LETHE.state(id)).isEqualTo("RECORD_DESTROYED");
    assertThat(
            contention.eyes().number("SELECT count(*) FROM erasure WHERE run_id = ?", run)
                + contention
                    .eyes()
                    .number("SELECT count(*) FROM erasure_table WHERE run_id = ?", run))
        .isEqualTo(1);
    assertThat(LETHE.run(Map.of("policy", visits.policy())).getInt("destroyed")).isZero();
    assertThat(visits.tables(contention.eyes())).containsExactly("DROPPED");
  }

  @Test
  void burialThatWasInterruptedGoesOnWhereItWas() {
    // Given a table that was dropped, and somebody who was not reached
    LETHE.run(Map.of("policy", visits.policy()));
    Tables tables = contention.eyes();
    tables.execute(
        "INSERT INTO subject (bucket, id, policy) SELECT s.bucket, s.subject_id, t.policy"
            + " FROM erasure_table_subject s JOIN erasure_table t ON t.id = s.table_id"
            + " WHERE t.policy = '"
            + visits.policy()
            + "'");
    tables.execute(
        "UPDATE erasure_table SET buried = false, buried_bucket = NULL, buried_subject = NULL"
            + " WHERE policy = '"
            + visits.policy()
            + "'");

    // When
    burial.bury().await().atMost(Duration.ofMinutes(1));
    burial.bury().await().atMost(Duration.ofMinutes(1));

    // Then
    assertThat(tables.number("SELECT count(*) FROM subject WHERE policy = ?", visits.policy()))
        .isZero();
  }
}
