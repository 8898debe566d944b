package io.lethe.retention;

import static io.lethe.retention.Samples.SENS;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Activity is lazy: it writes the subject and nothing else. */
@QuarkusTest
@TestProfile(FromAutumn2025.class)
class OneRowPerActivityResourceTest {

  private static final int RECORDS = 1_000;
  private static final LetheClient LETHE = new LetheClient();

  @Test
  void activityOfASubjectWithAThousandRecordsWritesOneRow() throws Exception {
    // Given
    String subject = "busy-" + UUID.randomUUID();
    Instant now = LETHE.now();
    List<UUID> ids = LETHE.accepted(Collections.nCopies(RECORDS, Samples.sens(subject, now)));
    try (Tables tables = Tables.connect()) {
      UUID key =
          tables
              .column(UUID.class, "SELECT subject_id FROM record WHERE id = ?", ids.get(0))
              .get(0);
      long rows = tables.number("SELECT count(*) FROM record WHERE subject_id = ?", key);
      assertThat(rows).isEqualTo(RECORDS);

      // When
      LETHE.event(SENS, subject, "last-activity", now);

      // Then its transaction is the last one of the subject's row, and of no other row anywhere
      long active = tables.number("SELECT xmin::text::bigint FROM subject WHERE id = ?", key);
      assertThat(writtenBy(tables, active)).isEqualTo(Map.of("public.subject", 1L));

      // And the same look sees the thousand that an event of another kind lowers
      LETHE.event(SENS, subject, "account-deleted", now);
      long deleted =
          tables.number("SELECT xmin::text::bigint FROM subject_event WHERE subject_id = ?", key);
      assertThat(writtenBy(tables, deleted))
          .isEqualTo(Map.of("public.subject_event", 1L, "public.record", (long) RECORDS));
    }
    LETHE.run(); // leaves nothing that is due
  }

  @Test
  void firstActivityOfASubjectWhoseRecordsARunHasPostponedWritesOneRow() throws Exception {
    // Given records whose clock has not started though its term would have passed
    String subject = "waiting-" + UUID.randomUUID();
    Instant collected = LETHE.now().minus(Duration.ofDays(500));
    List<UUID> ids = LETHE.accepted(Collections.nCopies(RECORDS, Samples.sens(subject, collected)));
    LETHE.run();
    try (Tables tables = Tables.connect()) {
      UUID key =
          tables
              .column(UUID.class, "SELECT subject_id FROM record WHERE id = ?", ids.get(0))
              .get(0);
      assertThat(LETHE.state(ids.get(0))).isEqualTo("WAITING_FOR_EVENT");

      // When
      LETHE.event(SENS, subject, "last-activity", LETHE.now());

      // Then
      long active = tables.number("SELECT xmin::text::bigint FROM subject WHERE id = ?", key);
      assertThat(writtenBy(tables, active)).isEqualTo(Map.of("public.subject", 1L));
      assertThat(LETHE.state(ids.get(0))).isEqualTo("ACTIVE");
    }
  }

  /** Number of rows whose newest version this transaction has written, by table. */
  private static Map<String, Long> writtenBy(Tables tables, long transaction) {
    Map<String, Long> written = new TreeMap<>();
    for (String table : tables.all()) {
      long rows =
          tables.number(
              "SELECT count(*) FROM " + table + " WHERE xmin::text::bigint = ?", transaction);
      if (rows > 0) {
        written.put(table, rows);
      }
    }
    return written;
  }
}
