package io.lethe.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.lethe.Api;
import io.lethe.Beside;
import io.lethe.access.Role;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What follows an activation, while the service goes on. */
@QuarkusTest
@TestProfile(RecomputeResourceTest.OfItsOwn.class)
class RecomputeResourceTest {

  private static final Logger LOG = Logger.getLogger(RecomputeResourceTest.class.getName());
  private static final ZoneId MOSCOW = ZoneId.of("Europe/Moscow");
  private static final LetheClient LETHE = new LetheClient();
  private static final Instant START = Instant.parse("2025-09-10T06:00:00Z");
  private static final int SEEDED = 20_000;
  private static final Duration LONGEST = Duration.ofMinutes(20);

  private final Shop shop = Shop.fresh();
  private int next;

  /** A clock that no other class has moved. */
  public static final class OfItsOwn extends FromAutumn2025 {}

  @BeforeEach
  void firstVersionAndAShorterOne() {
    shop.saved("anna", yaml("P3Y", "P1Y"));
    shop.post("anna", 1, "activate").statusCode(200);
    shop.saved("anna", yaml("P1Y", "P30D"));
    shop.post("boris", 2, "approve").statusCode(200);
  }

  private String yaml(String collected, String closed) {
    return shop.yaml(
        "",
        Shop.rule("collected", collected, "destroy"),
        Shop.rule("order-closed", closed, "destroy"));
  }

  @Test
  void nothingIsLeftWithALaterDueDateWhileRecordsKeepComing() throws Exception {
    shorten(1);
  }

  @Test
  @Tag("proof")
  void nothingIsLeftWithALaterDueDateOfAMillionRecordsWhileOthersKeepComing() throws Exception {
    shorten(50);
  }

  private void shorten(int times) throws Exception {
    // Given records of five years, of which some have expired, and orders that were closed
    records(SEEDED);
    events(SEEDED / 4);
    multiply(times);
    AtomicBoolean ended = new AtomicBoolean();
    AtomicLong longest = new AtomicLong();
    CompletableFuture<Integer> writer = Beside.call(() -> write(ended, longest));

    // When
    long began = System.nanoTime();
    Instant activated =
        Instant.parse(
            shop.post("anna", 2, "activate").statusCode(200).extract().path("activatedAt"));
    long answered = System.nanoTime();
    awaitRecomputed(LONGEST);
    long done = System.nanoTime();
    ended.set(true);
    int written = writer.join();

    // Then
    JsonPath progress = shop.version(2).extract().jsonPath();
    LOG.info(
        () ->
            ("recompute: %d records of which %d were lowered in %d ms, activation answered in %d ms;"
                    + " %d records were received meanwhile, the slowest of their requests took %d ms")
                .formatted(
                    progress.getLong("publication.recompute.done"),
                    progress.getLong("publication.recompute.lowered"),
                    (done - answered) / 1_000_000,
                    (answered - began) / 1_000_000,
                    written,
                    longest.get()));
    assertThat(progress.getLong("publication.recompute.done"))
        .isGreaterThanOrEqualTo((long) SEEDED * times);
    assertThat(progress.getLong("publication.recompute.lowered")).isPositive();
    assertThat(written).isPositive();
    assertNothingIsLater(activated);
  }

  @Test
  void writerByTheVersionBeforeIsAwaitedAndNobodyElse() throws Exception {
    // Given a transaction that began before the activation, and is about to write what is too late
    UUID id = LETHE.accepted(shop.record("slow", "2025-08-20T09:00:00Z"));
    try (Tables slow = Tables.connect()) {
      slow.connection().setAutoCommit(false);
      long epoch = 1 + slow.number("SELECT count(*) FROM calendar_version WHERE epoch > 0");
      assertThat(slow.number("SELECT policy_epoch_shared(?, ?::int)", shop.policy(), (int) epoch))
          .isEqualTo(epoch);

      // When a version is activated, that is answered at once, and so are records
      shop.post("anna", 2, "activate").statusCode(200);
      UUID quick = LETHE.accepted(shop.record("quick", "2025-08-20T09:00:00Z"));
      Awaiting.until(this::state, "RUNNING"::equals);
      slow.execute("UPDATE record SET due_at = '2028-08-21T00:00:00Z' WHERE id = '" + id + "'");

      // Then the recomputation has not begun to read, and comes after the slow one
      shop.version(2).body("publication.recompute.done", equalTo(0));
      assertThat(state()).isEqualTo("RUNNING");
      assertThat(LETHE.explanation(quick).getInt("policyVersion")).isEqualTo(2);
      slow.connection().commit();
    }
    awaitRecomputed(Duration.ofSeconds(30));
    assertThat(stored(id)).isEqualTo(start("2026-08-21"));
  }

