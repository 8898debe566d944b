package io.lethe.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Api;
import io.lethe.Clause;
import io.lethe.access.Role;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Problems;
import io.lethe.problem.ProducesCode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What third parties, processors and the product are told. */
@QuarkusTest
@TestProfile(FromAutumn2025.class)
class TasksResourceTest {

  private static final LetheClient LETHE = new LetheClient();

  private final String subject = "told-" + UUID.randomUUID();

  private UUID received(String policy, String category, Map<String, Object> fields) {
    return LETHE.accepted(Samples.record(policy, category, subject, LETHE.now(), fields));
  }

  private String deleted(String policy) {
    LETHE.event(policy, subject, "account-deleted", LETHE.now());
    return LETHE.run(Map.of("policy", policy)).getString("id");
  }

  private static List<JsonNode> tasks(Role role, String query) {
    List<JsonNode> tasks = new ArrayList<>();
    String next = "";
    do {
      JsonNode page =
          Api.json(
              Api.get(role, "/tasks?limit=500&" + query + next)
                  .statusCode(200)
                  .extract()
                  .asString());
      page.path("items").forEach(tasks::add);
      next = page.path("next").isNull() ? null : "&after=" + page.path("next").asText();
    } while (next != null);
    return tasks;
  }

  private static List<JsonNode> ofRun(Role role, String policy, String run) {
    return tasks(role, "policy=" + policy).stream()
        .filter(task -> task.path("runId").asText().equals(run))
        .toList();
  }

  private static List<JsonNode> ofPerson(String policy, String key) {
    return tasks(Role.PRIVACY_OFFICER, "policy=" + policy + "&open=true").stream()
        .filter(task -> task.path("subjectKey").asText().equals(key))
        .toList();
  }

  private static List<String> words(List<JsonNode> tasks) {
    return tasks.stream()
        .map(
            task ->
                task.path("kind").asText()
                    + " "
                    + task.path("what").asText()
                    + " "
                    + task.path("recipient").asText()
                    + " "
                    + task.path("clause").asText())
        .toList();
  }

  private String key(UUID record) {
    return LETHE.record(record).extract().path("subjectKey");
  }

  @Test
  @Clause("sens-2.3")
  @ProducesCode({ErrorCode.TASK_DONE, ErrorCode.NOT_FOUND})
  void sensProcessorsAreMadeToDoWhatARunHasDone() {
    // Given
    UUID record = received("sens", "mandatory", Map.of("first_name", "Анна"));

    // When
    String run = deleted("sens");

    // Then each processor has a task, whose list is of this run
    List<JsonNode> tasks = ofRun(Role.PRIVACY_OFFICER, "sens", run);
    assertThat(words(tasks))
        .contains(
            "INSTRUCT DEPERSONALIZE selectel 5.2.1, App. 2(3)",
            "INSTRUCT DEPERSONALIZE yandex_cloud 5.2.1, App. 2(3)");
    JsonNode task =
        tasks.stream()
            .filter(one -> one.path("recipient").asText().equals("selectel"))
            .findFirst()
            .orElseThrow();
    assertThat(task.path("dueOn").isNull()).isFalse();
    String id = task.path("id").asText();
    Api.get(Role.PRIVACY_OFFICER, "/tasks/" + id + "/records")
        .statusCode(200)
        .body("items.record", hasItem(record.toString()));

    // And it is done once
    Api.post(Role.PRIVACY_OFFICER, "/tasks/" + id + "/done", Map.of("proof", "letter 2026-17"))
        .statusCode(200)
        .body("proof", equalTo("letter 2026-17"));
    Problems.isProblem(
        Api.post(Role.PRIVACY_OFFICER, "/tasks/" + id + "/done", Map.of()), ErrorCode.TASK_DONE);
    Problems.isProblem(
        Api.get(Role.PRIVACY_OFFICER, "/tasks/" + UUID.randomUUID() + "/records"),
        ErrorCode.NOT_FOUND);
    assertThat(words(tasks(Role.AUDITOR, "policy=sens&kind=NOTIFY&overdue=true")))
        .noneMatch(word -> word.contains("selectel"));
  }

  /** A shop whose mailer processes its buyers' data, and which keeps replaced values for a day. */
  private static String mailed(Shop shop) {
    return shop.yaml(
            "recipients: {mailer: {country: RU, purposes: [orders], categories: [buyer], processor: true}}",
            Shop.rule("account-deleted", "", "destroy"))
        + "    previous: {keep: P1D}\n";
  }

  private static Shop opened() {
    Shop shop = Shop.fresh();
    shop.saved("anna", mailed(shop));
    shop.post("anna", 1, "activate").statusCode(200);
    return shop;
  }

  @Test
  void categoriesOfTheSameNameHaveTheTasksOfBothPolicies() {
    // Given
    List<Shop> shops = List.of(opened(), opened());
    for (Shop shop : shops) {
      LETHE.accepted(shop.record(subject, ""));
      LETHE.event(shop.policy(), subject, "account-deleted", LETHE.now());
    }

    // When
    String run = LETHE.run().getString("id");

    // Then
    for (Shop shop : shops) {
      assertThat(words(ofRun(Role.PRIVACY_OFFICER, shop.policy(), run)))
          .containsExactly("INSTRUCT DESTROY mailer ");
    }
  }

