package io.lethe.retention;

import static io.lethe.retention.Samples.MST;
import static io.lethe.retention.Samples.SENS;
import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.Api;
import io.lethe.Eventually;
import io.lethe.access.Role;
import io.lethe.statement.StatementService;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No evidence has a value of any record, in whatever form it may be written. */
@QuarkusTest
@TestProfile(EvidenceResourceTest.WithJournal.class)
@Tag("slow")
class EvidenceResourceTest {

  private static final LetheClient LETHE = new LetheClient();
  private static final Path JOURNALS = Path.of("target", "evidence-journal").toAbsolutePath();

  @TempDir Path files;

  private final StatementService statements;
  private final List<Person> people = new ArrayList<>();
  private final List<UUID> records = new ArrayList<>();
  private LogCapture log;
  private Tables tables;

  @Inject
  EvidenceResourceTest(StatementService statements) {
    this.statements = statements;
  }

  /** The service of {@link FromAutumn2025}, whose journals leave the database. */
  public static final class WithJournal extends FromAutumn2025 {
    @Override
    public Map<String, String> getConfigOverrides() {
      try {
        Files.createDirectories(JOURNALS);
        try (Stream<Path> left = Files.walk(JOURNALS)) {
          for (Path file : left.sorted(Comparator.reverseOrder()).toList()) {
            if (!file.equals(JOURNALS)) {
              Files.delete(file);
            }
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      Map<String, String> all = new HashMap<>(super.getConfigOverrides());
      all.put("lethe.export.directory", JOURNALS.toString());
      return all;
    }
  }

  @BeforeEach
  void listen() throws Exception {
    log = LogCapture.start();
    tables = Tables.connect();
  }

  @AfterEach
  void stop() throws Exception {
    log.close();
    tables.close();
  }

  @Test
  void noEvidenceOfARunHasAValueOfARecord() throws Exception {
    // Given people of several categories and kinds of tables, one of them held and one blocked
    Visits visits = Visits.fresh("P30D");
    for (int i = 0; i < 7; i++) {
      received(visits);
    }
    UUID held = keyOf(people.get(0));
    String hold =
        LETHE
            .place("holds", Map.of("policy", SENS, "subjectKey", held.toString()))
            .statusCode(201)
            .extract()
            .path("id");
    LETHE
        .place("blocks", Map.of("policy", SENS, "subject", people.get(1).subject()))
        .statusCode(201);
    asked(people.get(2));
    Map<String, ValueForms> values = values();
    assertThat(inData(values)).as("what is kept in plain is found").isNotEmpty();

    // When all that is due is destroyed and depersonalized, at first what came from people, and in
    // its time what was left of it
    Instant now = LETHE.now();
    LETHE.moveTo(now.plus(Duration.ofDays(400)));
    assertThat(LETHE.run().getInt("depersonalized")).isPositive();
    assertThat(LETHE.depersonalized(SENS, "mandatory")).isNotEmpty();
    statements.once().await().atMost(Duration.ofMinutes(1));
    Eventually.get(
        "all is exported",
        Duration.ofMinutes(1),
        () -> tables.number(Exported.LEFT),
        left -> left == 0);
    Evidence evidence = Evidence.of(tables, files, JOURNALS, records);
    LETHE.moveTo(now.plus(Duration.ofDays(7 * 366)));
    assertThat(LETHE.run().getInt("destroyed")).isPositive();
    Evidence later = Evidence.of(tables, files, JOURNALS, records);

    // Then no evidence of either has any of their values
    assertThat(evidence.find(values)).isEmpty();
    assertThat(later.find(values)).isEmpty();
    assertThat(ValueForms.in(log.text(), values)).isEmpty();

    // And it was evidence that was searched: of these records, acts, holds and tasks
    assertThat(evidence.told().get("/acts?limit=500")).contains(SENS, visits.policy());
    assertThat(every(later, "/acts?")).contains(MST);
    assertThat(every(evidence, "/acts/")).contains(hold, "DEPERSONALIZE", "timeTables");
    assertThat(every(evidence, "table public.erasure_2"))
        .contains("DEPERSONALIZE", records.get(30).toString());
    assertThat(every(evidence, "table public.task")).contains("selectel");
    assertThat(every(evidence, "table public.statement")).contains("beyondDeadline");
    assertThat(every(evidence, "/depersonalizations")).contains("DEPERSONALIZED", "READ");
    assertThat(every(evidence, "file ")).contains("DEPERSONALIZE", "end,", "\"relation\":\"act\"");
    assertThat(log.text()).contains("captured");
  }

  @Test
  void searchFindsAValueInEveryFormAndInATableThatNobodyHasNamed() throws Exception {
    // Given
    Person person = new Person();
    String value = person.value("text").toString();
    Map<String, ValueForms> values = ValueForms.all(List.of(value));
    LETHE.run(Map.of("policy", MST));
    received(Visits.fresh("P30D"));
    LETHE.moveTo(LETHE.now().plus(Duration.ofDays(400)));
    LETHE.run();
    tables.execute("CREATE TABLE planted (t text, j jsonb, b bytea)");
    try {
      for (String form : values.get(value).written()) {
        assertThat(ValueForms.in("x" + form + "y", values)).as(form).containsExactly(value);
      }

      // When it is planted in a table that is new, in one that is old, and in a file
      tables.execute(
          "INSERT INTO planted VALUES (NULL, NULL, convert_to('%s', 'UTF8'))".formatted(value));
      tables.execute(
          "UPDATE retention_run SET left_by_policy = 'x%s' WHERE finished_at IS NOT NULL"
              .formatted(value.toUpperCase(Locale.ROOT)));
      Path file = JOURNALS.resolve("planted.csv");
      Files.writeString(
          file,
          Base64.getEncoder().encodeToString(("ab" + value).getBytes(StandardCharsets.UTF_8)));
      Evidence evidence = Evidence.of(tables, files, JOURNALS, List.of());
      Files.delete(file);

      // Then it is found there, and nowhere else
      assertThat(evidence.find(values))
          .containsOnlyKeys(
              "table public.planted", "table public.retention_run", "file planted.csv");
    } finally {
      tables.execute("DROP TABLE planted");
      tables.execute("UPDATE retention_run SET left_by_policy = NULL");
    }
  }

  /** A person with a record of each category, some of them rectified. */
  private void received(Visits visits) {
    Person person = new Person();
    people.add(person);
    Instant now = LETHE.now();
    for (String category : List.of("mandatory", "optional", "automatic", "request_file")) {
      records.add(LETHE.accepted(person.record(SENS, category, now)));
    }
    LETHE.rectify(
        records.get(records.size() - 4),
        Map.of("first_name", person.value("text"), "phone_number", person.value("phone")));
    records.add(LETHE.accepted(person.record(MST, "account", now)));
    LETHE.rectify(records.get(records.size() - 1), Map.of("username", person.value("text")));
    Map<String, Object> visit = new HashMap<>(visits.visit(person.subject(), now));
    visit.put("fields", Map.of("page", person.value("text"), "visitor", person.value("text")));
    records.add(LETHE.accepted(visit));
    LETHE.event(SENS, person.subject(), "last-activity", now);
  }

  /** A request, a transfer and an incident. */
  private void asked(Person person) {
    Api.post(
            Role.PRIVACY_OFFICER,
            "/requests",
            Map.of(
                "policy",
                SENS,
                "subject",
                person.subject(),
                "type",
                "information",
                "channel",
                "email"))
        .statusCode(201);
    Api.post(
            Role.PRODUCT,
            "/decisions",
            Map.of(
                "policy", SENS,
                "category", "mandatory",
                "subject", person.subject(),
                "action", "provide",
                "purpose", "account",
                "recipient", "selectel"))
        .statusCode(200);
    Api.post(
            Role.PRIVACY_OFFICER,
            "/incidents",
            Map.of(
                "policy", SENS,
                "detectedAt", LETHE.now().toString(),
                "kind", "disclosure",
                "categories", List.of("mandatory"),
                "subjects", List.of(keyOf(person).toString())))
        .statusCode(201);
  }

  private static UUID keyOf(Person person) {
    return UUID.fromString(
        LETHE
            .as(Role.PRODUCT)
            .body(Map.of("policy", SENS, "subject", person.subject()))
            .post("/api/v1/subjects/search")
            .path("items[0].key"));
  }

  private Map<String, ValueForms> values() {
    TreeSet<String> values = new TreeSet<>();
    people.forEach(person -> values.addAll(person.values()));
    return ValueForms.all(values);
  }

  private List<String> inData(Map<String, ValueForms> values) {
    return ValueForms.in(
        String.join("\n", tables.column(String.class, "SELECT r::text FROM every_record r")),
        values);
  }

  private static String every(Evidence evidence, String where) {
    StringBuilder all = new StringBuilder();
    evidence
        .told()
        .forEach(
            (place, text) -> {
              if (place.startsWith(where)) {
                all.append(text);
              }
            });
    return all.toString();
  }
}
