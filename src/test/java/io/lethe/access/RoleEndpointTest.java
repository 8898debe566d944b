package io.lethe.access;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Api;
import io.lethe.Tokens;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Problems;
import io.lethe.problem.ProducesCode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may call what: every endpoint of the API document, every role, and no token at all. */
@QuarkusTest
class RoleEndpointTest {

  private static final String ID = "00000000-0000-4000-8000-000000000000";

  /** Method, path, the roles that may, and the body that does no harm. */
  private static final String TABLE =
      """
      POST /api/v1/records                                        | product                                     | []
      GET  /api/v1/records                                        | product, privacy-officer                    |
      GET  /api/v1/records/{id}                                   | product, privacy-officer                    |
      PATCH /api/v1/records/{id}                                  | product                                     | {}
      GET  /api/v1/records/{id}/explanation                       | product, privacy-officer, auditor           |
      POST /api/v1/transform                                      | product                                     | []
      POST /api/v1/events                                         | product                                     | []
      POST /api/v1/subjects/search                                | product, privacy-officer                    | {}
      GET  /api/v1/gate                                           | privacy-officer, security, auditor          |
      POST /api/v1/gate/replay                                    | privacy-officer, security                   |
      POST /api/v1/gate/adopt                                     | privacy-officer, security                   | {}
      POST /api/v1/gate/activity-resent                           | privacy-officer                             |
      POST /api/v1/subjects/bans                                  | privacy-officer                             | {}
      POST /api/v1/subjects/bans/lift                             | privacy-officer                             | {}
      GET  /api/v1/subjects/{key}/disclosures                     | privacy-officer                             |
      POST /api/v1/decisions                                      | product                                     | {}
      GET  /api/v1/subjects/{key}/export                          | privacy-officer                             |
      POST /api/v1/pseudonyms/compute                             | product                                     | {}
      POST /api/v1/pseudonyms/upgrade                             | product                                     | {}
      POST /api/v1/leases                                         | product                                     |
      GET  /api/v1/keys                                           | security, auditor                           |
      POST /api/v1/keys/{ring}/rotate                             | security                                    | {}
      POST /api/v1/keys/{ring}/rewrap                             | security                                    | {}
      POST /api/v1/keys/{ring}/versions/{version}/destroy         | security                                    | {}
      GET  /api/v1/jobs                                           | security, auditor                           |
      GET  /api/v1/jobs/{id}                                      | security, auditor                           |
      POST /api/v1/jobs/{id}/approve                              | security                                    |
      POST /api/v1/jobs/{id}/pause                                | security                                    |
      POST /api/v1/jobs/{id}/resume                               | security                                    |
      POST /api/v1/jobs/{id}/cancel                               | security                                    |
      POST /api/v1/reidentifications                              | reidentifier                                | {}
      GET  /api/v1/depersonalized                                 | researcher                                  |
      GET  /api/v1/depersonalizations                             | privacy-officer, auditor                    |
      POST /api/v1/holds                                          | privacy-officer                             | {}
      POST /api/v1/holds/{id}/release                             | privacy-officer                             |
      POST /api/v1/blocks                                         | privacy-officer                             | {}
      POST /api/v1/blocks/{id}/release                            | privacy-officer                             |
      POST /api/v1/requests                                       | privacy-officer                             | {}
      GET  /api/v1/requests                                       | privacy-officer, auditor                    |
      GET  /api/v1/requests/block-candidates                      | privacy-officer, auditor                    |
      POST /api/v1/requests/block-candidates/{id}/approve         | privacy-officer                             |
      GET  /api/v1/requests/{id}                                  | privacy-officer, auditor                    |
      POST /api/v1/requests/{id}/evidence                         | privacy-officer                             | {}
      POST /api/v1/requests/{id}/extend                           | privacy-officer                             | {}
      POST /api/v1/requests/{id}/unblock                          | privacy-officer                             | {}
      POST /api/v1/requests/{id}/decide                           | privacy-officer                             | {}
      POST /api/v1/incidents                                      | privacy-officer                             | {}
      GET  /api/v1/incidents                                      | privacy-officer, auditor                    |
      GET  /api/v1/incidents/{id}                                 | privacy-officer, auditor                    |
      GET  /api/v1/incidents/{id}/notices                         | privacy-officer, auditor                    |
      POST /api/v1/incidents/{id}/notices                         | privacy-officer                             | {}
      GET  /api/v1/methods                                        | product, privacy-officer, security, reidentifier, researcher, auditor |
      GET  /api/v1/policies                                       | product, privacy-officer, security, auditor |
      POST /api/v1/policies                                       | privacy-officer                             | {}
      GET  /api/v1/policies/schema                                | product, privacy-officer, security, auditor |
      GET  /api/v1/policies/{policy}                              | product, privacy-officer, security, auditor |
      GET  /api/v1/policies/{policy}/versions/{version}           | product, privacy-officer, security, auditor |
      GET  /api/v1/policies/{policy}/versions/{version}/document  | privacy-officer, security, auditor          |
      POST /api/v1/policies/{policy}/versions/{version}/activate  | privacy-officer                             |
      POST /api/v1/policies/{policy}/versions/{version}/approve   | privacy-officer                             |
      POST /api/v1/policies/{policy}/versions/{version}/impact    | privacy-officer                             |
      POST /api/v1/policies/{policy}/versions/{version}/notices   | privacy-officer                             | {}
      GET  /api/v1/policies/{policy}/versions/{version}/methods   | privacy-officer, auditor                    |
      POST /api/v1/policies/{policy}/versions/{version}/methods/assess | privacy-officer                        | {}
      GET  /api/v1/calendars                                      | privacy-officer, auditor                    |
      GET  /api/v1/calendars/{name}/days                          | privacy-officer, auditor                    |
      POST /api/v1/calendars/{name}                               | privacy-officer                             | date
      POST /api/v1/calendars/{name}/versions/{version}/approve    | privacy-officer                             |
      POST /api/v1/retention/runs                                 | privacy-officer                             | {"dryRun":true}
      GET  /api/v1/retention/runs                                 | privacy-officer, security, auditor          |
      GET  /api/v1/retention/runs/{id}                            | privacy-officer, security, auditor          |
      GET  /api/v1/retention/runs/{id}/progress                   | privacy-officer, security, auditor          |
      GET  /api/v1/retention/forecast                             | privacy-officer, auditor                    |
      PATCH /api/v1/retention/runs/{id}                           | privacy-officer                             | {"rowsPerSecond":1}
      POST /api/v1/retention/runs/{id}/pause                      | privacy-officer                             |
      POST /api/v1/retention/runs/{id}/resume                     | privacy-officer                             |
      POST /api/v1/retention/runs/{id}/cancel                     | privacy-officer                             |
      POST /api/v1/retention/runs/{id}/approve                    | privacy-officer                             |
      GET  /api/v1/tasks                                          | product, privacy-officer, auditor           |
      GET  /api/v1/tasks/{id}/records                             | product, privacy-officer                    |
      POST /api/v1/tasks/{id}/done                                | product, privacy-officer                    | {}
      GET  /api/v1/acts                                           | privacy-officer, auditor                    |
      GET  /api/v1/acts/{id}                                      | privacy-officer, auditor                    |
      GET  /api/v1/acts/{id}/proof                                | privacy-officer, auditor                    |
      GET  /api/v1/acts/{id}/status                               | privacy-officer, auditor                    |
      POST /api/v1/acts/{id}/media                                | privacy-officer                             | {}
      POST /api/v1/acts/{id}/signatures                           | privacy-officer                             | {}
      GET  /api/v1/acts/{id}/signatures                           | privacy-officer, auditor                    |
      GET  /api/v1/acts/{id}/event-log                            | privacy-officer, auditor                    |
      GET  /api/v1/statements                                     | privacy-officer, auditor                    |
      GET  /api/v1/statements/{id}                                | privacy-officer, auditor                    |
      GET  /api/v1/ledger/checkpoint                              | auditor                                     |
      GET  /api/v1/ledger/keys                                    | auditor                                     |
      GET  /api/v1/ledger/proofs/inclusion                        | auditor                                     |
      GET  /api/v1/ledger/proofs/consistency                      | auditor                                     |
      GET  /api/v1/ledger/tile/{level}/{path}                     | auditor                                     |
      GET  /api/v1/ledger/tile/entries/{path}                     | auditor                                     |
      GET  /api/v1/ledger/entries                                 | auditor                                     |
      GET  /api/v1/ledger/verification                            | auditor                                     |
      """;

