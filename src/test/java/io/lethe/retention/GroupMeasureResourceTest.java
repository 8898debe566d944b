package io.lethe.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The measuring SQL, against published tables and against a plain oracle. */
@QuarkusTest
@TestProfile(FromAutumn2025.class)
class GroupMeasureResourceTest {

  /** Rows are those of nobody else, and are rolled back. */
  private static final String POLICY = "measured";

  /**
   * Inpatient microdata: zip code, age, nationality, condition.
   *
   * <p><b>Source</b>: Machanavajjhala, Kifer, Gehrke, Venkitasubramaniam, l-Diversity: Privacy
   * Beyond k-Anonymity, ACM TKDD 1(1), 2007 (ICDE 2006), figure 1.
   */
  private static final List<Patient> FIGURE_1 =
      List.of(
          new Patient("13053", 28, "Russian", "heart disease"),
          new Patient("13068", 29, "American", "heart disease"),
          new Patient("13068", 21, "Japanese", "viral infection"),
          new Patient("13053", 23, "American", "viral infection"),
          new Patient("14853", 50, "Indian", "cancer"),
          new Patient("14853", 55, "Russian", "heart disease"),
          new Patient("14850", 47, "American", "viral infection"),
          new Patient("14850", 49, "American", "viral infection"),
          new Patient("13053", 31, "American", "cancer"),
          new Patient("13053", 37, "Indian", "cancer"),
          new Patient("13068", 36, "Japanese", "cancer"),
          new Patient("13068", 35, "American", "cancer"));

  private Tables tables;

  @BeforeEach
  void begin() throws SQLException {
    tables = Tables.connect();
    tables.connection().setAutoCommit(false);
  }

  @AfterEach
  void rollBack() throws SQLException {
    tables.connection().rollback();
    tables.close();
  }

  @Test
  void everyPatientOfThePublishedTableIsUnique() {
    // When
    FIGURE_1.forEach(
        p ->
            insert(
                Map.of("zip", p.zip(), "age", "" + p.age(), "nationality", p.nationality()),
                Map.of("condition", p.condition())));

    // Then
    assertThat(measure()).isEqualTo(new Measure(12, 12, 0, 12, 1L, 12, "condition=1"));
  }

  /** Figure 2; its third class is all cancer, which is the paper's homogeneity attack. */
  @Test
  void publishedTableIs4AnonymousAndNotDiverse() {
    // When
    FIGURE_1.forEach(
        p ->
            insert(
                Map.of(
                    "zip", p.age() < 40 ? p.zip().substring(0, 3) : p.zip().substring(0, 4),
                    "age", p.age() < 30 ? "< 30" : p.age() < 40 ? "3*" : ">= 40"),
                Map.of("condition", p.condition())));

    // Then
    assertThat(measure()).isEqualTo(new Measure(12, 12, 0, 3, 4L, 0, "condition=1"));
  }

  /** Figure 3. */
  @Test
  void publishedTableIs4AnonymousAnd3Diverse() {
    // When
    FIGURE_1.forEach(
        p ->
            insert(
                Map.of("zip", p.zip().substring(0, 4), "age", p.age() <= 40 ? "<= 40" : "> 40"),
                Map.of("condition", p.condition())));

    // Then
    assertThat(measure()).isEqualTo(new Measure(12, 12, 0, 3, 4L, 0, "condition=3"));
  }

