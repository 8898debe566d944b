package io.lethe.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.Api;
import io.lethe.access.Role;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** A replica that does not know yet what another one has activated, and whatever it does next. */
@QuarkusTest
@TestProfile(StaleReplicaResourceTest.ThatNeverLooks.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StaleReplicaResourceTest {

  private static final LetheClient LETHE = new LetheClient();

  private final Shop shop = Shop.fresh();

  /** It learns of an activation only when it meets one. */
  public static final class ThatNeverLooks extends FromAutumn2025 {
    @Override
    public Map<String, String> getConfigOverrides() {
      Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
      settings.put("lethe.policies.reload-every", "24h");
      return settings;
    }
  }

  @BeforeEach
  void firstVersion() {
    shop.saved("anna", shop.yaml("", Shop.rule("order-closed", "P3Y", "destroy")));
    shop.post("anna", 1, "activate").statusCode(200);
  }

  @Test
  @Order(0)
  void batchDoesNotActByACalendarThatWasAddedToElsewhere() throws Exception {
    // Given a record that is due on the next working day by what is known here
    Shop own = Shop.fresh();
    String calendar = "stale-" + own.policy();
    Api.send(
            Role.PRIVACY_OFFICER,
            "/calendars/" + calendar,
            "text/csv",
            "date,works\n2024-01-01,no\n")
        .statusCode(201);
    own.saved("anna", own.yaml("calendar: " + calendar, Shop.rule("collected", "P1BD", "destroy")));
    own.post("anna", 1, "activate").statusCode(200);
    UUID record = LETHE.accepted(own.record("stale", "2025-09-08T09:00:00Z"));
    assertThat(LETHE.explanation(record).getString("dueAt")).isEqualTo("2025-09-09T21:00:00Z");

    // When another replica adds the year, in which the next three days are off
    try (Tables tables = Tables.connect()) {
      tables.execute(
          ("INSERT INTO calendar_version (name, version, hash, csv, author, created_at, epoch,"
                  + " effective_at) SELECT '%s', 2, 'hash',"
                  + " E'date,works\n2025-09-09,no\n2025-09-10,no\n2025-09-11,no\n', 'boris', now(),"
                  + " 1 + count(*), now() FROM calendar_version WHERE epoch > 0")
              .formatted(calendar));
    }
    int destroyed = LETHE.run(Map.of("policy", own.policy())).getInt("destroyed");

    // Then
    assertThat(destroyed).isZero();
    assertThat(LETHE.explanation(record).getString("dueAt")).isEqualTo("2025-09-12T21:00:00Z");
  }

  /** What another replica does. */
  private void activateElsewhere(String... rules) throws Exception {
    int version = shop.saved("anna", shop.yaml("", rules));
    try (Tables tables = Tables.connect()) {
      tables.execute(
          "UPDATE policy_version SET state = 'RETIRED' WHERE state = 'ACTIVE' AND policy = '%s'"
              .formatted(shop.policy()));
      tables.execute(
          "UPDATE policy_version SET state = 'ACTIVE', activated_at = '%s' WHERE policy = '%s' AND version = %d"
              .formatted(LETHE.now(), shop.policy(), version));
    }
  }

  private static Instant stored(UUID record) throws Exception {
    try (Tables tables = Tables.connect()) {
      return tables
          .column(Timestamp.class, "SELECT due_at FROM record WHERE id = ?", record)
          .get(0)
          .toInstant();
    }
  }

  @Test
  void recordIsProtectedByTheVersionThatItDidNotKnow() throws Exception {
    // Given
    activateElsewhere(Shop.rule("collected", "P1Y", "destroy"));

    // When
    UUID id = LETHE.accepted(shop.record("s-1", "2025-09-01T12:00:00Z"));

    // Then
    assertThat(LETHE.explanation(id).getInt("policyVersion")).isEqualTo(2);
    assertThat(stored(id)).isEqualTo(Instant.parse("2026-09-01T21:00:00Z"));
  }

  @Test
  void eventLowersByTheVersionThatItDidNotKnow() throws Exception {
    // Given
    UUID id = LETHE.accepted(shop.record("s-2", "2025-09-01T12:00:00Z"));
    activateElsewhere(Shop.rule("order-closed", "P1Y", "destroy"));

    // When
    LETHE.event(shop.policy(), "s-2", "order-closed", Instant.parse("2025-09-05T12:00:00Z"));

    // Then
    assertThat(stored(id)).isEqualTo(Instant.parse("2026-09-05T21:00:00Z"));
    assertThat(LETHE.explanation(id).getInt("termsVersion")).isEqualTo(2);
  }

  @Test
  @Order(Integer.MAX_VALUE) // it moves the clock
  void runSparesWhatTheVersionThatItDidNotKnowExtends() throws Exception {
    // Given a record that would be due, had its term not been extended in time
    UUID id = LETHE.accepted(shop.record("s-3", "2022-09-01T12:00:00Z"));
    LETHE.event(shop.policy(), "s-3", "order-closed", LETHE.now().minusSeconds(60));
    activateElsewhere(Shop.rule("order-closed", "P5Y", "destroy"));

    // When a run comes after three years
    LETHE.moveTo(Instant.parse("2028-12-01T00:00:00Z"));
    LETHE.run(Map.of("policy", shop.policy()));

    // Then
    assertThat(LETHE.state(id)).isEqualTo("ACTIVE");
  }
}
