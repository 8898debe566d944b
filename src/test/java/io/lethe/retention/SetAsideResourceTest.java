package io.lethe.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.access.Role;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Records that the database does not let go. */
@QuarkusTest
@TestProfile(SetAsideResourceTest.OfItsOwn.class)
class SetAsideResourceTest {

  private static final LetheClient LETHE = new LetheClient();

  private final Shop shop = Shop.fresh();

  /** A clock that no other class has moved. */
  public static final class OfItsOwn extends FromAutumn2025 {}

  @BeforeEach
  void policy() throws Exception {
    shop.saved("anna", shop.yaml("", Shop.rule("collected", "P1Y", "destroy")));
    shop.post("anna", 1, "activate").statusCode(200);
    execute(
        """
        CREATE FUNCTION refuse_poison() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF OLD.id IN (SELECT id FROM poison) THEN
            RAISE EXCEPTION 'value of %', OLD.data;
          END IF;
          RETURN OLD;
        END $$
        """);
    execute("CREATE TABLE poison (id uuid)");
    execute(
        "CREATE TRIGGER poison BEFORE DELETE ON record FOR EACH ROW EXECUTE FUNCTION refuse_poison()");
  }

  @AfterEach
  void clean() throws Exception {
    execute("DROP TRIGGER poison ON record");
    execute("DROP FUNCTION refuse_poison()");
    execute("DROP TABLE poison");
  }

  private static void execute(String sql) throws Exception {
    try (Tables tables = Tables.connect()) {
      tables.execute(sql);
    }
  }

  private static void poison(UUID record) throws Exception {
    execute("INSERT INTO poison VALUES ('" + record + "')");
  }

  private static long number(String sql, Object... arguments) throws Exception {
    try (Tables tables = Tables.connect()) {
      return tables.number(sql, arguments);
    }
  }

  /** Records of a subject are of one bucket; those of one unit are of several. */
  private List<UUID> received(int subjects, int each) {
    List<Map<String, ?>> records = new ArrayList<>();
    for (int i = 0; i < subjects * each; i++) {
      records.add(shop.record("p-" + i % subjects, "2024-01-1" + i % 10 + "T09:00:00Z"));
    }
    return LETHE.accepted(records);
  }

  private JsonPath run() {
    return LETHE.run(Map.of("policy", shop.policy()));
  }

  @Test
  void rowThatCannotBeActedOnKeepsNoOther() throws Exception {
    // Given sixty records of a person, and one of each of ten others, two of which are poison
    List<UUID> bucket = received(1, 60);
    List<UUID> others = received(10, 1);
    poison(bucket.get(31));
    poison(others.get(4));

    // When
    JsonPath run = run();

    // Then
    assertThat(run.getString("state")).isEqualTo("COMPLETED");
    assertThat(run.getInt("destroyed")).isEqualTo(68);
    assertThat(run.getInt("failed")).isEqualTo(2);
    assertThat(LETHE.state(bucket.get(31))).isEqualTo("DUE");
    assertThat(LETHE.state(others.get(4))).isEqualTo("DUE");
    assertThat(
            number(
                "SELECT count(*) FROM set_aside WHERE policy = ? AND error LIKE '%P0001%'"
                    + " AND error NOT LIKE '%value%' AND times = 1",
                shop.policy()))
        .isEqualTo(2);

    // And they are left alone for a day, and acted on when they can be
    assertThat(run().getInt("selected")).isZero();
    LETHE.moveTo(LETHE.now().plus(Duration.ofHours(25)));
    assertThat(run().getInt("failed")).isEqualTo(2);
    execute("DELETE FROM poison");
    LETHE.moveTo(LETHE.now().plus(Duration.ofHours(25)));
    assertThat(run().getInt("selected")).isZero();
    LETHE.moveTo(LETHE.now().plus(Duration.ofHours(24)));
    assertThat(run().getInt("destroyed")).isEqualTo(2);
    assertThat(number("SELECT count(*) FROM set_aside WHERE policy = ?", shop.policy())).isZero();
  }

  @Test
  void rowThatSomebodyHasLockedIsWaitedFor() throws Exception {
    // Given
    List<UUID> records = received(3, 1);
    UUID id;
    try (Tables other = Tables.connect()) {
      other.connection().setAutoCommit(false);
      other.rows("SELECT 1 FROM record WHERE id = ? FOR UPDATE", records.get(1));

      // When
      id = LETHE.startRun(Map.of("policy", shop.policy()));
      Awaiting.until(Duration.ofSeconds(20), () -> seen(id), run -> run.getInt("destroyed") == 2);
      for (int i = 0; i < 5; i++) {
        assertThat(seen(id).getString("finishedAt")).isNull();
      }
      other.connection().rollback();
    }

    // Then
    assertThat(ended(id).getInt("destroyed")).isEqualTo(3);
  }

  @Test
  void failureOfTheDatabaseSetsNothingAside() throws Exception {
    // Given
    List<UUID> records = received(3, 5);
    execute("ALTER TABLE blind_index RENAME TO no_index");

    // When
    UUID id = LETHE.startRun(Map.of("policy", shop.policy()));
    JsonPath run = ended(id);
    execute("ALTER TABLE no_index RENAME TO blind_index");

    // Then
    assertThat(run.getString("state")).isEqualTo("FAILED");
    assertThat(number("SELECT count(*) FROM set_aside WHERE policy = ?", shop.policy())).isZero();
    assertThat(run().getInt("destroyed")).isEqualTo(records.size());
  }

  private static JsonPath ended(UUID run) {
    return Awaiting.until(
        Duration.ofSeconds(60), () -> seen(run), seen -> seen.get("finishedAt") != null);
  }

  private static JsonPath seen(UUID run) {
    return LETHE
        .as(Role.AUDITOR)
        .get("/api/v1/retention/runs/{id}", run)
        .then()
        .extract()
        .jsonPath();
  }
}
