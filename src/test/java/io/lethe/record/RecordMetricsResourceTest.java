package io.lethe.record;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Api;
import io.lethe.QuietProfile;
import io.lethe.ServiceDatabase;
import io.lethe.access.Role;
import io.lethe.problem.ErrorCode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Counters of what was received and refused. */
@QuarkusTest
@TestProfile(QuietProfile.class)
class RecordMetricsResourceTest {

  /** More than are worked on at once: a failed chunk is answered item by item. */
  private static final int SEVERAL_CHUNKS = 60;

  private static final String POLICY =
      """
      policy: counted
      title: t
      operator: {name: Shop LLC, address: "1 Sample Street, Moscow"}
      zone: Europe/Moscow
      purposes:
        orders: {grounds: [contract]}
      categories:
        buyer:
          subjects: [user]
          purposes: [orders]
          fields:
            email: {type: email, on-receipt: encrypt}
          retention:
            - {from: collected, keep: P1Y, then: destroy, clause: "4"}
      """;

  @Test
  void countersOfEveryCategoryExistFromItsActivation() {
    // Given
    Api.send(Role.PRIVACY_OFFICER, "/policies", "application/yaml", POLICY).statusCode(201);

    // When
    Api.post(Role.PRIVACY_OFFICER, "/policies/counted/versions/1/activate").statusCode(200);

    // Then
    assertThat(counters("counted", "buyer")).allMatch(line -> line.endsWith(" 0.0"));
    for (JsonNode policy :
        Api.json(Api.get(Role.AUDITOR, "/policies").extract().asString()).path("items")) {
      String name = policy.path("policy").asText();
      for (JsonNode category : policy.path("categories")) {
        assertThat(counters(name, category.path("category").asText()))
            .as(name + "/" + category)
            .hasSize(policy.path("state").asText().equals("ACTIVE") ? 4 : 0);
      }
    }
  }

  private static List<String> counters(String policy, String category) {
    String labels = "category=\"" + category + "\",policy=\"" + policy + "\"";
    return given()
        .get("/q/metrics")
        .asString()
        .lines()
        .filter(line -> line.matches("lethe_records_[a-z]+_total.*") && line.contains(labels))
        .toList();
  }

  private static double refused(ErrorCode code) {
    Matcher line =
        Pattern.compile(
                "^lethe_records_rejected_total\\{code=\"" + code + "\"[^}]*} ([0-9.E]+)$",
                Pattern.MULTILINE)
            .matcher(given().get("/q/metrics").asString());
    return line.find() ? Double.parseDouble(line.group(1)) : 0;
  }

  @ParameterizedTest
  @CsvSource({"/records, 1", "/transform, 0"})
  void refusalsOfTheIntakeAreCountedOfRecordsAlone(String path, int counted) {
    // Given
    Map<ErrorCode, String> lines =
        Map.of(
            ErrorCode.BODY_NOT_JSON, "{",
            ErrorCode.BODY_SHAPE, "7",
            ErrorCode.LINE_TOO_LONG, "x".repeat(2 * QuietProfile.LINE),
            ErrorCode.POLICY_UNKNOWN, "{\"policy\":\"none\",\"subject\":\"s\",\"fields\":{}}");

    lines.forEach(
        (code, line) -> {
          double before = refused(code);

          // When
          Api.lines(Role.PRODUCT, path, line);

          // Then
          assertThat(refused(code) - before).as(code.name()).isEqualTo(counted);
        });
  }

  @Test
  void itemsOfAFailedChunkAreCounted() {
    // Given
    Map<String, ?> record =
        Map.of(
            "policy", "sens",
            "category", "optional",
            "subject", "counted",
            "fields", Map.of("profession", "smith"));
    List<?> records = Collections.nCopies(SEVERAL_CHUNKS, record);
    double before = refused(ErrorCode.INTERNAL);
    ServiceDatabase.execute(
        "ALTER TABLE record ADD CONSTRAINT spoilt CHECK (category <> 'optional') NOT VALID");

    // When
    Api.items(Role.PRODUCT, "/records", records);
    ServiceDatabase.execute("ALTER TABLE record DROP CONSTRAINT spoilt");

    // Then
    assertThat(refused(ErrorCode.INTERNAL) - before).isEqualTo(SEVERAL_CHUNKS);
  }
}
