package io.lethe.key;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Await;
import io.lethe.Installation;
import io.lethe.Sql;
import io.lethe.TestPostgres;
import io.lethe.problem.ErrorCode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every ring, and the key encryption key in Vault, is rotated, rewrapped and rid of its first
 * version under two replicas, one of which is killed, while their clients go on as if nothing
 * happened.
 */
@Tag("slow")
class KeyRotationIT {

  private static final String POLICY = "club";
  private static final List<String> RINGS =
      List.of("data", "subject", "pseudonym", "index", "format");
  private static final int GONE = 40;
  private static final int SAMPLE = 25;
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  @TempDir Path directory;

  private Sql sql;
  private Replicas replicas;
  private ClubApi club;
  private Members members;

  @Test
  void twoThousandRecordsMoveToNewKeysUnderTheirClients() throws Exception {
    rotate(2_000, "-Xmx256m", "-XX:TieredStopAtLevel=1");
  }

  @Test
  @Tag("proof")
  void twoHundredThousandRecordsMoveToNewKeysUnderTheirClients() throws Exception {
    rotate(200_000, "-Xmx256m");
  }

  /** It looks for other keys once, as it starts, and is not waited for a second later. */
  @Test
  void replicaThatHasNotHeardOfTheNextVersionAnswersByItAllTheSame() throws Exception {
    Map<String, String> silent = new HashMap<>(Replicas.SETTINGS);
    silent.put("lethe.key-rings.refresh-every", "3600s");
    silent.put("lethe.key-rings.replica-timeout", "1s");
    try (Installation lethe = Installation.create(TestPostgres.fresh(), directory, silent)) {
      // Given
      replicas = new Replicas(lethe, "-Xmx256m", "-XX:TieredStopAtLevel=1");
      club = ClubApi.open(replicas.start(), POLICY);
      replicas.start();
      Person person = new Person(POLICY, 1);
      String record = client(1).accepted(List.of(person.member())).get(0).path("id").asText();
      String key = client(1).byPhone(person);
      List<String> first = client(1).computed(person);

      // When
      club.rotate("pseudonym");

      // Then
      List<String> second = client(1).computed(person);
      assertThat(second).hasSize(2).containsAll(first);

      // When
      club.rotate("pseudonym");

      // Then
      List<String> third = client(0).computed(person);
      assertThat(client(1).upgraded(third)).containsOnly(third.get(2));
      for (String ring : List.of("subject", "index", "data")) {
        club.rotate(ring);
        club.rewrap(ring);
        assertThat(client(1).byReference(person))
            .isEqualTo(key)
            .isEqualTo(client(1).byPhone(person));
        assertThat(client(1).name(record)).isEqualTo(person.name());
      }
    }
  }

  private void rotate(int count, String... options) throws Exception {
    try (VaultDouble vault = new VaultDouble();
        Installation lethe = Installation.create(TestPostgres.fresh(), directory, settings(vault));
        Sql opened = Sql.open(lethe.database());
        Traffic traffic = new Traffic()) {
      // Given
      sql = opened;
      replicas = new Replicas(lethe, options);
      club = ClubApi.open(replicas.start(), POLICY);
      members = Members.receive(club.api(), POLICY, count / 2, GONE);
      String ofFirst = dryRun();
      Map<String, String> wrapped = wrapped();
      replicas.start();
      new Busy(traffic, replicas, members).start();
      traffic.awaitMore(1, 1);
      everyCategoryJoins();

      // When
      RINGS.forEach(this::rotateOne);
      rotateKeyEncryptionKey(vault);
      Map<String, String> wrappedAnew = wrapped();
      traffic.awaitMore(1, 1);
      List<JsonNode> jobs = new ArrayList<>();
      for (String ring : List.of("data", "subject", "index", "format")) {
        jobs.add(club.rewrap(ring));
      }
      JsonNode taken = rewrapThroughAKill("pseudonym", count, ofFirst);
      List<String> kept = client(1).upgraded(sample(members.memberDevices()));
      assertThat(client(0).upgraded(sample(members.visitDevices()))).isEqualTo(kept);
      RINGS.forEach(ring -> destroyOne(traffic, ring));
      traffic.awaitMore(SAMPLE, SAMPLE);
      traffic.stop();

      // Then
      System.out.println(summary(count, jobs, taken, traffic));
      assertThat(traffic.failures()).isEmpty();
      nobodyIsTwo(members.count() + traffic.created().size());
      everyCategoryJoins();
      everybodyIsStillKnown(kept);
      nothingIsLeftOf(wrapped);
      nothingIsLeftOf(wrappedAnew);
    }
  }

  private static Map<String, String> settings(VaultDouble vault) {
    Map<String, String> settings = new HashMap<>(Replicas.SETTINGS);
    settings.putAll(vault.settings());
    return settings;
  }

  private ClubClient client(int place) {
    return new ClubClient(replicas, place, POLICY);
  }

  /** A job of the only replica that is there: by it, its later ones are told. */
  private String dryRun() {
    JsonNode job = club.done(club.order("data", "/rewrap", Map.of("dryRun", true)));
    return job.path("id").asText();
  }

  /** The first version of each ring as it is stored, in hexadecimal digits. */
  private Map<String, String> wrapped() {
    Map<String, String> wrapped = new LinkedHashMap<>();
    RINGS.forEach(
        ring ->
            wrapped.put(
                ring,
                sql.column(
                        "SELECT encode(wrapped, 'hex') FROM lethe_key.key_ring_version"
                            + " WHERE version = 1 AND ring = '"
                            + club.ring(ring)
                            + "'")
                    .get(0)));
    return wrapped;
  }

