package io.lethe.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Await;
import io.lethe.ServiceDatabase;
import io.lethe.key.KeyJob.Kind;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ProducesCode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** People pause, resume, cancel and hasten a job that another replica works on. */
@QuarkusTest
class HeldJobResourceTest {

  private static final AtomicInteger CLUBS = new AtomicInteger();
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** So many that at a row a second the patience of a test ends long before they are moved. */
  private static final int MEMBERS = 30;

  private final KeyJobStore jobs;
  private final RewrapWork rewrapping;
  private final JobEnd end;

  private Club club;

  @Inject
  HeldJobResourceTest(KeyJobStore jobs, RewrapWork rewrapping, JobEnd end) {
    this.jobs = jobs;
    this.rewrapping = rewrapping;
    this.end = end;
  }

  @BeforeEach
  void receive() {
    club = Club.open("held_" + CLUBS.incrementAndGet());
    for (int i = 0; i < MEMBERS; i++) {
      club.member(i);
    }
    club.rotate("index");
  }

  @AfterEach
  void forget() {
    HeldJob.forget(club.policy());
  }

  private static <T> T done(Uni<T> work) {
    return work.await().atMost(PATIENCE);
  }

  private KeyJob job(UUID id) {
    return done(jobs.find(id)).orElseThrow();
  }

  private static ValidatableResponse change(UUID id, String how) {
    return Club.as(Club.FIRST, "/jobs/" + id + "/" + how, Map.of());
  }

  private static String state(UUID id) {
    return Club.state(Club.job(id.toString()));
  }

  /** Whoever held it goes on as if nothing had happened, and comes to nothing. */
  private void holderStops(KeyJob held) {
    assertThatThrownBy(() -> done(rewrapping.execute(held))).isInstanceOf(JobStopped.class);
    done(end.completed(held));
  }

  private int left() {
    return club.version("index", 1).get("uses").asInt();
  }

  @Test
  @ProducesCode(ErrorCode.JOB_STATE)
  void pausedJobStopsItsHolderAndIsResumedByAnother() {
    // Given
    KeyJob held = job(HeldJob.of(Kind.REWRAP, club.ring("index"), 2));
    Club.refuses(change(held.id(), "resume"), ErrorCode.JOB_STATE);

    // When
    change(held.id(), "pause").statusCode(200);

    // Then
    holderStops(held);
    assertThat(state(held.id())).isEqualTo("PAUSED");
    assertThat(left()).isEqualTo(MEMBERS);
    Club.refuses(change(held.id(), "pause"), ErrorCode.JOB_STATE);

    // When
    change(held.id(), "resume").statusCode(200);

    // Then
    Await.until(() -> state(held.id()), state -> state.equals("COMPLETED"));
    assertThat(job(held.id()).owner()).isNotEqualTo(held.owner());
    assertThat(left()).isZero();
    assertThat(HeldJob.entries(held.id(), "key.job-changed")).isEqualTo(2L);
    assertThat(HeldJob.entries(held.id(), "key.job-ended")).isEqualTo(1L);
  }

  @Test
  @ProducesCode(ErrorCode.JOB_STATE)
  void cancelledJobIsNotEndedByItsHolder() {
    // Given
    KeyJob held = job(HeldJob.of(Kind.REWRAP, club.ring("index"), 2));

    // When
    change(held.id(), "cancel").statusCode(200);

    // Then
    holderStops(held);
    assertThat(state(held.id())).isEqualTo("CANCELLED");
    assertThat(left()).isEqualTo(MEMBERS);
    assertThat(HeldJob.entries(held.id(), "key.job-ended")).isEqualTo(0L);
    for (String how : new String[] {"pause", "resume", "cancel"}) {
      Club.refuses(change(held.id(), how), ErrorCode.JOB_STATE);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"pause", "cancel"})
  void holderThatIsStoppedInTheMidstMovesNoFurtherRow(String how) {
    // Given
    UUID id = HeldJob.of(Kind.REWRAP, club.ring("index"), 2);
    ServiceDatabase.execute("UPDATE key_job SET rows_per_second = 1 WHERE id = ?", id);
    CompletableFuture<Void> working = rewrapping.execute(job(id)).subscribeAsCompletionStage();
    Await.until(() -> job(id).progress().moved(), moved -> moved > 0);

    // When
    change(id, how).statusCode(200);
    long moved = job(id).progress().moved();

    // Then: what it had moved stays moved
    assertThat(working)
        .failsWithin(PATIENCE)
        .withThrowableThat()
        .havingRootCause()
        .isInstanceOf(JobStopped.class);
    assertThat(job(id).progress().moved()).isEqualTo(moved);
    assertThat(left()).isEqualTo((int) (MEMBERS - moved)).isPositive();
  }

