package io.lethe.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Await;
import io.lethe.ServiceDatabase;
import io.lethe.database.Database;
import io.lethe.key.KeyJob.Kind;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever worked on a job that another has taken over: nothing of theirs comes to count. */
@QuarkusTest
class JobFenceResourceTest {

  private static final AtomicInteger CLUBS = new AtomicInteger();
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int MEMBERS = 10;

  private final Database database;
  private final KeyJobStore jobs;
  private final RotateWork rotating;
  private final RewrapWork rewrapping;
  private final DestroyWork destroying;
  private final JobEnd end;

  private final Laggard laggard = new Laggard();

  private Club club;

  @Inject
  JobFenceResourceTest(
      Database database,
      KeyJobStore jobs,
      RotateWork rotating,
      RewrapWork rewrapping,
      DestroyWork destroying,
      JobEnd end) {
    this.database = database;
    this.jobs = jobs;
    this.rotating = rotating;
    this.rewrapping = rewrapping;
    this.destroying = destroying;
    this.end = end;
  }

  @BeforeEach
  void receive() {
    club = Club.open("fenced_" + CLUBS.incrementAndGet());
    club.members(MEMBERS);
  }

  @AfterEach
  void forget() {
    laggard.leave();
    HeldJob.forget(club.policy());
  }

  private static <T> T done(Uni<T> work) {
    return work.await().atMost(PATIENCE);
  }

  private static void stops(Uni<Void> work) {
    assertThatThrownBy(() -> done(work)).isInstanceOf(JobStopped.class);
  }

  private KeyJob job(UUID id) {
    return done(jobs.find(id)).orElseThrow();
  }

  /** A job as it was known to whoever has lost it since. */
  private KeyJob lost(Kind kind, String purpose, int version) {
    UUID id = HeldJob.of(kind, club.ring(purpose), version);
    KeyJob known = job(id);
    HeldJob.takeOver(id);
    return known;
  }

  private String state(String purpose, int version) {
    return club.version(purpose, version).get("state").asText();
  }

  private Object versions(String purpose) {
    return ServiceDatabase.value(
        "SELECT count(*) FROM lethe_key.key_ring_version WHERE ring = ?", club.ring(purpose));
  }

  private Object epoch() {
    return ServiceDatabase.value("SELECT epoch FROM key_epoch WHERE policy = ?", club.policy());
  }

  /** Nothing was noted of a job but that it is somebody else's. */
  private void untouched(KeyJob lost) {
    KeyJob now = job(lost.id());
    assertThat(now.state()).isEqualTo(JobState.RUNNING);
    assertThat(now.owner()).isNotEqualTo(lost.owner());
    assertThat(now.progress()).isEqualTo(KeyJob.Progress.NONE);
    assertThat(HeldJob.entries(lost.id(), "key.")).isEqualTo(0L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"data", "subject", "pseudonym", "index", "format"})
  void whoLostARewrapBeginsNothing(String purpose) {
    // Given
    club.rotate(purpose);
    int uses = club.version(purpose, 1).get("uses").asInt();
    KeyJob lost = lost(Kind.REWRAP, purpose, 2);

    // When
    stops(rewrapping.execute(lost));

    // Then
    untouched(lost);
    assertThat(club.version(purpose, 1).get("uses").asInt()).isEqualTo(uses).isPositive();
  }

