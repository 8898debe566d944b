package io.lethe.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.access.Role;
import io.lethe.act.ErasureStore;
import io.lethe.database.Database;
import io.lethe.ledger.LedgerStore;
import io.lethe.policy.PolicyEpochs;
import io.lethe.retention.Batch.RunStopped;
import io.lethe.subject.RestraintLocks;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Batches that are under way while their run is wound up, or changes its owner. */
@QuarkusTest
@TestProfile(WindUpResourceTest.NobodyWorks.class)
class WindUpResourceTest {

  private static final LetheClient LETHE = new LetheClient();
  private static final Duration ALIVE = Duration.ofSeconds(15);
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final String WAITS_FOR_BATCHES = "%pg_advisory_xact_lock($1, hashtext($2))%";

  @Inject Pass pass;
  @Inject Drainer drainer;
  @Inject RunStore runs;
  @Inject SharedRuns sharedRuns;

  private final Shop shop = Shop.fresh();
  private final Parts parts;
  private Replica owner;
  private Replica other;
  private Contention contention;
  private CategoryRef category;
  private UUID record;
  private UUID run;

  @Inject
  WindUpResourceTest(Parts parts) {
    this.parts = parts;
  }

  /** Runs are worked on by the replicas that the test makes, and by no other. */
  public static final class NobodyWorks extends FromAutumn2025 {
    @Override
    public Map<String, String> getConfigOverrides() {
      Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
      settings.put("lethe.scheduler.enabled", "false");
      settings.put("lethe.retention.poll-every", "1000h");
      settings.put("lethe.retention.batch-size", "1");
      settings.put("lethe.retention.brakes.floor", "2");
      return settings;
    }
  }

  @BeforeEach
  void due() throws Exception {
    shop.saved("anna", shop.yaml("", Shop.rule("collected", "P1Y", "destroy")));
    shop.post("anna", 1, "activate").statusCode(200);
    category = new CategoryRef(shop.policy(), "buyer");
    record = LETHE.accepted(shop.record("b-" + UUID.randomUUID(), "2024-01-10T09:00:00Z"));
    contention = new Contention(LETHE);
    owner = parts.replica();
    other = parts.replica();
  }

  @AfterEach
  void nobodyWaits() throws Exception {
    contention.close();
    LETHE
        .as(Role.PRIVACY_OFFICER)
        .post("/api/v1/retention/runs/{id}/cancel", run)
        .then()
        .statusCode(200);
  }

  @Test
  void batchOfAnotherReplicaThatIsUnderWayIsWaitedForAndCounts() throws Exception {
    // Given a batch of a replica that works along, which has not committed
    Run run = shared(owner);
    Run joined = join(other);
    assertThat(joined.id()).isEqualTo(run.id());
    Contention.Lock journal = contention.lock("erasure", "SHARE");
    CompletableFuture<Batch.Done> batch = batch(other, joined);
    int working = contention.awaitWaiting(BatchRace.JOURNAL);

    // When
    CompletableFuture<Boolean> wound = begin(owner.shared().windUp(run, LONGEST));

    // Then
    int waiting = contention.awaitWaiting(WAITS_FOR_BATCHES);
    assertThat(contention.waitsFor(waiting, working)).isTrue();
    journal.release();
    assertThat(batch.join().tally().destroyed()).isEqualTo(1);
    assertThat(wound.join()).isTrue();
    actedOnOnce(run);
    assertThatThrownBy(() -> batch(other, joined).join()).hasCauseInstanceOf(RunStopped.class);
  }

  @Test
  void ownerThatTakesAWoundUpRunOverCountsInItsLastPass() {
    // Given an owner that dies after it has wound the run up
    Run run = shared(owner);
    get(owner.shared().windUp(run, LONGEST));
    Run taken = takeOver(other, run);

    // When
    get(other.shared().share(taken, List.of(category)));
    get(other.shared().windUp(taken, LONGEST));
    Batch.Done done = batch(other, taken).join();

    // Then
    assertThat(done.tally().destroyed()).isEqualTo(1);
    actedOnOnce(run);
    assertThatThrownBy(() -> batch(owner, run).join()).hasCauseInstanceOf(RunStopped.class);
  }

  @Test
  void batchOfAFormerOwnerThatWasOnlySilentIsWaitedForAndCounts() throws Exception {
    // Given a batch of an owner that is taken for dead
    Run run = shared(owner);
    Contention.Lock journal = contention.lock("erasure", "SHARE");
    CompletableFuture<Batch.Done> batch = batch(owner, run);
    int working = contention.awaitWaiting(BatchRace.JOURNAL);
    Run taken = takeOver(other, run);
    get(other.shared().share(taken, List.of(category)));
    assertThat(batch(other, taken).join().tally()).isEqualTo(Tally.NONE);

    // When
    CompletableFuture<Boolean> wound = begin(other.shared().windUp(taken, LONGEST));

    // Then
    int waiting = contention.awaitWaiting(WAITS_FOR_BATCHES);
    assertThat(contention.waitsFor(waiting, working)).isTrue();
    journal.release();
    assertThat(batch.join().tally().destroyed()).isEqualTo(1);
    assertThat(wound.join()).isTrue();
    actedOnOnce(run);
  }

  @Test
  void thatOthersHaveWorkedAlongIsNotForgottenWhenARunIsSharedAgain() {
    // Given
    Run run = shared(owner);
    join(other);
    get(owner.shared().share(run, List.of(category)));

    // When
    boolean helped = get(owner.shared().windUp(run, LONGEST));

    // Then
    assertThat(helped).isTrue();
  }