  @Test
  void replacedValuesAreNoRecordsThatAreGone() throws Exception {
    // Given a value that was replaced two days ago
    Shop shop = opened();
    UUID record = LETHE.accepted(shop.record(subject, ""));
    LETHE.rectify(record, Map.of("city", "Пермь"));
    try (Tables tables = Tables.connect()) {
      tables.execute(
          ("UPDATE record_previous SET replaced_at = '%1$s', due_at = '%1$s'"
                  + " WHERE record_id = '%2$s'")
              .formatted(LETHE.now().minus(Duration.ofDays(2)), record));
    }

    // When
    JsonPath run = LETHE.run(Map.of("policy", shop.policy()));

    // Then it is in the act, and nobody is told that the record is gone
    assertThat(run.getInt("destroyed")).isEqualTo(1);
    assertThat(ofRun(Role.PRIVACY_OFFICER, shop.policy(), run.getString("id"))).isEmpty();
    Api.get(Role.AUDITOR, "/acts/" + run.getString("acts[0]"))
        .statusCode(200)
        .body("counts.destroyed", equalTo(0))
        .body("counts.replacedValues", equalTo(1))
        .body("destruction.method", hasItem(containsString("the record lives")));
  }

  @Test
  @Clause("sens-2.3")
  void sensProcessorsAreToldWhereProcessingStops() {
    // Given
    UUID record = received("sens", "mandatory", Map.of("first_name", "Анна"));
    String key = key(record);

    // When the person's demand to stop is granted
    String request =
        Api.post(
                Role.PRIVACY_OFFICER,
                "/requests",
                Map.of(
                    "policy", "sens",
                    "subject", subject,
                    "type", "stop-processing",
                    "channel", "email",
                    "contains",
                        List.of(
                            "name",
                            "contact",
                            "identity-document",
                            "document-issue",
                            "birth-date",
                            "registration-address",
                            "relationship",
                            "signature")))
            .statusCode(201)
            .extract()
            .path("id");
    Api.post(Role.PRIVACY_OFFICER, "/requests/" + request + "/decide", Map.of("outcome", "granted"))
        .statusCode(200);

    // Then
    assertThat(words(ofPerson("sens", key)))
        .containsExactlyInAnyOrder(
            "INSTRUCT STOP selectel 5.2.1, App. 2(3)",
            "INSTRUCT STOP yandex_cloud 5.2.1, App. 2(3)",
            "ACCESS_MAY_END STOP  2.5.1.1");
  }

  @Test
  @Clause("sens-2.5.1.1")
  void sensProductLearnsThatAccessMayEndWhenMandatoryDataIsGone() {
    // Given
    UUID record = received("sens", "mandatory", Map.of("first_name", "Анна"));
    String run = deleted("sens");

    // When the product looks
    List<JsonNode> outcomes = ofRun(Role.PRODUCT, "sens", run);

    // Then it sees this alone, by the ids that it knows
    assertThat(words(outcomes)).containsExactly("ACCESS_MAY_END DEPERSONALIZE  2.5.1.1");
    String id = outcomes.get(0).path("id").asText();
    Api.get(Role.PRODUCT, "/tasks/" + id + "/records")
        .body("items.record", hasItem(record.toString()));
    Api.post(Role.PRODUCT, "/tasks/" + id + "/done", Map.of()).statusCode(200);
  }

  @Test
  @Clause("racurs-5.4")
  void racursPublicCompanyNameIsTakenBackWithTheDestruction() {
    // Given
    received("racurs", "user_account", Map.of("company_name", "Ромашка", "full_name", "Анна"));

    // When
    String run = deleted("racurs");

    // Then
    List<JsonNode> tasks = ofRun(Role.PRIVACY_OFFICER, "racurs", run);
    assertThat(words(tasks))
        .contains("UNPUBLISH DESTROY  5.4", "INSTRUCT DESTROY hosting_provider 1.9");
    JsonNode task =
        tasks.stream()
            .filter(one -> one.path("kind").asText().equals("UNPUBLISH"))
            .findFirst()
            .orElseThrow();
    assertThat(task.path("fields").toString()).isEqualTo("[\"company_name\"]");
  }

  @Test
  @Clause("mst-shared")
  void mstThirdPartyThatHadTheDataIsToldOfItsCorrectionAndItsEnd() {
    // Given an account whose data an affiliate got, by consent
    UUID record =
        received("mst_software", "account", Map.of("name", "Bob", "email", "bob@example.com"));
    String key = key(record);
    LETHE.event("mst_software", subject, "consent-given", LETHE.now());
    Api.post(
            Role.PRODUCT,
            "/decisions",
            Map.of(
                "policy", "mst_software",
                "category", "account",
                "subject", subject,
                "action", "provide",
                "purpose", "service",
                "recipient", "affiliates"))
        .statusCode(200)
        .body("permit", equalTo(true));

    // When the e-mail address is corrected
    LETHE
        .as(Role.PRODUCT)
        .body(Api.text(Map.of("fields", Map.of("email", "robert@example.com"))))
        .patch("/api/v1/records/{id}", record)
        .then()
        .statusCode(200);

    // Then whoever had it has to be told of it, and later that the data is gone
    List<JsonNode> corrected = ofPerson("mst_software", key);
    assertThat(words(corrected)).containsExactly("NOTIFY RECTIFY affiliates Affiliates");
    assertThat(corrected.get(0).path("fields").toString()).isEqualTo("[\"email\"]");
    String run = deleted("mst_software");
    List<JsonNode> gone =
        ofRun(Role.PRIVACY_OFFICER, "mst_software", run).stream()
            .filter(task -> task.path("kind").asText().equals("NOTIFY"))
            .toList();
    assertThat(words(gone)).containsExactly("NOTIFY DESTROY affiliates Affiliates");
    Api.get(Role.PRIVACY_OFFICER, "/tasks/" + gone.get(0).path("id").asText() + "/records")
        .body("items.record", contains(record.toString()));
  }
}
