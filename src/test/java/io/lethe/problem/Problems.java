package io.lethe.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import io.lethe.Api;
import io.restassured.response.ValidatableResponse;
import java.util.function.Consumer;

/** Asserts problems, and notes for {@link ProducesCode} that they were asserted. */
public final class Problems {

  private Problems() {}

  /** The whole answer is this problem. */
  public static ValidatableResponse isProblem(ValidatableResponse response, ErrorCode code) {
    String body =
        response.statusCode(code.status()).contentType(Problem.MEDIA_TYPE).extract().asString();
    JsonNode problem = Api.json(body); // a path of REST Assured's is a Groovy script, compiled anew
    assertThat(problem.path("code").asText()).as(body).isEqualTo(code.name());
    assertThat(problem.path("title").asText()).as(body).isEqualTo(code.title());
    assertThat(problem.path("status")).as(body).isEqualTo(IntNode.valueOf(code.status()));
    assertThat(problem.path("type").asText()).as(body).isEqualTo(Problem.typeOf(code));
    ProducedCodes.asserted(code);
    return response;
  }

  /** The whole answer is this problem, and its first violation is at this path. */
  public static ValidatableResponse isProblem(
      ValidatableResponse response, ErrorCode code, String path) {
    return isProblem(response, code).body("violations[0].path", equalTo(path));
  }

  /** An item was answered with this problem, at this path. */
  public static void isRejected(JsonNode item, ErrorCode code, String path) {
    assertThat(item.path("status").asText()).as(item.toString()).isEqualTo("rejected");
    JsonNode problem = item.path("problem");
    assertThat(problem.path("code").asText()).as(item.toString()).isEqualTo(code.name());
    assertThat(problem.path("status").asInt()).isEqualTo(code.status());
    assertThat(problem.path("title").asText()).isEqualTo(code.title());
    assertThat(problem.path("violations").path(0).path("path").asText()).isEqualTo(path);
    assertThat(item.has("id")).isFalse();
    assertThat(item.has("fields")).isFalse();
    ProducedCodes.asserted(code);
  }

  /** What was thrown carries this code; for {@code assertThatThrownBy(...).satisfies(...)}. */
  public static Consumer<Throwable> carries(ErrorCode code) {
    return thrown -> {
      Throwable cause = thrown;
      while (!(cause instanceof ServiceException) && cause.getCause() != null) {
        cause = cause.getCause();
      }
      assertThat(cause)
          .isInstanceOfSatisfying(
              ServiceException.class, known -> assertThat(known.code()).isEqualTo(code));
      ProducedCodes.asserted(code);
    };
  }
}
