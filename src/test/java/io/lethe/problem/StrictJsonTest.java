package io.lethe.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {

  private final ObjectMapper mapper = new ObjectMapper();

  /** As bodies have values of any kind. */
  record Body(List<JsonNode> values) {}

  @BeforeEach
  void customize() {
    new StrictJson().customize(mapper);
  }

  @ParameterizedTest
  @ValueSource(strings = {"12345678901234567.89", "0.1234567890123456789", "1.50", "7"})
  void numberHasTheDigitsThatWereSent(String number) throws JsonProcessingException {
    // When
    Body body = mapper.readValue("{\"values\":[" + number + "]}", Body.class);

    // Then
    assertThat(mapper.writeValueAsString(body.values())).isEqualTo("[" + number + "]");
  }

  @Test
  void mostValuesOfACallAreRead() throws JsonProcessingException {
    // Given
    String body = "{\"values\":[" + "1,".repeat(9_999) + "1]}";

    // Then
    assertThat(mapper.readValue(body, Body.class).values()).hasSize(10_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"values\":[", "["})
  void bodyOfFarMoreValuesIsNotBuilt(String opening) {
    // Given: what comes after the limit is no JSON
    String body = opening + "{},".repeat(500_000) + "{}}";
    Class<?> type = opening.startsWith("{") ? Body.class : JsonNode.class;

    // When
    Throwable thrown = catchThrowable(() -> mapper.readValue(body, type));

    // Then
    assertThat(thrown).hasMessageContaining("Token count");
    assertThat(Diagnosis.of(thrown).code()).isEqualTo(ErrorCode.BODY_NOT_JSON);
  }
}
