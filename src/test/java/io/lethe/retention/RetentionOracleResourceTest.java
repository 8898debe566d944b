package io.lethe.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.access.Role;
import io.lethe.retention.RetentionOracle.Fate;
import io.lethe.retention.RetentionOracle.Kept;
import io.lethe.retention.RetentionOracle.Person;
import io.lethe.retention.RetentionWorkload.Line;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import java.sql.Date;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Random records and events through the API, and {@link RetentionOracle} beside them: at three
 * dates they agree about every record.
 */
@QuarkusTest
@TestProfile(RetentionOracleResourceTest.OfItsOwn.class)
class RetentionOracleResourceTest {

  private static final Logger LOG = Logger.getLogger(RetentionOracleResourceTest.class.getName());
  private static final long SEED = 152_2026;
  private static final int LINES_PER_REQUEST = 25_000;

  private final LetheClient lethe = new LetheClient();
  private final Map<UUID, Kept> records = new HashMap<>();
  private RetentionOracle oracle;
  private RetentionWorkload workload;
  private int step;
  private long accepted;
  private long refused;

  /** A database of its own, so that everything in it can be counted. */
  public static final class OfItsOwn implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "lethe.clock.start", "2026-03-10T09:00:00Z",
          "lethe.scheduler.enabled", "false",
          "lethe.retention.brakes.max-share", "1");
    }
  }

  @Test
  void threeThousandRecordsAreWhereTheOracleSaysAtThreeDates() throws Exception {
    agreeAbout(3_000);
  }

  @Test
  @Tag("proof")
  void hundredThousandRecordsAreWhereTheOracleSaysAtThreeDates() throws Exception {
    agreeAbout(100_000);
  }

  private void agreeAbout(int size) throws Exception {
    // Given records that come in three parts, with events before, between and after
    workload = new RetentionWorkload(SEED, size / 3, this::received);
    oracle = new RetentionOracle(workload.people());
    events(size / 20);
    records(size * 6 / 10);
    events(size * 4 / 10);
    records(size * 2 / 10);
    events(size * 3 / 10);

    // When the clock moves on and runs come, Then they agree each time
    List<String> seen = new ArrayList<>();
    seen.add(agreeAt("2026-09-01T00:00"));
    records(size / 10);
    events(size * 2 / 10);
    seen.add(agreeAt("2027-11-15T00:00"));
    records(size - size * 6 / 10 - size * 2 / 10 - size / 10);
    events(size * 2 / 10);
    seen.add(agreeAt("2032-06-07T12:34"));
    LOG.info(
        () ->
            ("oracle: seed %d, %d records sent, %d of them received, %d lines accepted and %d refused"
                    + " in all, no difference: %s")
                .formatted(SEED, size, records.size(), accepted, refused, String.join("; ", seen)));
  }

  private void records(int count) throws Exception {
    Instant now = lethe.now();
    send("/api/v1/records", count, () -> workload.record(step, now));
  }

  private void events(int count) throws Exception {
    Instant now = lethe.now();
    send("/api/v1/events", count, () -> workload.event(step, now));
  }

  private void send(String path, int count, Supplier<Line> next) throws Exception {
    for (int left = count; left > 0; left -= LINES_PER_REQUEST) {
      step++;
      List<Line> lines = Stream.generate(next).limit(Math.min(left, LINES_PER_REQUEST)).toList();
      try (Stream<String> answers =
          NdjsonClient.post(
              path, lethe.token(Role.PRODUCT), lines.stream().map(Line::json).iterator())) {
        var answer = answers.iterator();
        for (Line line : lines) {
          check(line, answer.next());
        }
        assertThat(answer.next()).contains("summary");
      }
    }
  }

  /** Lines of one request are not told to the oracle before all of them are made. */
  private void check(Line line, String answer) {
    boolean was = answer.contains("\"status\":\"accepted\"");
    assertThat(was).as("%s answered %s", line.json(), answer).isEqualTo(line.accepted());
    if (was) {
      line.onAccepted().accept(answer);
      accepted++;
    } else {
      refused++;
    }
  }

  private void received(Kept record, String answer) {
    String id = answer.replaceFirst(".*\"id\":\"([0-9a-f-]{36})\".*", "$1");
    records.put(UUID.fromString(id), record);
  }

  private String agreeAt(String day) throws Exception {
    Instant now = LocalDateTime.parse(day).atZone(ZoneId.of("Europe/Moscow")).toInstant();
    lethe.moveTo(now);
    try (Tables tables = Tables.connect()) {
      assertThat(Sweeps.late(tables)).isZero();
      JsonPath run = lethe.run();
      oracle.run(now);
      assertThat(run.getInt("failed")).isZero();
      assertThat(Sweeps.late(tables)).isZero();
      assertThat(fates(tables)).isEqualTo(predicted());
      assertThat(left(tables)).isEqualTo(oracle.left());
      assertThat(tables.number("SELECT count(*) FROM erasure WHERE subject_id IS NULL"))
          .isEqualTo(oracle.swept());
      assertThat(tables.number("SELECT count(*) FROM depersonalized.intake")).isZero();
      assertThat(tables.number("SELECT count(*) FROM subject"))
          .isEqualTo(workload.people().stream().filter(Person::known).count());
    }
    answersSay();
    lethe.moveTo(lethe.now().plus(Duration.ofHours(2))); // what is sent next is from after the run
    Map<Fate, Integer> counts = new EnumMap<>(Fate.class);
    records.values().forEach(record -> counts.merge(record.fate, 1, Integer::sum));
    long rows = oracle.left().values().stream().mapToLong(Long::longValue).sum();
    return "%s %s, left %d, swept %d".formatted(day, counts, rows, oracle.swept());
  }

  private Map<UUID, Fate> predicted() {
    Map<UUID, Fate> fates = new HashMap<>();
    records.forEach((id, record) -> fates.put(id, record.fate));
    return fates;
  }

  /** Every record once, from the rows that are whole and from the journal. */
  private static Map<UUID, Fate> fates(Tables tables) {
    Map<UUID, Fate> fates = new HashMap<>();
    for (List<Object> row :
        tables.rows(
            "SELECT id, 'WHOLE' FROM record UNION ALL"
                + " SELECT record_id, action FROM erasure WHERE subject_id IS NOT NULL")) {
      Fate fate =
          switch ((String) row.get(1)) {
            case "WHOLE" -> Fate.WHOLE;
            case "DESTROY" -> Fate.DESTROYED;
            default -> Fate.DEPERSONALIZED;
          };
      assertThat(fates.put((UUID) row.get(0), fate)).as("%s twice", row).isNull();
    }
    return fates;
  }

  private static Map<LocalDate, Long> left(Tables tables) {
    Map<LocalDate, Long> left = new TreeMap<>();
    tables
        .rows("SELECT destroy_after, count(*) FROM depersonalized.record GROUP BY 1")
        .forEach(row -> left.put(((Date) row.get(0)).toLocalDate(), (Long) row.get(1)));
    return left;
  }

  /** A few of each, as callers see them. */
  private void answersSay() {
    Map<Fate, String> codes =
        Map.of(Fate.DESTROYED, "RECORD_DESTROYED", Fate.DEPERSONALIZED, "RECORD_DEPERSONALIZED");
    for (Fate fate : Fate.values()) {
      records.entrySet().stream()
          .filter(record -> record.getValue().fate == fate)
          .limit(3)
          .forEach(
              record -> {
                int status = lethe.record(record.getKey()).extract().statusCode();
                assertThat(status).isEqualTo(fate == Fate.WHOLE ? 200 : 410);
                assertThat(lethe.state(record.getKey()))
                    .isIn(codes.getOrDefault(fate, "ACTIVE"), "WAITING_FOR_EVENT");
              });
    }
  }
}
