package io.lethe.intake;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Api;
import io.lethe.ServiceDatabase;
import io.lethe.access.Role;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Problems;
import io.lethe.problem.ProducesCode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A stream whose answer reaches its limit. */
@QuarkusTest
@TestProfile(StreamLimitResourceTest.SmallSpool.class)
class StreamLimitResourceTest {

  private static final int CHUNK = 10;

  @Test
  @ProducesCode(ErrorCode.STREAM_TOO_LONG)
  void linesAfterTheLimitAreRefusedTogetherAndNotStored() {
    // Given
    int lines = 95;
    String body =
        IntStream.range(0, lines)
            .mapToObj(
                i ->
                    "{\"reference\":\"r%d\",\"policy\":\"sens\",\"category\":\"mandatory\",\"subject\":\"s-limit-%d\",\"fields\":{\"gender\":\"f\"}}"
                        .formatted(i, i))
            .collect(Collectors.joining("\n"));

    // When
    List<JsonNode> answers = Api.lines(Role.PRODUCT, "/records", body);

    // Then
    int answered = answers.size() - 2;
    assertThat(answered).isBetween(CHUNK, lines - CHUNK).matches(count -> count % CHUNK == 0);
    for (int i = 0; i < answered; i++) {
      assertThat(answers.get(i).path("reference").asText()).isEqualTo("r" + i);
      assertThat(answers.get(i).path("status").asText()).isEqualTo("accepted");
    }
    JsonNode rest = answers.get(answered);
    Problems.isRejected(rest, ErrorCode.STREAM_TOO_LONG, "");
    assertThat(rest.path("lines").asInt()).isEqualTo(lines - answered);
    assertThat(answers.get(answered + 1).toString())
        .isEqualTo(
            "{\"summary\":{\"accepted\":%d,\"rejected\":%d}}"
                .formatted(answered, lines - answered));
    assertThat(ServiceDatabase.value("SELECT count(*) FROM record")).isEqualTo((long) answered);
    assertThat(given().get("/q/metrics").asString())
        .containsPattern(
            "lethe_records_rejected_total\\{code=\"STREAM_TOO_LONG\"[^}]*} " + (lines - answered));
  }

  /** A spool that a few chunks fill. */
  public static final class SmallSpool implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "lethe.intake.chunk",
          Integer.toString(CHUNK),
          "lethe.intake.answer",
          "1000",
          "lethe.intake.spool",
          "3000",
          "lethe.scheduler.enabled",
          "false");
    }
  }
}