  /** An endpoint and who may call it. */
  record Endpoint(String method, String path, Set<Role> allowed, String body) {

    static Endpoint of(String row) {
      String[] cells = row.split("\\|", -1);
      String[] call = cells[0].trim().split("\\s+");
      Set<Role> allowed =
          Arrays.stream(cells[1].split(","))
              .map(label -> Role.of(label.trim()).orElseThrow())
              .collect(Collectors.toCollection(() -> EnumSet.noneOf(Role.class)));
      return new Endpoint(call[0], call[1], allowed, cells[2].trim());
    }

    String call() {
      return method + " " + path;
    }

    Response as(RequestSpecification caller) {
      String address =
          path.replace("{id}", ID)
              .replace("{key}", ID)
              .replace("{policy}", "none")
              .replace("{ring}", "none")
              .replace("{name}", "none")
              .replace("{version}", "1")
              .replace("{level}", "0")
              .replace("{path}", "000");
      RequestSpecification request =
          body.isEmpty()
              ? caller
              : caller
                  .header(
                      "Content-Type",
                      path.endsWith("/policies")
                          ? "application/yaml"
                          : path.endsWith("/calendars/{name}") ? "text/csv" : "application/json")
                  .body(body.getBytes(StandardCharsets.UTF_8));
      return request.request(method, address);
    }