  /**
   * Nine patients in classes of three, of Li, Li, Venkatasubramanian, t-Closeness: Privacy Beyond
   * k-Anonymity and l-Diversity, ICDE 2007. The paper gives its t; k and l are counted by hand.
   */
  @Test
  void tableOfTwoSensitiveFieldsHasAnLOfEach() {
    // When
    List.of(
            "4767,<= 40,3,gastric ulcer",
            "4767,<= 40,5,stomach cancer",
            "4767,<= 40,9,pneumonia",
            "4790,> 40,6,gastritis",
            "4790,> 40,11,flu",
            "4790,> 40,8,bronchitis",
            "4760,<= 40,4,gastritis",
            "4760,<= 40,7,bronchitis",
            "4760,<= 40,10,stomach cancer")
        .forEach(
            line -> {
              String[] row = line.split(",");
              insert(
                  Map.of("zip", row[0], "age", row[1]),
                  Map.of("salary", row[2], "disease", row[3]));
            });

    // Then
    assertThat(measure()).isEqualTo(new Measure(9, 9, 0, 3, 3L, 0, "disease=3,salary=3"));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void sqlMeasuresWhatAnOracleDoes(long seed) {
    // Given rows of few values, some without quasi-identifiers, fields, or a person of their own
    Random random = new Random(seed);
    int values = 1 + random.nextInt(4);
    List<Row> rows = new ArrayList<>();
    int size = 1 + random.nextInt(60);
    for (int i = 0; i < size; i++) {
      Map<String, String> quasi = random.nextInt(8) == 0 ? Map.of() : some(random, "qr", values);
      rows.add(new Row(quasi, random.nextInt(5) > 0, some(random, "abc", values)));
    }

    // When
    rows.forEach(row -> insert(row.quasi(), row.counts(), row.data()));

    // Then
    assertThat(measure()).as("seed %d", seed).isEqualTo(oracle(rows));
  }

  /** Each field absent, null, or one of the values. */
  private static Map<String, String> some(Random random, String fields, int values) {
    Map<String, String> some = new TreeMap<>();
    for (char field : fields.toCharArray()) {
      int value = random.nextInt(values + 2);
      if (value > 0) {
        some.put(String.valueOf(field), value > values ? null : "v" + value);
      }
    }
    return some;
  }

  private static Measure oracle(List<Row> rows) {
    Map<Map<String, String>, List<Row>> classes =
        rows.stream().collect(Collectors.groupingBy(Row::quasi));
    long people = 0;
    long suppressed = 0;
    long uniques = 0;
    Long k = null;
    Map<String, Long> diversity = new HashMap<>();
    for (Map.Entry<Map<String, String>, List<Row>> one : classes.entrySet()) {
      long in = Math.max(1, one.getValue().stream().filter(Row::counts).count());
      people += in;
      if (one.getKey().isEmpty()) {
        suppressed = in;
        continue;
      }
      k = k == null ? in : Math.min(k, in);
      uniques += in == 1 ? 1 : 0;
      Map<String, Set<String>> seen = new HashMap<>();
      for (Row row : one.getValue()) {
        row.data()
            .forEach(
                (field, value) -> {
                  if (value != null) {
                    seen.computeIfAbsent(field, f -> new HashSet<>()).add(value);
                  }
                });
      }
      seen.forEach((field, all) -> diversity.merge(field, (long) all.size(), Math::min));
    }
    String order =
        diversity.entrySet().stream()
            .sorted(
                Map.Entry.<String, Long>comparingByValue()
                    .thenComparing(Map.Entry::getKey, Comparator.naturalOrder()))
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .collect(Collectors.joining(","));
    int counted = classes.size() - (classes.containsKey(Map.of()) ? 1 : 0);
    return new Measure(rows.size(), people, suppressed, counted, k, uniques, order);
  }

  private void insert(Map<String, String> quasi, Map<String, String> data) {
    insert(quasi, true, data);
  }

  private void insert(Map<String, String> quasi, boolean counts, Map<String, String> data) {
    tables.execute(
        "INSERT INTO depersonalized.record (id, policy, category, quasi, counts, data,"
            + " destroy_after) VALUES (gen_random_uuid(), '%s', 'patient', '%s', %s, '%s',"
                .formatted(POLICY, json(quasi), counts, json(data))
            + " '2031-09-15')");
  }

  private static String json(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(
            field ->
                "\"%s\": %s"
                    .formatted(
                        field.getKey(),
                        field.getValue() == null ? "null" : '"' + field.getValue() + '"'))
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private Measure measure() {
    List<List<Object>> found =
        tables.rows(
            "SELECT n, people, suppressed, classes, k, uniques, (SELECT"
                + " string_agg(f || '=' || l, ',' ORDER BY i)"
                + " FROM unnest(fields, ls) WITH ORDINALITY AS u(f, l, i)) FROM ("
                + GroupMeasure.over(
                    "SELECT policy, category, quasi, counts, data FROM depersonalized.record"
                        + " WHERE policy = '"
                        + POLICY
                        + "'")
                + ") AS m");
    assertThat(found).hasSize(1);
    List<Object> row = found.get(0);
    return new Measure(
        (Long) row.get(0),
        (Long) row.get(1),
        (Long) row.get(2),
        (Long) row.get(3),
        (Long) row.get(4),
        (Long) row.get(5),
        row.get(6) == null ? "" : (String) row.get(6));
  }

  private record Patient(String zip, int age, String nationality, String condition) {}

  private record Row(Map<String, String> quasi, boolean counts, Map<String, String> data) {}

  /** As the SQL gives it; k is null where there is no class. */
  private record Measure(
      long rows,
      long people,
      long suppressed,
      long classes,
      Long k,
      long uniques,
      String diversity) {}
}
