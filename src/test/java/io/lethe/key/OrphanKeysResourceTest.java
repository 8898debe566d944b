package io.lethe.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.Api;
import io.lethe.Await;
import io.lethe.Beside;
import io.lethe.ServiceDatabase;
import io.lethe.access.Role;
import io.lethe.database.Database;
import io.lethe.database.Ids;
import io.lethe.time.TrustedTime;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Data keys that a write has left, and those that none of it may touch. */
@QuarkusTest
class OrphanKeysResourceTest {

  private static final AtomicInteger CLUBS = new AtomicInteger();
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration DAY_AND_MORE = Duration.ofHours(25);
  private static final String FOREIGN =
      "SELECT ('00000000-0001-8000-8000-' || lpad(to_hex(g), 12,"
          + " '0'))::uuid FROM generate_series(1, 5000) g";

  private final Database database;
  private final KeyStore keys;
  private final OrphanStore store;
  private final TrustedTime time;
  private final Clock clock;

  private Club club;

  @Inject
  OrphanKeysResourceTest(
      Database database, KeyStore keys, OrphanStore store, TrustedTime time, Clock clock) {
    this.database = database;
    this.keys = keys;
    this.store = store;
    this.time = time;
    this.clock = clock;
  }

  @BeforeEach
  void club() {
    club = Club.open("orphans_" + CLUBS.incrementAndGet());
    ServiceDatabase.execute("DELETE FROM lethe_key.orphan_key");
  }

  /** Looks as if so much time had passed. */
  private void sweep(Duration later) {
    KeyAge age = new KeyAge(time, Clock.offset(clock, later));
    get(new OrphanKeys(database, keys, store, age).sweep());
  }

  private static <T> T get(Uni<T> work) {
    return work.await().atMost(PATIENCE);
  }

  private static void anHourPasses() {
    ServiceDatabase.execute(
        "UPDATE lethe_key.orphan_key SET doubted_at = doubted_at - interval '1 hour'");
  }

  private long keysOfTheClub() {
    return (long)
        ServiceDatabase.value(
            "SELECT count(*) FROM lethe_key.subject_key WHERE ring = ?", club.ring("data"));
  }

  private long doubtedOfTheClub() {
    return (long)
        ServiceDatabase.value(
            "SELECT count(*) FROM lethe_key.orphan_key o JOIN lethe_key.subject_key k USING (id)"
                + " WHERE k.ring = ?",
            club.ring("data"));
  }

  @Test
  void keyOfAFailedWriteIsDestroyedAndNoOther() {
    // Given three keys of records, one of a person who is held, one that its record alone knows
    String member = club.member(1);
    String held = club.member(2);
    String known = club.member(3);
    Api.post(
            Role.PRIVACY_OFFICER,
            "/holds",
            Map.of(
                "policy", club.policy(),
                "subject", "member-2",
                "authority", "court, order 1/26",
                "reason", "pending litigation"))
        .statusCode(201);
    ServiceDatabase.execute(
        "DELETE FROM subject_category c USING record r WHERE r.id = ?::uuid"
            + " AND c.bucket = r.bucket AND c.subject_id = r.subject_id",
        known);
    failToWrite(4);
    assertThat(keysOfTheClub()).isEqualTo(4);

    // When it is looked at while it is young, when it is old, and again at once
    sweep(Duration.ofHours(23));
    assertThat(doubtedOfTheClub()).isZero();
    sweep(DAY_AND_MORE);
    sweep(DAY_AND_MORE);
    assertThat(doubtedOfTheClub()).isEqualTo(1);
    assertThat(keysOfTheClub()).isEqualTo(4);

    // And an hour later
    anHourPasses();
    sweep(DAY_AND_MORE);

    // Then
    assertThat(keysOfTheClub()).isEqualTo(3);
    assertThat(club.names(List.of(member, held, known)))
        .containsExactly("Anna Nr 1", "Anna Nr 2", "Anna Nr 3");
    assertThat(ServiceDatabase.value("SELECT count(*) FROM lethe_key.orphan_key")).isEqualTo(0L);
  }

  /** The key is stored, and the database refuses the record. */
  private void failToWrite(int i) {
    ServiceDatabase.execute(
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
            + " $$ BEGIN RAISE EXCEPTION 'refused'; END $$");
    ServiceDatabase.execute(
        "CREATE TRIGGER refuse BEFORE INSERT ON record FOR EACH ROW EXECUTE FUNCTION refuse()");
    try {
      assertThatThrownBy(() -> club.member(i)).isInstanceOf(AssertionError.class);
    } finally {
      ServiceDatabase.execute("DROP FUNCTION refuse CASCADE");
    }
  }

  @Test
  void keyOfAWriteUnderWayIsNotDestroyedEvenWhereItHadBeenDoubted() throws Exception {
    // Given a write that has stored its key, and waits
    CompletableFuture<String> record;
    try (Connection obstacle = ServiceDatabase.connect()) {
      obstacle.setAutoCommit(false);
      obstacle.createStatement().execute("LOCK TABLE record IN SHARE MODE");
      record = Beside.call(() -> club.member(1));
      Await.until(this::keysOfTheClub, count -> count == 1);

      // When it is looked at, and, as by a clock that is wrong, as if it were old
      sweep(Duration.ZERO);
      assertThat(doubtedOfTheClub()).isZero();
      sweep(DAY_AND_MORE);
      assertThat(doubtedOfTheClub()).isEqualTo(1);
      obstacle.rollback();
    }
    String written = record.join();
    anHourPasses();
    sweep(DAY_AND_MORE);

    // Then
    assertThat(club.names(List.of(written))).containsExactly("Anna Nr 1");
    assertThat(ServiceDatabase.value("SELECT count(*) FROM lethe_key.orphan_key")).isEqualTo(0L);
  }

  @Test
  void keyThatIsNotYoungAnyMoreIsNotMadeKnownAndNoTransactionLastsUntilItIsOld() {
    // Given
    KeyAge age = new KeyAge(time, clock);
    UUID young = new Ids().timed(7, clock.instant().minus(Duration.ofHours(11)).toEpochMilli());
    UUID older = new Ids().timed(7, clock.instant().minus(Duration.ofHours(13)).toEpochMilli());

    // When
    String limit =
        get(
            database.transaction(
                tx ->
                    age.admit(tx, List.of(young))
                        .chain(() -> tx.query("SHOW transaction_timeout").execute())
                        .map(rows -> rows.iterator().next().getString(0))));

    // Then
    assertThat(limit).isEqualTo("1h");
    assertThatThrownBy(() -> get(database.transaction(tx -> age.admit(tx, List.of(young, older)))))
        .isInstanceOf(StaleKeys.class);
  }

  @Test
  void keysOfADatabaseThatKnowsFewOfThemAreLeft() {
    // Given keys of another data
    ServiceDatabase.execute(
        "UPDATE lethe_key.orphan_sweep SET looked_until = '00000000-0000-0000-0000-000000000000'");
    ServiceDatabase.execute(
        "INSERT INTO lethe_key.subject_key (id, ring, ring_version, wrapped)"
            + " SELECT f.id, 'foreign', 1, '' FROM ("
            + FOREIGN
            + ") AS f(id)");

    // When
    sweep(DAY_AND_MORE);

    // Then
    assertThat(ServiceDatabase.value("SELECT count(*) FROM lethe_key.orphan_key")).isEqualTo(0L);
    int removed =
        ServiceDatabase.execute("DELETE FROM lethe_key.subject_key WHERE ring = 'foreign'");
    assertThat(removed).isEqualTo(5_000);
  }
}