  @ParameterizedTest
  @ValueSource(strings = {"pause", "resume", "cancel"})
  @ProducesCode(ErrorCode.JOB_STATE)
  void destructionThatIsUnderWayIsNotStopped(String how) {
    // Given
    UUID id = HeldJob.of(Kind.DESTROY, club.ring("index"), 1);

    // Then
    Club.refuses(change(id, how), ErrorCode.JOB_STATE);
    assertThat(state(id)).isEqualTo("RUNNING");
    assertThat(HeldJob.entries(id, "key.job-changed")).isEqualTo(0L);
  }

  @Test
  void destructionThatNobodyHasBegunIsCancelled() {
    // Given
    UUID id = HeldJob.of(Kind.DESTROY, club.ring("index"), 1);
    ServiceDatabase.execute(
        "UPDATE key_job SET state = 'AWAITING_APPROVAL', owner = NULL WHERE id = ?", id);

    // When
    change(id, "cancel").statusCode(200);

    // Then
    assertThat(state(id)).isEqualTo("CANCELLED");
  }

  /** A rewrap of the ring that takes a row a second, and has begun. */
  private UUID throttled() {
    String id =
        club.order("index", "/rewrap", Map.of("rowsPerSecond", 1))
            .statusCode(202)
            .extract()
            .path("id");
    Await.until(() -> Club.job(id).get("moved").asInt(), moved -> moved > 0);
    return UUID.fromString(id);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void compromisedRingsOpenRewrapGoesOnAtFullSpeed(boolean paused) {
    // Given
    UUID id = throttled();
    if (paused) {
      change(id, "pause").statusCode(200);
    }

    // When
    Club.done(
        club.order("index", "/rotate", Map.of("compromised", true, "reason", "incident 2026-7")));

    // Then: the same job moves everything, to the newest version
    JsonNode job =
        Await.until(() -> Club.job(id.toString()), seen -> !seen.get("finishedAt").isNull());
    assertThat(Club.state(job)).isEqualTo("COMPLETED");
    assertThat(job.get("compromised").asBoolean()).isTrue();
    assertThat(job.get("limitPerSecond").isNull()).isTrue();
    assertThat(club.version("index", 3).get("uses").asInt()).isEqualTo(MEMBERS);
    assertThat(job.get("moved").asInt()).isGreaterThan(MEMBERS);
  }

  @Test
  void plainRotationLeavesAnOpenRewrapAsItIs() {
    // Given
    UUID id = throttled();

    // When
    Club.done(club.order("index", "/rotate", Map.of("rewrap", true)));

    // Then
    JsonNode job = Club.job(id.toString());
    assertThat(Club.state(job)).isEqualTo("RUNNING");
    assertThat(job.get("compromised").asBoolean()).isFalse();
    assertThat(job.get("limitPerSecond").asInt()).isEqualTo(1);
  }

  @Test
  void compromisedRingsDryRunBecomesARewrap() {
    // Given
    UUID id = HeldJob.of(Kind.REWRAP, club.ring("index"), 2);
    ServiceDatabase.execute("UPDATE key_job SET dry_run = true WHERE id = ?", id);

    // When
    Club.done(
        club.order("index", "/rotate", Map.of("compromised", true, "reason", "incident 2026-7")));

    // Then
    Await.until(() -> state(id), state -> state.equals("COMPLETED"));
    assertThat(club.version("index", 3).get("uses").asInt()).isEqualTo(MEMBERS);
  }
}