  private void rotateOne(String ring) {
    club.rotate(ring);
    assertThat(club.version(ring, 1).path("state").asText()).isEqualTo("RETIRED");
    assertThat(club.version(ring, 1).path("uses").asLong()).isPositive();
    assertThat(club.refusal(ring, 1)).isEqualTo(ErrorCode.KEY_IN_USE.name());
  }

  /** Every key of every ring is wrapped anew; what the first version wrapped opens no more. */
  private void rotateKeyEncryptionKey(VaultDouble vault) {
    long keys = club.version(KekRing.NAME, 1).path("uses").asLong();
    assertThat(club.rotate(KekRing.NAME).path("moved").asLong()).isEqualTo(keys).isPositive();
    assertThat(club.version(KekRing.NAME, 1).path("uses").asLong()).isZero();
    assertThat(club.version(KekRing.NAME, 2).path("uses").asLong()).isEqualTo(keys);
    vault.openOnlyFrom(2);
  }

  /** In at least four batches; whoever works on them is killed after the first of them. */
  private JsonNode rewrapThroughAKill(String ring, int count, String ofFirst) throws Exception {
    JsonNode job = club.order(ring, "/rewrap", Map.of("rowsPerSecond", count / 4));
    String id = job.path("id").asText();
    Await.until(PATIENCE, () -> club.job(id), seen -> seen.path("moved").asLong() > 0);
    int owner = Replicas.owner(sql, id, List.of(ofFirst));
    replicas.kill(owner);
    club = new ClubApi(replicas.api(1 - owner), POLICY);
    long moved = club.job(id).path("moved").asLong();
    assertThat(moved).isLessThan(count);
    Await.until(PATIENCE, () -> Replicas.owner(sql, id, List.of(ofFirst)), by -> by != owner);
    replicas.restart(owner);
    return club.done(job);
  }

  private void destroyOne(Traffic traffic, String ring) {
    assertThat(club.version(ring, 1).path("uses").asLong()).isZero();
    traffic.whenNothingIsKept(() -> club.destroy(ring, 1));
    assertThat(club.version(ring, 1).path("state").asText()).isEqualTo("DESTROYED");
  }

  /** As many subjects as references were ever sent, and as many tokens, all of them of now. */
  private void nobodyIsTwo(int references) {
    for (String what :
        List.of(
            "count(*) FROM subject WHERE policy = 'club'",
            "count(*) FROM subject_token WHERE policy = 'club'",
            "count(DISTINCT subject_id) FROM subject_token WHERE policy = 'club' AND version = 2",
            "count(DISTINCT subject_id) FROM record WHERE policy = 'club'")) {
      assertThat(sql.number("SELECT " + what)).as(what).isEqualTo(references);
    }
    assertThat(sql.number("SELECT count(*) FROM tombstone WHERE version = 2")).isEqualTo(GONE);
    assertThat(sql.number("SELECT count(*) FROM tombstone")).isEqualTo(GONE);
  }

  /** A member's record and visit have one device while they are under one version. */
  private void everyCategoryJoins() {
    assertThat(
            sql.column(
                """
                SELECT DISTINCT m.data ->> 'device' = v.data ->> 'device'
                FROM record m JOIN record v USING (bucket, subject_id, pseudonym_version)
                WHERE m.category = 'member' AND v.category = 'visit'
                """))
        .containsExactly("t");
  }

  /** By each replica, those who were there before are found, opened, received and pseudonymized. */
  private void everybodyIsStillKnown(List<String> kept) throws IOException {
    for (int place = 0; place < replicas.count(); place++) {
      ClubClient client = client(place);
      for (int i = 0; i < SAMPLE; i++) {
        Person person = client.person(numbers().get(i));
        String key = client.byReference(person);
        client.accepted(List.of(person.member(), person.visit()));
        assertThat(client.byReference(person)).isEqualTo(key).isEqualTo(client.byPhone(person));
        assertThat(client.name(members.record(person.number()))).isEqualTo(person.name());
        assertThat(client.devices(key)).containsOnly(kept.get(i));
        assertThat(client.computed(person)).containsExactly(kept.get(i));
        client.refusedAsDestroyed(client.person(Members.DESTROYED + i % GONE));
      }
      assertThat(client.refusedUpgrades(sample(members.memberDevices())))
          .hasSize(SAMPLE)
          .containsOnly(ErrorCode.KEY_DESTROYED.name());
    }
  }

  private List<Integer> numbers() {
    int apart = members.count() / SAMPLE;
    return IntStream.range(0, SAMPLE).map(i -> i * apart).boxed().toList();
  }

  private List<String> sample(List<String> devices) {
    return numbers().stream().map(devices::get).toList();
  }

  /** Neither in a row nor in what rows have left in the table's file. */
  private void nothingIsLeftOf(Map<String, String> wrapped) {
    assertThat(
            sql.number(
                "SELECT count(wrapped) FROM lethe_key.key_ring_version"
                    + " WHERE version = 1 AND ring LIKE 'club-%'"))
        .isZero();
    sql.execute("CHECKPOINT");
    String file =
        sql.column(
                "SELECT encode(pg_read_binary_file("
                    + "pg_relation_filepath('lethe_key.key_ring_version')), 'hex')")
            .get(0);
    wrapped.forEach((ring, bytes) -> assertThat(file.contains(bytes)).as(ring).isFalse());
  }

  private static String summary(int count, List<JsonNode> jobs, JsonNode taken, Traffic traffic) {
    double rate =
        jobs.stream().mapToLong(job -> job.path("rowsPerSecond").asLong()).average().orElseThrow();
    return ("rotation: %,d records, 5 rings and the key encryption key, 1 kill;"
            + " rewrapped at %,.0f rows/s, through the kill %,d; %s")
        .formatted(count, rate, taken.path("rowsPerSecond").asLong(), traffic.text());
  }
}
