package io.lethe.problem;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Api;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The API document says all of every call, and what it says is true of the code. */
@QuarkusTest
class OpenApiTest {

  private static final List<String> STREAMS =
      List.of("/api/v1/records", "/api/v1/transform", "/api/v1/events");
  private static final Set<String> EVERYWHERE = Set.of("401", "403", "406", "500", "503");

  private JsonNode document;
  private final List<Operation> operations = new ArrayList<>();

  /** One call of the document. */
  private record Operation(String name, String path, JsonNode json) {
    @Override
    public String toString() {
      return name;
    }
  }

  @BeforeEach
  void read() {
    document = Api.json(given().get("/q/openapi?format=json").asString());
    document
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        method ->
                            operations.add(
                                new Operation(
                                    method.getKey() + " " + path.getKey(),
                                    path.getKey(),
                                    method.getValue()))));
    operations.removeIf(operation -> operation.path().startsWith("/dev/"));
  }

  @Test
  void everyOperationHasASummaryATagAndASecurityScheme() {
    // Then
    assertThat(operations).hasSizeGreaterThan(30);
    assertThat(operations)
        .allSatisfy(
            operation -> {
              assertThat(operation.json().path("summary").asText()).isNotBlank();
              assertThat(operation.json().path("operationId").asText()).isNotBlank();
              assertThat(operation.json().path("tags")).hasSize(1);
              assertThat(operation.json().path("security").path(0).has("bearer")).isTrue();
            });
    assertThat(document.path("components").path("securitySchemes").path("bearer").path("scheme"))
        .hasToString("\"bearer\"");
  }

  @Test
  void everyBodyHasASchemaAndAnExampleThatFitsIt() {
    // Then
    assertThat(operations)
        .allSatisfy(
            operation -> {
              assertContents(operation.json().path("requestBody").path("content"));
              JsonNode success = success(operation);
              assertThat(success.path("content").isEmpty()).isFalse();
              assertContents(success.path("content"));
            });
  }

  @Test
  void everyOperationNamesItsProblems() {
    // Then
    assertThat(operations)
        .allSatisfy(
            operation -> {
              JsonNode responses = operation.json().path("responses");
              EVERYWHERE.forEach(status -> assertThat(responses.has(status)).isTrue());
              assertThat(responses.has("404"))
                  .isEqualTo(
                      operation.path().contains("{")
                          || operation.path().endsWith("/reidentifications"));
              responses
                  .properties()
                  .forEach(
                      response -> {
                        if (response.getKey().compareTo("400") >= 0) {
                          assertProblem(response.getKey(), response.getValue());
                        }
                      });
            });
  }

  @Test
  void bodiesReadAsStreamsDescribeObjectArrayAndLines() {
    // Then
    for (String path : STREAMS) {
      JsonNode call = document.path("paths").path(path).path("post");
      JsonNode sent = call.path("requestBody").path("content");
      assertThat(sent.path("application/json").path("schema").path("oneOf")).hasSize(2);
      assertThat(sent.path("application/json").path("examples")).hasSize(2);
      assertThat(sent.path("application/x-ndjson").path("examples")).hasSize(1);
      JsonNode answered = call.path("responses").path("200").path("content");
      assertThat(answered.has("application/json")).isTrue();
      assertThat(answered.has("application/x-ndjson")).isTrue();
      assertThat(call.path("x-item-codes").isEmpty()).isFalse();
      call.path("x-item-codes").forEach(code -> ErrorCode.valueOf(code.asText()));
    }
  }

  private static JsonNode success(Operation operation) {
    JsonNode responses = operation.json().path("responses");
    List<JsonNode> found = new ArrayList<>();
    responses
        .properties()
        .forEach(
            response -> {
              if (response.getKey().startsWith("2")) {
                found.add(response.getValue());
              }
            });
    assertThat(found).as(operation.name()).hasSize(1);
    return found.get(0);
  }

  private void assertContents(JsonNode contents) {
    contents
        .properties()
        .forEach(
            content -> {
              JsonNode schema = content.getValue().path("schema");
              assertThat(schema.isEmpty()).isFalse();
              List<JsonNode> examples = new ArrayList<>();
              content.getValue().path("examples").forEach(one -> examples.add(one.path("value")));
              if (content.getValue().has("example")) {
                examples.add(content.getValue().path("example"));
              }
              assertThat(examples).isNotEmpty();
              examples.forEach(example -> assertFits(example, schema));
            });
  }

  /** Every key of the example is a property of the schema, and what is required is there. */
  private void assertFits(JsonNode example, JsonNode schema) {
    JsonNode known = resolve(schema, example);
    if (example.isArray()) {
      example.forEach(element -> assertFits(element, known.path("items")));
      return;
    }
    known.path("required").forEach(name -> assertThat(example.has(name.asText())).isTrue());
    JsonNode properties = known.path("properties");
    if (example.isObject() && !properties.isMissingNode()) {
      example
          .properties()
          .forEach(
              field -> {
                assertThat(properties.has(field.getKey())).as(field.getKey()).isTrue();
                assertFits(field.getValue(), properties.path(field.getKey()));
              });
    }
  }

  private JsonNode resolve(JsonNode schema, JsonNode example) {
    if (schema.has("oneOf")) {
      return resolve(schema.path("oneOf").path(example.isArray() ? 1 : 0), example);
    }
    String reference = schema.path("$ref").asText();
    return reference.isEmpty() ? schema : document.at(reference.substring(1));
  }

  private static void assertProblem(String status, JsonNode response) {
    JsonNode content = response.path("content").path(Problem.MEDIA_TYPE);
    assertThat(content.path("schema").path("$ref").asText()).endsWith("/Problem");
    assertThat(content.path("examples").isEmpty()).isFalse();
    content
        .path("examples")
        .properties()
        .forEach(
            example -> {
              ErrorCode code = ErrorCode.valueOf(example.getKey());
              assertThat(status).isEqualTo(Integer.toString(code.status()));
            });
  }
}