  @Test
  void nobodyElseWorksOnWhatTheOwnerDoesNotShare() {
    // Given a replica that has joined when more was shared
    Run run = shared(owner);
    Run joined = join(other);
    get(owner.shared().share(run, List.of(new CategoryRef(shop.policy(), "another"))));

    // Then
    assertThatThrownBy(() -> batch(other, joined).join()).hasCauseInstanceOf(RunStopped.class);
    assertThat(batch(owner, run).join().tally().destroyed()).isEqualTo(1);
  }

  @Test
  void categoryOfWhichMoreHasComeThanWasMeasuredIsLeftToTheNextRun() {
    // Given two that are due, of which brakes have measured none
    UUID second = LETHE.accepted(shop.record("b-" + UUID.randomUUID(), "2024-01-10T09:00:00Z"));
    Run run = own();

    // When
    get(pass.act(run, new Free(Map.of(category, 0L), Map.of()), run.cutoff()));
    contention.eyes().execute("UPDATE retention_run SET due = 0 WHERE id = '" + run.id() + "'");
    Run joined = get(runs.find(run.id())).orElseThrow();
    get(pass.help(new SharedRuns.Shared(joined, List.of(category)), run.cutoff()));

    // Then neither this replica nor one that works along has acted on them
    assertThat(List.of(record, second))
        .allSatisfy(id -> assertThat(LETHE.state(id)).isEqualTo("DUE"));

    // And with one of them it is no more than brakes let go
    get(pass.act(run, new Free(Map.of(category, 1L), Map.of()), run.cutoff()));
    assertThat(List.of(record, second))
        .allSatisfy(id -> assertThat(LETHE.state(id)).isEqualTo("RECORD_DESTROYED"));
  }

  @Test
  void unitEndsWhereFarMoreComesThanThereWasWhenThePassBegan() {
    // Given two records in one bucket, and batches of one
    String person = "b-" + UUID.randomUUID();
    List<UUID> two =
        List.of(
            LETHE.accepted(shop.record(person, "2023-01-10T09:00:00Z")),
            LETHE.accepted(shop.record(person, "2023-01-10T09:00:00Z")));
    Run run = own();
    get(sharedRuns.share(run, List.of(category)));
    short bucket =
        (short) contention.eyes().number("SELECT bucket FROM record WHERE id = ?", two.get(0));

    // When
    Part whole = new Part(List.of(category), Map.of(), Map.of());
    WorkUnit unit = new WorkUnit(category, List.of(bucket));
    Tally tally = get(drainer.drain(run, whole, unit, run.cutoff(), new AtomicLong()));

    // Then
    assertThat(tally.destroyed()).isEqualTo(1);
  }

  /** A run that this application works on. */
  private Run own() {
    run = LETHE.startRun(Map.of("policy", shop.policy()));
    take(runs, run);
    return get(runs.cutoff(run, LETHE.now()));
  }

  private Run shared(Replica by) {
    run = LETHE.startRun(Map.of("policy", shop.policy()));
    take(by.runs(), run);
    Run fixed = get(by.runs().cutoff(run, LETHE.now()));
    get(by.shared().share(fixed, List.of(category)));
    return fixed;
  }

  private Run takeOver(Replica by, Run run) {
    contention
        .eyes()
        .execute(
            "UPDATE retention_run SET heartbeat_at = now() - interval '1 hour' WHERE id = '"
                + run.id()
                + "'");
    return take(by.runs(), run.id());
  }

  /** Takes up what waits until that is this run. */
  private static Run take(RunStore by, UUID id) {
    Run run;
    do {
      run = get(by.take(LETHE.now(), ALIVE, true)).orElseThrow();
    } while (!run.id().equals(id));
    return run;
  }

  private Run join(Replica by) {
    return get(by.shared().join(Set.of(), ALIVE, true)).orElseThrow().run();
  }

  private CompletableFuture<Batch.Done> batch(Replica by, Run run) {
    List<Short> buckets = IntStream.range(0, 64).mapToObj(bucket -> (short) bucket).toList();
    WorkUnit all = new WorkUnit(category, buckets);
    Part whole = new Part(List.of(category), Map.of(), Map.of());
    return begin(by.batch().run(run, category, whole, run.cutoff(), all.start(), 10));
  }

  private void actedOnOnce(Run run) {
    assertThat(
            contention.eyes().number("SELECT destroyed FROM retention_run WHERE id = ?", run.id()))
        .isEqualTo(1);
    assertThat(
            contention
                .eyes()
                .number(
                    "SELECT count(*) FROM erasure WHERE record_id = ? AND run_id = ?",
                    record,
                    run.id()))
        .isEqualTo(1);
  }

  private static <T> CompletableFuture<T> begin(Uni<T> work) {
    return work.subscribeAsCompletionStage();
  }

  private static <T> T get(Uni<T> work) {
    return work.await().atMost(LONGEST);
  }

  /** A replica: what it does on a run is under a name of its own. */
  record Replica(RunStore runs, SharedRuns shared, Batch batch) {}

  /** What every replica has of this application. */
  @Dependent
  record Parts(
      Database database,
      PolicyEpochs epochs,
      RestraintLocks locks,
      DueStore due,
      Judge judge,
      Depersonalizer depersonalizer,
      EraseStore erase,
      Removal removal,
      ErasureStore journal,
      LedgerStore ledger,
      Clock clock,
      RetentionConfig config) {

    Replica replica() {
      RunStore runs = new RunStore(database);
      SharedRuns shared = new SharedRuns(database, runs);
      return new Replica(
          runs,
          shared,
          new Batch(
              database,
              shared,
              epochs,
              locks,
              due,
              judge,
              depersonalizer,
              erase,
              removal,
              journal,
              runs,
              ledger,
              clock,
              config));
    }
  }
}
