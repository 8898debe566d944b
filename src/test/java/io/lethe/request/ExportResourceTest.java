package io.lethe.request;

import static io.lethe.request.Requests.granted;
import static io.lethe.request.Requests.person;
import static io.lethe.request.Requests.taken;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Api;
import io.lethe.ServiceDatabase;
import io.lethe.access.LimitedGrants;
import io.lethe.access.Role;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Problems;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(FromSummer2026.class)
class ExportResourceTest {

  private static String key(String policy, String subject) {
    return Api.post(
            Role.PRIVACY_OFFICER, "/subjects/search", Map.of("policy", policy, "subject", subject))
        .extract()
        .path("items[0].key");
  }

  private static ValidatableResponse export(String key) {
    return Api.get(Role.PRIVACY_OFFICER, "/subjects/" + key + "/export");
  }

  private static JsonNode exported(String key) {
    return Api.json(export(key).statusCode(200).extract().asString());
  }

  @Test
  void nothingIsOpenedWithoutARequestOfThePerson() {
    // Given
    String subject = person("mst_software");
    String key = key("mst_software", subject);

    // When
    JsonNode before = exported(key);
    taken(Requests.of("mst_software", subject, "access"));
    JsonNode after = exported(key);

    // Then
    assertThat(before.at("/0/fields").size()).isZero();
    assertThat(before.at("/0/withheld/0").asText()).isEqualTo("email");
    assertThat(after.at("/0/fields/email").asText()).isEqualTo(subject + "@example.org");
    assertThat(after.at("/0/opened/0").asText()).isEqualTo("email");
    assertThat(after.at("/0/withheld").size()).isZero();
  }

  @Test
  void requestOfACategoryHidesNothingThatOneOfEverythingShows() {
    // Given
    String subject = person("mst_software");
    taken(Requests.of("mst_software", subject, "access"));

    // When
    taken(
        Requests.with(Requests.of("mst_software", subject, "access"), "category", "conversation"));

    // Then
    assertThat(exported(key("mst_software", subject)).at("/0/opened/0").asText())
        .isEqualTo("email");
  }

  @Test
  void ledgerKnowsWhatHasLeftAndForWhichRequest() {
    // Given
    String subject = person("mst_software");
    JsonNode request = taken(Requests.of("mst_software", subject, "portability"));

    // When
    exported(request.path("subjectKey").asText());

    // Then
    Object entry =
        ServiceDatabase.value(
            "SELECT entry FROM ledger_entry WHERE entry LIKE '%subject.exported%'"
                + " AND entry LIKE ? ORDER BY id DESC LIMIT 1",
            "%" + request.path("id").asText() + "%");
    assertThat(entry.toString())
        .contains("account.email", "privacy-officer@")
        .doesNotContain(subject);
  }

  @Test
  void blockedDataIsNotExportedUntilTheRequestIsDecided() {
    // Given
    String subject = person("sens");
    JsonNode request = taken(Requests.of("sens", subject, "information"));
    String key = request.path("subjectKey").asText();

    // When
    ValidatableResponse blocked = export(key);
    ValidatableResponse csv =
        Api.as(Role.PRIVACY_OFFICER).accept("text/csv").get("/subjects/" + key + "/export").then();
    granted(request);

    // Then
    Problems.isProblem(blocked, ErrorCode.RECORD_BLOCKED);
    Problems.isProblem(csv, ErrorCode.RECORD_BLOCKED);
    assertThat(exported(key).at("/0/fields/email").asText()).isEqualTo(subject + "@example.org");
  }

  @Test
  void csvHasALineForEachField() {
    // Given
    String subject = person("mst_software");
    Api.record(
        "mst_software", "conversation", subject, Map.of("conversation", "says \"hello\", twice"));
    JsonNode request = taken(Requests.of("mst_software", subject, "access"));

    // When
    String csv =
        Api.as(Role.PRIVACY_OFFICER)
            .accept("text/csv")
            .get("/subjects/" + request.path("subjectKey").asText() + "/export")
            .then()
            .statusCode(200)
            .contentType("text/csv")
            .extract()
            .asString();

    // Then
    assertThat(csv).startsWith("record,category,collectedAt,field,value\r\n");
    assertThat(csv.lines()).hasSize(3);
    assertThat(csv).contains(",conversation,\"says \"\"hello\"\", twice\"\r\n");
    assertThat(csv).contains(",email,\"" + subject + "@example.org\"\r\n");
  }

  @Test
  void everyPageComesOnce() {
    // Given more records than a page has
    String subject = person("mst_software");
    List<Map<String, ?>> records =
        IntStream.range(0, 250)
            .<Map<String, ?>>mapToObj(
                i ->
                    Map.of(
                        "policy",
                        "mst_software",
                        "category",
                        "account",
                        "subject",
                        subject,
                        "fields",
                        Map.of("username", "user" + i)))
            .toList();
    Api.items(Role.PRODUCT, "/records", records);

    // When
    JsonNode exported = exported(key("mst_software", subject));

    // Then
    assertThat(exported).hasSize(251);
    assertThat(exported).extracting(one -> one.path("id").asText()).doesNotHaveDuplicates();
  }

  @Test
  void otherPeoplesDataIsLeftOut() {
    // Given
    String subject = person("express");
    Api.record(
        "express", "app_user_contacts", subject, Map.of("contact_phone_number", "+79161234567"));
    taken(Requests.of("express", subject, "information"));

    // When
    JsonNode exported = exported(key("express", subject));

    // Then
    assertThat(exported).hasSize(2);
    exported.forEach(
        record -> {
          boolean contacts = record.path("category").asText().equals("app_user_contacts");
          assertThat(record.path("fields").isEmpty()).isEqualTo(contacts);
          assertThat(record.path("withheld").isEmpty()).isNotEqualTo(contacts);
        });
  }

  @Test
  void grantsBoundWhatIsShownAndOpened() {
    // Given
    String subject = person("mst_software");
    Api.record("mst_software", "conversation", subject, Map.of("conversation", "hello"));
    JsonNode request = taken(Requests.of("mst_software", subject, "access"));
    String path = "/subjects/" + request.path("subjectKey").asText() + "/export";

    // When
    JsonNode one =
        Api.json(
            Api.as(Role.PRIVACY_OFFICER, LimitedGrants.only("mst_software", "conversation", ""))
                .get(path)
                .asString());
    ValidatableResponse stranger =
        Api.as(Role.PRIVACY_OFFICER, LimitedGrants.only("sens", "*", "*")).get(path).then();

    // Then
    assertThat(one).hasSize(1);
    assertThat(one.at("/0/category").asText()).isEqualTo("conversation");
    assertThat(one.at("/0/fields").isEmpty()).isTrue();
    Problems.isProblem(stranger, ErrorCode.NOT_FOUND);
    Problems.isProblem(export(UUID.randomUUID().toString()), ErrorCode.NOT_FOUND);
    Problems.isProblem(
        Api.as(Role.PRIVACY_OFFICER).accept("application/xml").get(path).then(),
        ErrorCode.NOT_ACCEPTABLE);
  }
}
