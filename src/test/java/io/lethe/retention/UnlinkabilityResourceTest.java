package io.lethe.retention;

import static io.lethe.retention.Samples.SENS;
import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.Api;
import io.lethe.access.Role;
import io.lethe.database.Ids;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What depersonalization leaves, looked at by one who has the whole database: neither transaction
 * nor physical order nor content tells which row was which record.
 */
@QuarkusTest
@TestProfile(FromAutumn2025.class)
class UnlinkabilityResourceTest {

  private static final int GROUPS = 40;
  private static final int PEOPLE = 5;
  private static final int PER_GROUP = 2 * PEOPLE;
  private static final int RECORDS = GROUPS * PER_GROUP;
  private static final String LEFT =
      " FROM depersonalized.record WHERE quasi->>'city' LIKE 'Город %'";

  /** Random order exceeds it in fewer than one of 10^8 runs: six standard deviations. */
  private static final double MOST_CORRELATION = 6 / Math.sqrt(RECORDS - 1);

  private static final LetheClient LETHE = new LetheClient();
  private static final Map<UUID, Integer> GROUP_OF = new HashMap<>();
  private static Tables tables;

  /** One bucket, so one order; a city for each group tells which rows are whose. */
  @BeforeEach
  void batchesHaveDepersonalizedRecordsInTheirOrder() throws Exception {
    if (tables != null) {
      return;
    }
    Instant collected = LETHE.now().minus(Duration.ofDays(400));
    List<String> subjects = subjectsOfOneBucket();
    for (int i = 0; i < GROUPS; i++) {
      int group = i;
      List<Map<String, Object>> records =
          IntStream.range(0, PER_GROUP)
              .mapToObj(n -> Samples.sens(subjects.get(n % PEOPLE), collected, city(group)))
              .toList();
      LETHE.accepted(records).forEach(id -> GROUP_OF.put(id, group));
    }
    subjects.forEach(subject -> LETHE.event(SENS, subject, "last-activity", collected));
    assertThat(LETHE.run().getInt("depersonalized")).isGreaterThanOrEqualTo(RECORDS);
    tables = Tables.connect();
  }

  @AfterAll
  static void close() throws Exception {
    tables.close();
  }

  @Test
  void everyRecordHasLeftARowAndTheIntakeIsEmpty() {
    assertThat(tables.number("SELECT count(*)" + LEFT)).isEqualTo(RECORDS);
    assertThat(tables.number("SELECT count(*) FROM depersonalized.intake")).isZero();
  }

  @Test
  void noTransactionWroteBothARowAndAnythingElse() {
    // Given the transactions of many batches, and those of what they left
    Set<Long> batches =
        new HashSet<>(
            tables.column(
                Long.class,
                "SELECT xmin::text::bigint FROM erasure WHERE record_id = ANY(?)",
                (Object) GROUP_OF.keySet().toArray(new UUID[0])));
    Set<Long> mixed = new HashSet<>(tables.column(Long.class, "SELECT xmin::text::bigint" + LEFT));

    // Then one mixed them all, and it is found in no other table
    assertThat(batches).hasSizeGreaterThanOrEqualTo(RECORDS / 20);
    assertThat(mixed).hasSize(1);
    List<String> others = new ArrayList<>(tables.all());
    others.removeIf(table -> table.startsWith("depersonalized."));
    assertThat(others).contains("public.tombstone", "public.key_erasure", "public.ledger_entry");
    assertThat(others).anyMatch(table -> table.startsWith("public.erasure_"));
    for (String table : others) {
      assertThat(
              tables.number(
                  "SELECT count(*) FROM " + table + " WHERE xmin::text::bigint = ?",
                  mixed.iterator().next()))
          .as(table)
          .isZero();
    }
  }

  @Test
  void physicalOrderAndIdsDoNotFollowTheJournal() {
    // Given a journal that is in the order of the records
    List<Integer> journal =
        tables
            .column(
                UUID.class,
                "SELECT record_id FROM erasure WHERE record_id = ANY(?) ORDER BY tableoid, ctid",
                (Object) GROUP_OF.keySet().toArray(new UUID[0]))
            .stream()
            .map(GROUP_OF::get)
            .toList();
    assertThat(correlation(journal)).isGreaterThan(0.9);

    // When what was left is read in its physical order, and in that of its ids
    List<Integer> physical = groups("ctid");
    List<Integer> byId = groups("id");

    // Then neither follows
    assertThat(Math.abs(correlation(physical))).isLessThan(MOST_CORRELATION);
    assertThat(Math.abs(correlation(byId))).isLessThan(MOST_CORRELATION);
  }

