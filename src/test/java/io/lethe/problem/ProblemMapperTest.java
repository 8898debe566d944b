package io.lethe.problem;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import io.lethe.Tokens;
import io.lethe.access.Role;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class ProblemMapperTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"items\":[{\"name\":\"marker-7f3a                     | BODY_NOT_JSON |",
        "marker-7f3a                                             | BODY_NOT_JSON |",
        "\"marker-7f3a\"                                         | BODY_SHAPE    |",
        "[\"marker-7f3a\"]                                       | BODY_SHAPE    |",
        "{\"items\":\"marker-7f3a\"}                             | BODY_SHAPE    | items",
        "{\"items\":[{\"name\":\"a\",\"size\":\"marker-7f3a\"}]} | BODY_SHAPE    | items[0].size",
        "{\"items\":[{\"name\":\"a\"}],\"counts\":{\"marker-7f3a\":\"b\"}} | BODY_SHAPE | counts.*",
        "{\"items\":[{\"size\":1}]}                              | BODY_SHAPE    | items[0].name",
        "{\"items\":[]}                                          | BODY_SHAPE    | items",
        "null                                                    | BODY_EMPTY    |",
        "``                                                      | BODY_EMPTY    |",
      })
  void bodyThatDoesNotFitIsAProblemWithoutItsValues(String body, ErrorCode code, String path) {
    // Given
    RequestSpecification request = product().contentType(ContentType.JSON).body(body);

    // When
    ValidatableResponse response = request.post("/probe").then();

    // Then
    isProblem(response, code);
    response.body(path == null ? "violations" : "violations[0].path", equalTo(path));
  }

  @Test
  void parameterThatIsOutOfRangeIsAProblem() {
    // When
    ValidatableResponse response = product().queryParam("limit", 10).get("/probe").then();

    // Then
    isProblem(response, ErrorCode.PARAMETER_INVALID);
    response.body("violations[0].path", equalTo("limit"));
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/probe/none,NOT_FOUND",
    "GET,/api/v1/none,NOT_FOUND",
    "DELETE,/probe,METHOD_NOT_ALLOWED",
    "GET,/probe/auditors,FORBIDDEN",
    "GET,/probe/unreachable,UNAVAILABLE",
    "GET,/probe?limit=marker-7f3a,PARAMETER_INVALID",
  })
  @ProducesCode({ErrorCode.METHOD_NOT_ALLOWED, ErrorCode.UNAVAILABLE})
  void refusalIsAProblem(String method, String path, ErrorCode code) {
    // When
    ValidatableResponse response = product().request(method, path).then();

    // Then
    isProblem(response, code);
  }

  @ParameterizedTest
  @CsvSource({"/probe", "/probe/auditors", "/api/v1/none", "/none", "/console"})
  void everythingNeedsAToken(String path) {
    // When
    ValidatableResponse response = given().get(path).then();

    // Then
    isProblem(response, ErrorCode.UNAUTHENTICATED);
    response.header("WWW-Authenticate", "Bearer");
  }

  @ParameterizedTest
  @CsvSource({"marker-7f3a", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJtYXJrZXItN2YzYSJ9."})
  void malformedOrUnsignedTokenIsAProblem(String token) {
    // When
    ValidatableResponse response = given().auth().oauth2(token).get("/probe").then();

    // Then
    isProblem(response, ErrorCode.UNAUTHENTICATED);
  }

  @Test
  @ProducesCode({ErrorCode.MEDIA_TYPE, ErrorCode.NOT_ACCEPTABLE})
  void unsupportedMediaTypesAreProblems() {
    // When
    ValidatableResponse sent =
        product().contentType(ContentType.XML).body("<a/>").post("/probe").then();
    ValidatableResponse asked = product().accept("image/png").get("/probe").then();

    // Then
    isProblem(sent, ErrorCode.MEDIA_TYPE);
    isProblem(asked, ErrorCode.NOT_ACCEPTABLE);
  }

  @Test
  @ProducesCode(ErrorCode.INTERNAL)
  void unexpectedErrorHasAReferenceAndNothingElse() {
    // When
    ValidatableResponse response = product().get("/probe/foreign").then();

    // Then
    isProblem(response, ErrorCode.INTERNAL);
    response.body("instance", startsWith("urn:uuid:"));
    response.body("detail", equalTo(null));
  }

  @Test
  void grantedRoleReachesItsResource() {
    // When
    String subject = product().get("/probe").then().statusCode(200).extract().path("subject");

    // Then
    assertThat(subject).isEqualTo("product");
  }

  private static RequestSpecification product() {
    return given().auth().oauth2(Tokens.of(Role.PRODUCT));
  }

  private static void isProblem(ValidatableResponse response, ErrorCode code) {
    Problems.isProblem(response, code).body(not(containsString(ProbeResource.MARKER)));
  }
}
