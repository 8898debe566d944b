package io.lethe.retention;

import static io.lethe.retention.Samples.MST;
import static io.lethe.retention.Samples.SENS;
import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.access.Role;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A destroyed value is nowhere: in no column of any table, no line of the log, no answer. */
@QuarkusTest
@TestProfile(FromAutumn2025.class)
class ForgottenResourceTest {

  private static final LetheClient LETHE = new LetheClient();

  /** Every marker has this in it, or is listed by {@link #VALUES}. */
  private static final String MARK = "zqxmarker";

  /** Markers of types that cannot hold any text, as they are sent and as they are normalized. */
  private static final List<String> VALUES =
      List.of("9005557391", "900 555-73-91", "1911-11-13", "271.625", "271,625");

  private LogCapture log;
  private Tables tables;

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
  void destroyedValueIsInNoTableNoLogAndNoAnswer() {
    // Given records with a marker in every field, in the subject, and in what cannot be received
    Instant now = LETHE.now();
    String subject = MARK + "-subject-" + UUID.randomUUID();
    List<UUID> ids = new ArrayList<>();
    for (Map<String, Object> record : marked(subject, now)) {
      ids.add(LETHE.accepted(record));
    }
    LETHE.received(Samples.record(MST, MARK, subject, now, Map.of(MARK, MARK)));
    LETHE.event(SENS, subject, "last-activity", now);
    UUID key = disclosed(subject);
    Map<String, List<String>> before = MarkerSearch.of(tables, markers());
    assertThat(before).containsKey("public.record.data"); // the search sees what is kept in plain

    // When all of it is destroyed, the register of transfers as well in its time, and what
    // depersonalization left of it too
    StringBuilder register = new StringBuilder();
    for (Duration later : List.of(Duration.ofDays(370), Duration.ofDays(7 * 366))) {
      LETHE.moveTo(now.plus(later));
      JsonPath run = LETHE.run();
      assertThat(run.getInt("failed")).isZero();
      register.append(get(Role.PRIVACY_OFFICER, "/api/v1/subjects/" + key + "/disclosures"));
    }

    // Then
    assertThat(ids)
        .allSatisfy(id -> assertThat(LETHE.record(id).extract().statusCode()).isEqualTo(410));
    assertThat(MarkerSearch.of(tables, markers())).isEmpty();
    assertThat(register.toString())
        .contains("selectel", "NOT_FOUND")
        .doesNotContainIgnoringCase(MARK);
    assertThat(answers(subject, ids)).doesNotContainIgnoringCase(MARK);
    assertThat(log.text()).isNotEmpty().doesNotContainIgnoringCase(MARK);
    assertThat(answers(subject, ids)).doesNotContain(VALUES);
    assertThat(log.text()).doesNotContain(VALUES);
    noKeyIsLeft(ids);
  }

  @Test
  void searchSeesTextJsonAndBytesWhereverTheyAre() {
    // Given
    tables.execute("CREATE TABLE depersonalized.probe (t text, j jsonb, b bytea, a text[])");
    try {
      for (String column : List.of("t", "j", "b", "a")) {
        tables.execute("TRUNCATE depersonalized.probe");
        tables.execute(
            "INSERT INTO depersonalized.probe (%s) VALUES (%s)"
                .formatted(
                    column,
                    Map.of(
                            "t", "'a ZQXMarker b'",
                            "j", "'{\"f\": [\"zqxmarker\"]}'",
                            "b", "'\\xff00'::bytea || convert_to('zqxmarker', 'UTF8')",
                            "a", "ARRAY['x', 'zqxmarker']")
                        .get(column)));

        // When
        Map<String, List<String>> found = MarkerSearch.of(tables, List.of(MARK));

        // Then
        assertThat(found).containsOnlyKeys("depersonalized.probe." + column);
      }
    } finally {
      tables.execute("DROP TABLE depersonalized.probe");
    }
  }

  /** A transfer, and questions that nothing answers; gives the subject's key. */
  private static UUID disclosed(String subject) {
    Map<String, String> question =
        Map.of(
            "policy", SENS,
            "category", "mandatory",
            "subject", subject,
            "action", "provide",
            "purpose", "account",
            "recipient", "selectel");
    JsonPath answer = LETHE.as(Role.PRODUCT).body(question).post("/api/v1/decisions").jsonPath();
    assertThat(answer.getBoolean("permit")).as(answer::prettify).isTrue();
    for (String part : List.of("category", "action", "purpose", "recipient")) {
      Map<String, String> unknown = new LinkedHashMap<>(question);
      unknown.put(part, MARK);
      assertThat(LETHE.as(Role.PRODUCT).body(unknown).post("/api/v1/decisions").asString())
          .contains("\"permit\":false")
          .doesNotContainIgnoringCase(MARK);
    }
    return UUID.fromString(
        LETHE
            .as(Role.PRODUCT)
            .body(Map.of("policy", SENS, "subject", subject))
            .post("/api/v1/subjects/search")
            .path("items[0].key"));
  }