  @Test
  void jobOfADeadReplicaIsTakenUpWhereItWasLeft() throws Exception {
    // Given a job that has been half done
    List<UUID> ids =
        LETHE
            .accepted(
                IntStream.range(0, 20)
                    .mapToObj(i -> shop.record("half-" + i, "2025-08-20T09:00:00Z"))
                    .toList())
            .stream()
            .sorted(this::byBucket)
            .toList();
    shop.post("anna", 2, "activate").statusCode(200);
    awaitRecomputed(Duration.ofSeconds(30));
    try (Tables tables = Tables.connect()) {
      tables.execute(
          "UPDATE record SET due_at = '2028-08-21T00:00:00Z' WHERE policy = '%s'"
              .formatted(shop.policy()));
      tables.execute(
          ("UPDATE policy_recompute SET state = 'RUNNING', finished_at = NULL, cursor = '%s',"
                  + " done = 10, heartbeat_at = now() - interval '1 hour' WHERE policy = '%s'")
              .formatted(ids.get(9), shop.policy()));
    }

    // When
    awaitRecomputed(Duration.ofSeconds(30));

    // Then the rest is done, and nothing twice
    shop.version(2).body("publication.recompute.done", equalTo(20));
    for (int i = 0; i < 20; i++) {
      assertThat(stored(ids.get(i))).isEqualTo(start(i < 10 ? "2028-08-21" : "2026-08-21", i < 10));
    }
  }

  @Test
  void jobThatHasFailedIsTakenUpAgain() throws Exception {
    // Given
    UUID id = LETHE.accepted(shop.record("failed", "2025-08-20T09:00:00Z"));
    shop.post("anna", 2, "activate").statusCode(200);
    awaitRecomputed(Duration.ofSeconds(30));
    try (Tables tables = Tables.connect()) {
      tables.execute("UPDATE record SET due_at = '2028-08-21T00:00:00Z' WHERE id = '" + id + "'");
      tables.execute(
          ("UPDATE policy_recompute SET state = 'FAILED', error = 'INTERNAL', finished_at = NULL,"
                  + " cursor = NULL, heartbeat_at = now() - interval '1 minute' WHERE policy = '%s'")
              .formatted(shop.policy()));
    }

    // When
    awaitRecomputed(Duration.ofSeconds(30));

    // Then
    assertThat(stored(id)).isEqualTo(start("2026-08-21"));
    Awaiting.until( // the sealer
        () -> Api.get(Role.AUDITOR, "/ledger/entries?limit=1000").extract().asString(),
        entries -> entries.contains("policy.recomputed"));
  }

  private int byBucket(UUID a, UUID b) {
    int buckets = Integer.compare(bucket(a), bucket(b));
    return buckets != 0 ? buckets : a.toString().compareTo(b.toString());
  }

  private static int bucket(UUID id) {
    return (int) (id.getMostSignificantBits() >>> 6 & 63);
  }

  private String state() {
    return shop.version(2).extract().path("publication.recompute.state");
  }

  private void awaitRecomputed(Duration patience) {
    Awaiting.until(patience, this::state, "COMPLETED"::equals);
  }

  private static Instant stored(UUID record) throws Exception {
    try (Tables tables = Tables.connect()) {
      return tables
          .column(Timestamp.class, "SELECT due_at FROM record WHERE id = ?", record)
          .get(0)
          .toInstant();
    }
  }

  private static Instant start(String day) {
    return start(day, false);
  }

  private static Instant start(String day, boolean utc) {
    return LocalDate.parse(day).atStartOfDay(utc ? ZoneId.of("UTC") : MOSCOW).toInstant();
  }

  private void records(int count) throws Exception {
    Iterator<String> lines = Stream.generate(this::record).limit(count).iterator();
    assertThat(send("/api/v1/records", lines)).isEqualTo(count);
  }

  private void events(int count) throws Exception {
    Iterator<String> lines = IntStream.range(0, count).mapToObj(this::event).iterator();
    assertThat(send("/api/v1/events", lines)).isEqualTo(count);
  }