  @Test
  void whoLosesARewrapInTheMidstMovesNoFurtherRow() {
    // Given
    club.rotate("pseudonym");
    UUID id = HeldJob.of(Kind.REWRAP, club.ring("pseudonym"), 2);
    ServiceDatabase.execute("UPDATE key_job SET rows_per_second = 1 WHERE id = ?", id);
    CompletableFuture<Void> working = rewrapping.execute(job(id)).subscribeAsCompletionStage();
    Await.until(() -> job(id).progress().moved(), moved -> moved > 0);

    // When
    HeldJob.takeOver(id);
    long moved = job(id).progress().moved();

    // Then
    assertThat(working)
        .failsWithin(PATIENCE)
        .withThrowableThat()
        .havingRootCause()
        .isInstanceOf(JobStopped.class);
    assertThat(job(id).progress().moved()).isEqualTo(moved);
    assertThat(club.version("pseudonym", 2).get("uses").asLong()).isEqualTo(moved);
    assertThat(moved).isLessThan(2 * MEMBERS);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whoLostARotationMakesNoVersion(boolean compromised) {
    // Given
    UUID id = HeldJob.of(Kind.ROTATE, club.ring("subject"), 2);
    ServiceDatabase.execute("UPDATE key_job SET compromised = ? WHERE id = ?", compromised, id);
    KeyJob lost = job(id);
    HeldJob.takeOver(id);

    // When
    stops(rotating.execute(lost));

    // Then
    untouched(lost);
    assertThat(versions("subject")).isEqualTo(1L);
  }

  @ParameterizedTest
  @EnumSource(RingPurpose.class)
  void whoLosesARotationAtItsEndLetsNoVersionWrite(RingPurpose purpose) throws Exception {
    // Given: one that is about to let its version write, but for somebody who has the job's row
    laggard.delay(club.policy());
    UUID id = HeldJob.of(Kind.ROTATE, purpose.ring(club.policy()), 2);
    KeyJob lost = job(id);
    CompletableFuture<Void> working = rotating.execute(lost).subscribeAsCompletionStage();
    Await.until(() -> job(id).progress(), noted -> noted.census() != null);
    Object epoch = epoch();
    try (Connection taker = ServiceDatabase.connect();
        Statement taking = taker.createStatement()) {
      taker.setAutoCommit(false);
      taking.execute("UPDATE key_job SET owner = gen_random_uuid() WHERE id = '" + id + "'");
      laggard.leave();
      Await.until(JobFenceResourceTest::waiting, count -> count.equals(1L));

      // When
      taker.commit();
    }

    // Then
    assertThat(working)
        .failsWithin(PATIENCE)
        .withThrowableThat()
        .havingRootCause()
        .isInstanceOf(JobStopped.class);
    assertThat(state(purpose.text(), 1)).isEqualTo("ACTIVE");
    assertThat(state(purpose.text(), 2)).isEqualTo("PENDING");
    assertThat(epoch()).isEqualTo(epoch);
    assertThat(HeldJob.entries(id, "key.version-active")).isEqualTo(0L);
  }

  /** How many wait for the row of a job, to keep it from being taken over. */
  private static Object waiting() {
    return ServiceDatabase.value(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
            + " AND query LIKE 'SELECT 1 FROM key_job%FOR UPDATE'");
  }

  @ParameterizedTest
  @EnumSource(RingPurpose.class)
  void whoLostADestructionDestroysNothing(RingPurpose purpose) {
    // Given
    club.rotate(purpose.text());
    club.rewrap(purpose.text());
    KeyJob lost = lost(Kind.DESTROY, purpose.text(), 1);

    // When
    stops(destroying.execute(lost));

    // Then
    untouched(lost);
    assertThat(state(purpose.text(), 1)).isEqualTo("RETIRED");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whoLostAJobDoesNotEndIt(boolean well) {
    // Given
    UUID id = HeldJob.of(Kind.ROTATE, club.ring("index"), 2);
    ServiceDatabase.execute("UPDATE key_job SET then_rewrap = true WHERE id = ?", id);
    KeyJob lost = job(id);
    HeldJob.takeOver(id);

    // When
    done(well ? end.completed(lost) : end.failed(lost, "INTERNAL"));

    // Then
    untouched(lost);
    assertThat(done(jobs.open(club.ring("index"), Kind.REWRAP))).isEmpty();
  }

  @Test
  void whoLostAJobKeepsItAliveNoLonger() {
    // Given
    KeyJob lost = lost(Kind.REWRAP, "data", 1);
    ServiceDatabase.execute("UPDATE key_job SET heartbeat_at = NULL WHERE id = ?", lost.id());

    // When
    done(jobs.heartbeat(List.of(lost.owner())));

    // Then
    assertThat(
            ServiceDatabase.value(
                "SELECT heartbeat_at IS NULL FROM key_job WHERE id = ?", lost.id()))
        .isEqualTo(true);
  }

  @Test
  void nobodyTakesAJobWhoseStepIsUnderWay() {
    // Given: one that is as good as dead to whoever is impatient enough
    KeyJob job = job(HeldJob.of(Kind.ROTATE, club.ring("data"), 2));
    Duration impatience = Duration.ofDays(-2);

    // When
    boolean taken =
        done(
            database.transaction(
                tx ->
                    jobs.fence(tx, job)
                        .chain(() -> jobs.take(Instant.EPOCH, impatience, true))
                        .map(found -> found.isPresent())));

    // Then
    assertThat(taken).isFalse();
    assertThat(done(jobs.take(Instant.EPOCH, impatience, true)).orElseThrow().id())
        .isEqualTo(job.id());
    stops(database.transaction(tx -> jobs.fence(tx, job)));
  }

  @Test
  void silentWorkersJobIsTakenOverAndDone() {
    // Given
    club.rotate("index");
    UUID id = HeldJob.of(Kind.REWRAP, club.ring("index"), 2);
    KeyJob lost = job(id);

    // When
    HeldJob.fallSilent(id);

    // Then
    JsonNode done =
        Await.until(() -> Club.job(id.toString()), seen -> Club.state(seen).equals("COMPLETED"));
    assertThat(done.get("moved").asInt()).isEqualTo(MEMBERS);
    done(end.failed(lost, "INTERNAL"));
    assertThat(job(id).state()).isEqualTo(JobState.COMPLETED);
    assertThat(HeldJob.entries(id, "key.job-ended")).isEqualTo(1L);
  }
}