    @Override
    public String toString() {
      return call();
    }
  }

  static Stream<Endpoint> endpoints() {
    return TABLE.lines().map(Endpoint::of);
  }

  static Stream<Arguments> endpointsByRole() {
    return endpoints()
        .flatMap(
            endpoint -> Arrays.stream(Role.values()).map(role -> Arguments.of(endpoint, role)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("endpointsByRole")
  @ProducesCode(ErrorCode.FORBIDDEN)
  void roleMayCallWhatTheTableSaysAndNothingElse(Endpoint endpoint, Role role) {
    // When
    Response response = endpoint.as(given().auth().oauth2(Tokens.of(role)));

    // Then
    if (endpoint.allowed().contains(role)) {
      assertThat(response.statusCode()).isNotIn(401, 403).isLessThan(500);
    } else {
      Problems.isProblem(response.then(), ErrorCode.FORBIDDEN);
    }
  }

  @ParameterizedTest
  @MethodSource("endpoints")
  @ProducesCode(ErrorCode.UNAUTHENTICATED)
  void nobodyMayCallWithoutAToken(Endpoint endpoint) {
    // When
    Response response = endpoint.as(given());

    // Then
    Problems.isProblem(response.then(), ErrorCode.UNAUTHENTICATED)
        .header("WWW-Authenticate", "Bearer");
  }

  @Test
  void tableAndApiDocumentHaveTheSameEndpointsAndRoles() {
    // Given
    JsonNode document = Api.json(given().get("/q/openapi?format=json").asString());

    // When
    Set<String> documented = new TreeSet<>();
    document
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        operation ->
                            documented.add(
                                row(
                                    operation.getKey().toUpperCase(Locale.ROOT)
                                        + " "
                                        + path.getKey(),
                                    roles(operation.getValue())))));
    documented.removeIf(row -> row.contains(" /dev/"));

    // Then
    assertThat(documented)
        .containsExactlyInAnyOrderElementsOf(
            endpoints()
                .map(
                    endpoint ->
                        row(
                            endpoint.call(),
                            endpoint.allowed().stream()
                                .map(Role::label)
                                .collect(Collectors.toCollection(TreeSet::new))))
                .toList());
  }

  private static String row(String call, Set<String> roles) {
    return call + " " + roles;
  }

  private static Set<String> roles(JsonNode operation) {
    Set<String> roles = new TreeSet<>();
    operation
        .path("security")
        .path(0)
        .properties()
        .forEach(scheme -> scheme.getValue().forEach(role -> roles.add(role.asText())));
    return roles;
  }
}
