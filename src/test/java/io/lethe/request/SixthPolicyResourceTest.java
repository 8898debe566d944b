package io.lethe.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Api;
import io.lethe.access.Role;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The worked example of the documentation, as it is written there. */
@QuarkusTest
@TestProfile(FromSummer2026.class)
class SixthPolicyResourceTest {

  private static final String POLICY = "dimension";

  private static List<String> blocks(String language) throws IOException {
    Matcher block =
        Pattern.compile("(?ms)^```" + language + "\n(.*?)^```$")
            .matcher(Files.readString(Path.of("docs", "sixth-policy.md")));
    return block.results().map(found -> found.group(1)).toList();
  }

  private static ValidatableResponse save(String yaml) {
    return Api.send(Role.PRIVACY_OFFICER, "/policies", "application/yaml", yaml).statusCode(201);
  }

  private static Map<String, Object> record(
      String category, String collectedAt, Map<String, ?> fields) {
    return Map.of(
        "policy", POLICY,
        "category", category,
        "subject", "member-1",
        "collectedAt", collectedAt,
        "fields", fields);
  }

  private static JsonNode explained(String id) {
    return Api.json(
        Api.get(Role.PRIVACY_OFFICER, "/records/" + id + "/explanation").extract().asString());
  }

  @Test
  void itsTextsDoWhatTheDocumentationSays() throws IOException {
    // Given the first text, with the findings that the page lists
    List<String> texts = blocks("yaml");
    assertThat(texts).hasSize(2);
    save(texts.get(0))
        .body(
            "findings.code",
            containsInAnyOrder(
                "OPERATOR_INCOMPLETE", "CALENDAR_UNKNOWN", "FIELDS_MISSING", "TERM_MISSING"))
        .body(
            "findings.path",
            containsInAnyOrder(
                "operator",
                "calendar",
                "categories.member.fields",
                "categories.access_log.retention"));

    // When the calendar is added, and the whole text
    Api.send(Role.PRIVACY_OFFICER, "/calendars/england", "text/csv", blocks("csv").get(0))
        .statusCode(201)
        .body("workingDays.2026", equalTo(253));
    save(texts.get(1)).body("findings.code", contains("GAP_DECLARED"));
    Api.post(Role.PRIVACY_OFFICER, "/policies/dimension/versions/2/activate").statusCode(200);

    // Then every line of its table holds
    String access =
        Api.record(record("access_log", "2026-06-10T09:00:00Z", Map.of("address", "203.0.113.77")));
    assertThat(explained(access).path("dueAt").asText()).isEqualTo("2026-06-20T23:00:00Z");
    Api.get(Role.PRODUCT, "/records/" + access).body("fields.address", equalTo("203.0.113.0/24"));

    String login =
        Api.record(record("system_activity", "2026-06-01T09:00:00Z", Map.of("login", "ada")));
    assertThat(explained(login).path("dueAt").asText()).isEqualTo("2026-06-29T23:00:00Z");

    String member = Api.record(record("member", "2026-06-01T09:00:00Z", Map.of("username", "ada")));
    Api.event(POLICY, "member-1", "account-deleted", "2026-06-12T10:00:00Z");
    assertThat(explained(member).path("dueAt").asText()).isEqualTo("2026-06-12T10:00:00Z");
    assertThat(explained(member).path("deadline").asText()).isEqualTo("2026-06-12");

    JsonNode copy =
        Requests.taken(
            Requests.with(
                Requests.of(POLICY, "member-1", "access"),
                "receivedAt",
                "2026-05-22T12:00:00+01:00"));
    assertThat(copy.path("deadline").asText()).isEqualTo("2026-06-03");
    assertThat(copy.path("provisional").asBoolean()).isFalse();

    Api.post(
            Role.PRODUCT,
            "/decisions",
            Map.of(
                "policy", POLICY,
                "category", "access_log",
                "action", "use",
                "purpose", "marketing"))
        .statusCode(200)
        .body("permit", equalTo(false))
        .body("code", equalTo("PURPOSE_NOT_LISTED"))
        .body("clause", equalTo("Introduction"));

    JsonNode refused =
        Api.items(
                Role.PRODUCT,
                "/records",
                record(
                    "mail_log",
                    "2026-06-10T09:00:00Z",
                    Map.of("result", "sent to ada@example.org")))
            .get(0);
    assertThat(refused.path("status").asText()).isEqualTo("rejected");
    assertThat(refused.path("problem").path("code").asText()).isEqualTo("CONTENT_REFUSED");
  }
}