  @Test
  void idsAreRandomAndNothingOfTheSourceIsInAnyColumn() {
    // Given
    List<UUID> ids = tables.column(UUID.class, "SELECT id" + LEFT);
    Set<String> sources = new HashSet<>();
    for (List<Object> row :
        tables.rows(
            "SELECT record_id, subject_id FROM erasure WHERE record_id = ANY(?)",
            (Object) GROUP_OF.keySet().toArray(new UUID[0]))) {
      row.forEach(id -> sources.add(id.toString()));
    }
    sources.addAll(tables.column(String.class, "SELECT encode(token, 'hex') FROM tombstone"));
    sources.addAll(tables.column(String.class, "SELECT encode(token, 'hex') FROM subject_token"));
    sources.addAll(tables.column(String.class, "SELECT unnest(key_ids)::text FROM key_erasure"));

    // When
    String left =
        String.join(
            "\n", tables.column(String.class, "SELECT r::text FROM depersonalized.record r"));

    // Then
    assertThat(ids).allMatch(id -> id.version() == 4 && id.variant() == 2);
    assertThat(sources).hasSizeGreaterThan(RECORDS);
    assertThat(sources.stream().filter(left::contains)).isEmpty();
  }

  @Test
  void noColumnHoldsATimeOrAKey() {
    assertThat(
            tables.rows(
                "SELECT table_name, column_name, data_type FROM information_schema.columns"
                    + " WHERE table_schema = 'depersonalized' AND data_type NOT IN"
                    + " ('text', 'jsonb', 'integer', 'boolean')"))
        .containsExactlyInAnyOrder(
            List.of("intake", "person", "bytea"),
            List.of("record", "id", "uuid"),
            List.of("record", "destroy_after", "date"),
            List.of("intake", "destroy_after", "date"));
  }

  @Test
  void noRowOfAnyTableNamesBothARecordAndAResult() {
    // Given results that were read, so that the register and the ledger tell of them
    UUID result =
        UUID.fromString((String) LETHE.depersonalized(SENS, "mandatory").get(0).get("id"));
    Api.get(
            Role.RESEARCHER,
            "/depersonalized?policy=sens&category=mandatory&after=" + result + "&limit=5")
        .statusCode(200);
    assertThat(both(result)).isEmpty();

    // When a row names both, then it is found
    UUID source = GROUP_OF.keySet().iterator().next();
    tables.execute("CREATE TABLE linked (a uuid, b text)");
    try {
      tables.execute("INSERT INTO linked VALUES ('%s', 'x%s')".formatted(source, result));
      assertThat(both(result)).containsExactly("public.linked");
    } finally {
      tables.execute("DROP TABLE linked");
    }
  }

  /** The tables that have a row with the id of this result, or of any other, and of a source. */
  private static List<String> both(UUID result) {
    Set<String> results = new HashSet<>();
    tables.column(UUID.class, "SELECT id" + LEFT).forEach(id -> results.add(id.toString()));
    results.add(result.toString());
    Set<String> sources = new HashSet<>();
    for (List<Object> row :
        tables.rows(
            "SELECT record_id, subject_id FROM erasure WHERE record_id = ANY(?)",
            (Object) GROUP_OF.keySet().toArray(new UUID[0]))) {
      row.forEach(id -> sources.add(id.toString()));
    }
    return tables.all().stream()
        .filter(
            table ->
                tables
                    .column(String.class, "SELECT whole_row::text FROM " + table + " AS whole_row")
                    .stream()
                    .anyMatch(
                        row ->
                            results.stream().anyMatch(row::contains)
                                && sources.stream().anyMatch(row::contains)))
        .toList();
  }

  /** Found by trying: a record's id tells the bucket of its subject. None of these is due. */
  private static List<String> subjectsOfOneBucket() {
    Map<Integer, List<String>> byBucket = new HashMap<>();
    while (true) {
      List<String> tried =
          IntStream.range(0, Ids.BUCKETS).mapToObj(i -> "linked-" + UUID.randomUUID()).toList();
      Instant now = LETHE.now();
      List<UUID> ids =
          LETHE.accepted(tried.stream().map(subject -> Samples.sens(subject, now)).toList());
      for (int i = 0; i < ids.size(); i++) {
        List<String> found =
            byBucket.computeIfAbsent(Ids.bucket(ids.get(i)), bucket -> new ArrayList<>());
        found.add(tried.get(i));
        if (found.size() == PEOPLE) {
          return found;
        }
      }
    }
  }

  private static List<Integer> groups(String order) {
    return tables
        .column(String.class, "SELECT quasi->>'city'" + LEFT + " ORDER BY " + order)
        .stream()
        .map(city -> Integer.parseInt(city.substring(city.indexOf(' ') + 1)))
        .toList();
  }

  private static String city(int group) {
    return "Город " + group;
  }

  /** Pearson's correlation of position and group, which is Spearman's for groups of one size. */
  private static double correlation(List<Integer> groups) {
    int n = groups.size();
    double meanPosition = (n - 1) / 2.0;
    double meanGroup = groups.stream().mapToInt(Integer::intValue).average().orElseThrow();
    double together = 0;
    double positions = 0;
    double values = 0;
    for (int i = 0; i < n; i++) {
      double position = i - meanPosition;
      double group = groups.get(i) - meanGroup;
      together += position * group;
      positions += position * position;
      values += group * group;
    }
    return together / Math.sqrt(positions * values);
  }
}
