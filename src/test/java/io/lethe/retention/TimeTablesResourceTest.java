package io.lethe.retention;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Api;
import io.lethe.access.Role;
import io.lethe.database.Ids;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Problems;
import io.lethe.problem.ProducesCode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Records whose clock is fixed on receipt: a table for each day, which goes as a whole. */
@QuarkusTest
@TestProfile(FromAutumn2025.class)
class TimeTablesResourceTest {

  private static final LetheClient LETHE = new LetheClient();

  private Visits visits;
  private Tables tables;

  @BeforeEach
  void look() throws Exception {
    tables = Tables.connect();
    visits = Visits.fresh("P30D");
  }

  @AfterEach
  void close() throws Exception {
    tables.close();
  }

  private static Instant noon(int daysAgo) {
    return Visits.noon(LETHE.now(), daysAgo);
  }

  private static String midnight(int daysAgo) {
    return Visits.midnight(LETHE.now(), daysAgo).toString();
  }

  private JsonPath run() {
    return LETHE.run(Map.of("policy", visits.policy()));
  }

  private List<UUID> received(int daysAgo, int count) {
    List<Map<String, ?>> records = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      records.add(visits.visit("v-" + i + "-" + UUID.randomUUID(), noon(daysAgo).plusSeconds(i)));
    }
    return LETHE.accepted(records);
  }

  private JsonNode act(JsonPath run) {
    return Api.json(
        Api.get(Role.AUDITOR, "/acts/" + run.getString("acts[0]"))
            .statusCode(200)
            .extract()
            .asString());
  }

  @Test
  void dayOfCollectionIsATableThatIsDroppedWhenAllOfItIsDue() throws Exception {
    // Given two days that are due, of which one ends with the zone's midnight, and one that is not
    List<UUID> first = received(40, 70);
    UUID late = LETHE.accepted(visits.visit("late", noon(40).plusSeconds(43_199)));
    UUID early = LETHE.accepted(visits.visit("early", noon(40).plusSeconds(43_200)));
    List<UUID> young = received(9, 2);
    assertThat(visits.tables(tables)).containsExactly("OPEN", "OPEN", "OPEN");
    assertThat(first).allMatch(Ids::isInTable);
    assertThat(LETHE.record(late).extract().jsonPath().getString("dueAt"))
        .isEqualTo(midnight(40 - 31));

    // When
    JsonPath run = run();

    // Then
    assertThat(run.getInt("destroyed")).isEqualTo(72);
    assertThat(visits.tables(tables)).containsExactly("DROPPED", "DROPPED", "OPEN");
    assertThat(visits.rows(tables)).isEqualTo(2);
    assertThat(LETHE.state(young.get(0))).isEqualTo("ACTIVE");
    assertThat(LETHE.state(early)).isEqualTo("RECORD_DESTROYED");
    assertThat(tables.number("SELECT count(*) FROM erasure WHERE policy = ?", visits.policy()))
        .isZero();
    JsonNode act = act(run);
    assertThat(act.path("counts").path("destroyed").asInt()).isEqualTo(72);
    assertThat(act.path("destruction")).hasSize(1);
    assertThat(act.path("destruction").get(0).path("records").asInt()).isEqualTo(72);
    assertThat(act.path("timeTables")).hasSize(2);
    JsonNode table = act.path("timeTables").get(0);
    assertThat(table.path("from").asText()).isEqualTo(midnight(40));
    assertThat(table.path("until").asText()).isEqualTo(midnight(39));
    assertThat(table.path("records").asInt()).isEqualTo(71);
    assertThat(table.path("subjects").asInt()).isEqualTo(71);
    List<UUID> ids = new ArrayList<>(first);
    ids.add(late);
    assertThat(table.path("root").asText()).isEqualTo(root(ids));
    String log =
        Api.as(Role.AUDITOR, "auditor")
            .accept("text/csv")
            .get("/acts/{id}/event-log", run.getString("acts[0]"))
            .asString();
    assertThat(log.lines()).hasSize(73);
    assertThat(log).contains(", with the time table of ids from " + table.path("firstId").asText());
  }

  @Test
  @ProducesCode({ErrorCode.TIME_TABLE_DROPPED, ErrorCode.RECORD_DESTROYED})
  void droppedTableAnswersForItsIdsAndTakesNothing() {
    // Given
    UUID id = received(40, 1).get(0);
    JsonPath run = run();

    // When somebody asks for it, or is late with another one
    Problems.isProblem(Api.get(Role.PRODUCT, "/records/" + id), ErrorCode.RECORD_DESTROYED)
        .body("act", org.hamcrest.Matchers.equalTo(run.getString("acts[0]")));
    Problems.isRejected(
        sent(visits.visit("late", noon(40))), ErrorCode.TIME_TABLE_DROPPED, "collectedAt");

    // Then the days beside it still take some
    assertThat(received(39, 1)).hasSize(1);
    assertThat(received(41, 1)).hasSize(1);
  }

  @Test
  void whoeverHasNoRecordAnyMoreIsBuriedAndTheOthersAreNot() {
    // Given
    LETHE.accepted(visits.visit("passer-by", noon(40)));
    LETHE.accepted(visits.visit("client", noon(40)));
    LETHE.accepted(visits.account("client", noon(40)));
    LETHE.accepted(visits.visit("regular", noon(40)));
    LETHE.accepted(visits.visit("regular", noon(9)));

    // When
    assertThat(run().getInt("destroyed")).isEqualTo(3);

    // Then
    assertThat(tables.number("SELECT count(*) FROM subject WHERE policy = ?", visits.policy()))
        .isEqualTo(2);
    assertThat(tables.number("SELECT count(*) FROM tombstone WHERE policy = ?", visits.policy()))
        .isEqualTo(1);
    Problems.isRejected(
        sent(visits.visit("passer-by", noon(21))), ErrorCode.SUBJECT_DESTROYED, "subject");
  }

  @Test
  void heldSubjectKeepsItsTableAndTheRestOfItGoesRowByRow() {
    // Given
    UUID held = LETHE.accepted(visits.visit("held", noon(40)));
    List<UUID> others = received(40, 30);
    String hold =
        LETHE
            .place("holds", Map.of("policy", visits.policy(), "subject", "held"))
            .statusCode(201)
            .extract()
            .path("id");

    // When
    JsonPath run = run();

    // Then
    assertThat(run.getInt("held")).isEqualTo(1);
    assertThat(run.getInt("destroyed")).isEqualTo(30);
    assertThat(LETHE.state(held)).isEqualTo("HELD");
    assertThat(others).allMatch(id -> LETHE.state(id).equals("RECORD_DESTROYED"));
    assertThat(visits.tables(tables)).containsExactly("OPEN");
    LETHE.release("holds", hold);
    assertThat(run().getInt("destroyed")).isEqualTo(1);
    assertThat(visits.tables(tables)).containsExactly("DROPPED");
    assertThat(LETHE.state(held)).isEqualTo("RECORD_DESTROYED");
  }

  @Test
  void holdOverARecordThatARestoreHasLostKeepsAllOfItsPerson() throws Exception {
    // Given a hold over one of two days of a person, and a backup that does not know that record
    UUID lost = LETHE.accepted(visits.visit("held", noon(41)));
    UUID kept = LETHE.accepted(visits.visit("held", noon(40)));
    List<UUID> others = received(40, 3);
    LETHE
        .place("holds", Map.of("policy", visits.policy(), "records", List.of(lost)))
        .statusCode(201);
    tables.execute("DELETE FROM record_timed WHERE id = '" + lost + "'");

    // When
    JsonPath run = run();

    // Then
    assertThat(run.getInt("held")).isEqualTo(1);
    assertThat(run.getInt("destroyed")).isEqualTo(3);
    assertThat(LETHE.state(kept)).isEqualTo("HELD");
    assertThat(others).allMatch(id -> LETHE.state(id).equals("RECORD_DESTROYED"));
  }

  @Test
  void holdOverOneRecordKeepsItAlone() {
    // Given
    List<UUID> ids = received(40, 3);
    Map<String, Object> body = Map.of("policy", visits.policy(), "records", ids.subList(0, 1));
    String hold = LETHE.place("holds", body).statusCode(201).extract().path("id");

    // When
    JsonPath run = run();

    // Then
    assertThat(run.getInt("destroyed")).isEqualTo(2);
    assertThat(ids.stream().map(LETHE::state))
        .containsExactly("HELD", "RECORD_DESTROYED", "RECORD_DESTROYED");
    LETHE.release("holds", hold);
    assertThat(run().getInt("destroyed")).isEqualTo(1);
  }

  @Test
  void blockOverTheCategoryKeepsAllOfIt() {
    // Given
    received(40, 3);
    String block =
        LETHE
            .place("blocks", Map.of("policy", visits.policy(), "category", "visit"))
            .statusCode(201)
            .body("covers", org.hamcrest.Matchers.equalTo(3))
            .extract()
            .path("id");

    // When
    JsonPath run = run();

    // Then
    assertThat(run.getInt("blocked")).isEqualTo(3);
    assertThat(run.getInt("destroyed")).isZero();
    assertThat(visits.rows(tables)).isEqualTo(3);
    LETHE.release("blocks", block);
    assertThat(run().getInt("destroyed")).isEqualTo(3);
  }

  @Test
  void longerTermBeforeItHasExpiredKeepsIt() {
    // Given what was collected on a day that is not due by the first version, and on one that is
    Instant young = noon(9);
    Instant old = noon(40);
    UUID id = LETHE.accepted(visits.visit("longer", young));
    UUID expired = LETHE.accepted(visits.visit("expired", old));
    visits.activated(visits.yaml("P90D"));

    // When its first term has run out
    LETHE.moveTo(young.plus(Duration.ofDays(40)));
    JsonPath run = run();

    // Then what had expired by the version before is gone, and its day goes on to take records
    assertThat(run.getInt("destroyed")).isEqualTo(1);
    assertThat(LETHE.state(expired)).isEqualTo("RECORD_DESTROYED");
    assertThat(LETHE.state(id)).isEqualTo("ACTIVE");
    assertThat(visits.tables(tables)).containsExactly("OPEN", "OPEN");
    UUID second = LETHE.accepted(visits.visit("second", old));
    assertThat(LETHE.state(second)).isEqualTo("ACTIVE");
    LETHE.moveTo(young.plus(Duration.ofDays(92)));
    assertThat(run().getInt("destroyed")).isEqualTo(2);
    assertThat(visits.tables(tables)).containsExactly("DROPPED", "DROPPED");
  }

  @Test
  void laterVersionThatCountsFromAnEventLeavesTheRowsToBatches() {
    // Given
    UUID id = received(9, 1).get(0);
    visits.activated(
        visits.yaml("Europe/Moscow", "{from: account-deleted, keep: P1D, then: destroy}"));

    // When
    LETHE.moveTo(LETHE.now().plus(Duration.ofDays(60)));
    assertThat(run().getInt("destroyed")).isZero();

    // Then
    assertThat(LETHE.state(id)).isEqualTo("WAITING_FOR_EVENT");
    UUID ordinary = LETHE.accepted(visits.visit("ordinary", LETHE.now().minusSeconds(60)));
    assertThat(Ids.isInTable(ordinary)).isFalse();
  }

  @Test
  void everyReadCoversTimeTables() {
    // Given
    UUID visit = LETHE.accepted(visits.visit("reader", noon(9)));
    UUID account = LETHE.accepted(visits.account("reader", noon(9)));

    // When
    JsonPath found =
        LETHE
            .as(Role.PRIVACY_OFFICER)
            .body(Map.of("policy", visits.policy(), "subject", "reader"))
            .post("/api/v1/subjects/search")
            .then()
            .statusCode(200)
            .extract()
            .jsonPath();
    String key = found.getString("items[0].key");

    // Then
    assertThat(LETHE.explanation(visit).getString("dueAt")).isEqualTo(midnight(9 - 31));
    assertThat(ids("/records?policy=" + visits.policy() + "&subjectKey=" + key))
        .containsExactlyInAnyOrder(visit.toString(), account.toString());
    assertThat(ids("/records?policy=" + visits.policy() + "&category=visit"))
        .containsExactly(visit.toString());
    LETHE.rectify(visit, Map.of("page", "/changed"));
    assertThat(LETHE.record(visit).extract().jsonPath().getString("fields.page"))
        .isEqualTo("/changed");
    assertThat(Api.get(Role.PRIVACY_OFFICER, "/subjects/" + key + "/export").extract().asString())
        .contains(visit.toString(), account.toString());
  }

  private static JsonNode sent(Map<String, Object> record) {
    return Api.items(Role.PRODUCT, "/records", record).get(0);
  }

  private static List<String> ids(String path) {
    return Api.get(Role.PRODUCT, path).statusCode(200).extract().jsonPath().getList("items.id");
  }

  @Test
  void dryRunCountsWithoutTouching() {
    // Given
    received(40, 5);

    // When
    JsonPath run = LETHE.run(Map.of("policy", visits.policy(), "dryRun", true));

    // Then
    assertThat(run.getInt("destroyed")).isEqualTo(5);
    assertThat(visits.rows(tables)).isEqualTo(5);
  }

  /** As an auditor recomputes it from the ids. */
  private static String root(List<UUID> ids) throws Exception {
    TreeMap<Integer, List<byte[]>> buckets = new TreeMap<>();
    for (UUID id : ids) {
      byte[] bytes =
          ByteBuffer.allocate(16)
              .putLong(id.getMostSignificantBits())
              .putLong(id.getLeastSignificantBits())
              .array();
      buckets.computeIfAbsent(Ids.bucket(id), bucket -> new ArrayList<>()).add(bytes);
    }
    List<byte[]> leaves = new ArrayList<>();
    for (List<byte[]> bucket : buckets.values()) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      bucket.stream().sorted(java.util.Arrays::compareUnsigned).forEach(digest::update);
      leaves.add(hash(0, digest.digest(), new byte[0]));
    }
    return HexFormat.of().formatHex(tree(leaves));
  }

  private static byte[] tree(List<byte[]> leaves) throws Exception {
    if (leaves.size() == 1) {
      return leaves.get(0);
    }
    int split = Integer.highestOneBit(leaves.size() - 1);
    return hash(1, tree(leaves.subList(0, split)), tree(leaves.subList(split, leaves.size())));
  }

  private static byte[] hash(int domain, byte[] left, byte[] right) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    digest.update((byte) domain);
    digest.update(left);
    return digest.digest(right);
  }
}
