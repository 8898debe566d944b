package io.lethe.retention;

import static io.lethe.retention.Samples.MST;
import static io.lethe.retention.Samples.SENS;
import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.Clause;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The policies' own examples, day by day. The clock only moves forward, and so do the tests. */
@QuarkusTest
@TestProfile(RetentionDatesResourceTest.OfItsOwn.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RetentionDatesResourceTest {

  private static final LetheClient LETHE = new LetheClient();

  /** A clock that no other class has moved. */
  public static final class OfItsOwn extends FromAutumn2025 {}

  @Test
  @Order(1)
  @Clause("mst-6y")
  void mst6yRecordIsWholeUntilTheEndOfTheLastDayOfFebruary() {
    // Given what was collected on a day that 2026 does not have
    UUID id = LETHE.accepted(Samples.mst("mst-leap", Instant.parse("2020-02-29T10:00:00Z")));
    JsonPath explained = LETHE.explanation(id);
    assertThat(explained.getString("rules[0].lastDay")).isEqualTo("2026-02-28");
    assertThat(explained.getString("dueAt")).isEqualTo(moscow("2026-03-01T00:00").toString());

    // When a run comes in the last minute of that day
    LETHE.moveTo(moscow("2026-02-28T23:59"));
    JsonPath run = LETHE.run();

    // Then it is whole, and the first run of the next day destroys it
    assertThat(run.getInt("selected")).isZero();
    assertThat(LETHE.state(id)).isEqualTo("ACTIVE");
    LETHE.moveTo(moscow("2026-03-01T00:00"));
    assertThat(LETHE.run().getInt("destroyed")).isEqualTo(1);
    assertThat(LETHE.state(id)).isEqualTo("RECORD_DESTROYED");
  }

  @Test
  @Order(2)
  @Clause("mst-6y")
  void mstAccountDeletedInJanuaryHasTheLawsThirtyDays() {
    // Given a policy that allows sixty days
    UUID id = LETHE.accepted(Samples.mst("mst-deleted", Instant.parse("2025-01-10T10:00:00Z")));

    // When the account is deleted on 31 January
    LETHE.event(MST, "mst-deleted", "account-deleted", moscow("2026-01-31T12:00"));

    // Then it is due at once, and the law's limit counts
    JsonPath explained = LETHE.explanation(id);
    assertThat(explained.getString("deadline")).isEqualTo("2026-03-02");
    assertThat(explained.getString("dueAt")).isEqualTo(moscow("2026-01-31T12:00").toString());
    assertThat(explained.getString("rules.find { it.wins }.stricter")).contains("152-FZ 21(4)");
    assertThat(LETHE.run().getInt("destroyed")).isEqualTo(1);
    assertThat(LETHE.state(id)).isEqualTo("RECORD_DESTROYED");
  }

  @Test
  @Order(3)
  @Clause("sens-5.6")
  void sens56RecordIsDepersonalizedAfterAYearAndDestroyedInTheWeekAfterFive() {
    // Given a user whose last login was on 2025-09-10
    UUID id = LETHE.accepted(Samples.sens("sens-56", moscow("2025-09-10T09:00")));
    LETHE.event(SENS, "sens-56", "last-activity", moscow("2025-09-10T09:00"));

    // When a run comes in the last minute of the year
    LETHE.moveTo(moscow("2026-09-10T23:59"));
    JsonPath early = LETHE.run();

    // Then the record is whole, and the first run of the next day depersonalizes it
    assertThat(early.getInt("selected")).isZero();
    assertThat(LETHE.state(id)).isEqualTo("ACTIVE");
    LETHE.moveTo(moscow("2026-09-11T00:00"));
    assertThat(LETHE.run().getInt("depersonalized")).isEqualTo(1);
    assertThat(LETHE.state(id)).isEqualTo("RECORD_DEPERSONALIZED");
    assertThat(left()).extracting("destroyAfter").containsExactly("2030-09-16");

    // And what is left is there until 2030-09-11 has passed and its Monday has come
    for (String day : List.of("2030-09-11T00:00", "2030-09-11T23:59", "2030-09-15T23:59")) {
      LETHE.moveTo(moscow(day));
      assertThat(LETHE.run().getInt("destroyed")).as(day).isZero();
      assertThat(left()).as(day).hasSize(1);
    }
    LETHE.moveTo(moscow("2030-09-16T00:00"));
    assertThat(LETHE.run().getInt("destroyed")).isEqualTo(1);
    assertThat(left()).isEmpty();
    assertThat(LETHE.state(id)).isEqualTo("RECORD_DEPERSONALIZED");
  }

  private static List<Map<String, Object>> left() {
    return LETHE.depersonalized(SENS, "mandatory");
  }

  private static Instant moscow(String time) {
    return LocalDateTime.parse(time).atZone(ZoneId.of("Europe/Moscow")).toInstant();
  }
}