  private String record() {
    int number = next++;
    Instant collected = START.minus(Duration.ofHours(number * 7L % 43_800));
    return Api.text(shop.record("p-" + number % 15_000, collected.toString()));
  }

  private String event(int number) {
    Instant at = START.minus(Duration.ofHours(number * 11L % 17_520));
    return Api.text(
        Map.of(
            "policy",
            shop.policy(),
            "subject",
            "p-" + number % 15_000,
            "type",
            "order-closed",
            "at",
            at.toString()));
  }

  private static int send(String path, Iterator<String> lines) throws Exception {
    try (Stream<String> answers = NdjsonClient.post(path, LETHE.token(Role.PRODUCT), lines)) {
      return (int) answers.filter(line -> line.contains("\"status\":\"accepted\"")).count();
    }
  }

  /** Sends records and events until it is told to end; at least a few. */
  private int write(AtomicBoolean ended, AtomicLong longest) {
    int written = 0;
    for (int i = 0; i < 3 || !ended.get(); i++) {
      try {
        long began = System.nanoTime();
        written += send("/api/v1/records", Stream.generate(this::record).limit(100).iterator());
        longest.accumulateAndGet((System.nanoTime() - began) / 1_000_000, Math::max);
        int from = i * 50;
        send("/api/v1/events", IntStream.range(from, from + 50).mapToObj(this::event).iterator());
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
    return written;
  }

  /** The same records again, under other ids in the same buckets. */
  private void multiply(int times) throws Exception {
    if (times > 1) {
      try (Tables tables = Tables.connect()) {
        tables.execute(
            ("INSERT INTO record SELECT bucket, (substr(id::text, 1, 24)"
                    + " || substr(md5(id::text || n), 1, 12))::uuid, subject_id, policy,"
                    + " policy_version, category, collected_at, received_at, due_at, key_id, data,"
                    + " sealed, pseudonym_version, format_version"
                    + " FROM record CROSS JOIN generate_series(2, %d) AS n WHERE policy = '%s'")
                .formatted(times, shop.policy()));
      }
    }
  }

  private void assertNothingIsLater(Instant activated) throws Exception {
    try (Tables tables = Tables.connect()) {
      Map<Object, List<Instant>> closed = new HashMap<>();
      tables
          .rows(
              "SELECT e.subject_id, e.at FROM subject_event e JOIN subject s ON s.id = e.subject_id"
                  + " WHERE s.policy = ?",
              shop.policy())
          .forEach(
              row ->
                  closed
                      .computeIfAbsent(row.get(0), subject -> new ArrayList<>())
                      .add(((Timestamp) row.get(1)).toInstant()));
      List<List<Object>> records =
          tables.rows(
              "SELECT subject_id, policy_version, collected_at, due_at FROM record WHERE policy = ?",
              shop.policy());
      assertThat(records).hasSizeGreaterThan(SEEDED);
      for (List<Object> row : records) {
        Instant collected = ((Timestamp) row.get(2)).toInstant();
        Instant truth =
            truth(
                (int) row.get(1),
                collected,
                closed.getOrDefault(row.get(0), List.of()).stream()
                    .filter(at -> !at.isBefore(collected))
                    .min(Instant::compareTo)
                    .orElse(null),
                activated);
        assertThat(row.get(3)).as("%s", row).isNotNull();
        assertThat(((Timestamp) row.get(3)).toInstant()).as("%s", row).isBeforeOrEqualTo(truth);
      }
    }
  }

  private static Instant truth(int version, Instant collected, Instant closed, Instant activated) {
    Instant longer = due(collected, closed, Period.ofYears(3), Period.ofYears(1));
    Instant shorter = due(collected, closed, Period.ofYears(1), Period.ofDays(30));
    if (version == 2) {
      return shorter;
    }
    if (!longer.isAfter(activated)) {
      return longer;
    }
    return shorter.isBefore(activated) ? activated : shorter;
  }

  private static Instant due(
      Instant collected, Instant closed, Period ofCollected, Period ofClosed) {
    Instant first = after(collected, ofCollected);
    return closed == null || after(closed, ofClosed).isAfter(first)
        ? first
        : after(closed, ofClosed);
  }

  private static Instant after(Instant at, Period term) {
    return LocalDate.ofInstant(at, MOSCOW).plus(term).plusDays(1).atStartOfDay(MOSCOW).toInstant();
  }
}