  private static List<String> markers() {
    return Stream.concat(Stream.of(MARK), VALUES.stream()).toList();
  }

  /** Every field of three categories; one of them is depersonalized first. */
  private static List<Map<String, Object>> marked(String subject, Instant now) {
    return List.of(
        Samples.record(
            MST, "account", subject, now, fields("name", "username", "email", "billing_address")),
        Samples.record(
            SENS,
            "mandatory",
            subject,
            now,
            fields(
                "first_name",
                "last_name",
                "date_of_birth",
                "photo",
                "phone_number",
                "email",
                "gender",
                "country",
                "city")),
        Samples.record(
            SENS,
            "optional",
            subject,
            now,
            fields(
                "height",
                "profession",
                "position",
                "occupation",
                "values_hobbies_interests",
                "chat_text",
                "other_free_text")),
        Samples.record(
            SENS,
            "request_file",
            subject,
            now,
            fields("patronymic", "identity_document_number", "phone_number", "email")));
  }

  private static Map<String, Object> fields(String... names) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (String name : names) {
      fields.put(
          name,
          switch (name) {
            case "email" -> "ZqxMarker." + name + "@Example.org";
            case "phone_number" -> "8 900 555-73-91";
            case "date_of_birth" -> "1911-11-13";
            case "height" -> 271.625;
            default -> MARK.toUpperCase(Locale.ROOT) + " " + name;
          });
    }
    return fields;
  }

  /** Everything that the service answers about what is gone. */
  private static String answers(String subject, List<UUID> ids) {
    StringBuilder answers = new StringBuilder();
    for (UUID id : ids) {
      answers.append(LETHE.record(id).extract().asString());
      answers.append(get(Role.PRODUCT, "/api/v1/records/" + id + "/explanation"));
    }
    for (Map<String, String> query :
        List.of(
            Map.of("policy", SENS, "subject", subject),
            Map.of("policy", SENS, "field", "phone_number", "value", "8 900 555-73-91"),
            Map.of("policy", MST, "field", "email", "value", "zqxmarker.email@example.org"))) {
      String found = LETHE.as(Role.PRODUCT).body(query).post("/api/v1/subjects/search").asString();
      assertThat(found).contains("[]");
      answers.append(found);
    }
    answers.append(
        LETHE.received(Samples.mst(subject, Instant.parse("2025-01-01T00:00:00Z"))).prettify());
    answers.append(
        LETHE.place("holds", Map.of("policy", SENS, "subject", subject)).extract().asString());
    String acts = get(Role.PRIVACY_OFFICER, "/api/v1/acts?limit=500");
    answers.append(acts);
    for (String act : JsonPath.from(acts).getList("items.id", String.class)) {
      answers.append(get(Role.PRIVACY_OFFICER, "/api/v1/acts/" + act));
      answers.append(get(Role.PRIVACY_OFFICER, "/api/v1/acts/" + act + "/event-log"));
    }
    answers.append(get(Role.PRIVACY_OFFICER, "/api/v1/retention/runs?limit=500"));
    answers.append(get(Role.AUDITOR, "/api/v1/ledger/entries?limit=500"));
    answers.append(get(Role.RESEARCHER, "/api/v1/depersonalized?policy=sens&category=mandatory"));
    answers.append(get(Role.RESEARCHER, "/api/v1/depersonalized?policy=sens&category=optional"));
    answers.append(get(Role.AUDITOR, "/q/metrics"));
    return answers.toString();
  }

  private static String get(Role role, String path) {
    return LETHE.as(role).get(path).asString();
  }

  private void noKeyIsLeft(List<UUID> ids) {
    UUID[] subjects =
        tables
            .column(
                UUID.class,
                "SELECT DISTINCT subject_id FROM erasure WHERE record_id = ANY(?)",
                (Object) ids.toArray(new UUID[0]))
            .toArray(new UUID[0]);
    assertThat(subjects).hasSize(2);
    for (String table : List.of("subject_category", "subject_event", "subject_token", "record")) {
      assertThat(
              tables.number(
                  "SELECT count(*) FROM " + table + " WHERE subject_id = ANY(?)",
                  (Object) subjects))
          .as(table)
          .isZero();
    }
    assertThat(
            tables.number(
                "SELECT count(*) FROM lethe_key.subject_key k JOIN key_erasure e ON k.id = ANY(e.key_ids)"))
        .isZero();
  }
}
