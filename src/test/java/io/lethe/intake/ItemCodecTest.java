package io.lethe.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.problem.ErrorCode;
import io.lethe.problem.Problems;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ItemCodecTest {

  private final ItemCodec codec =
      new ItemCodec(
          new SmallRyeConfigBuilder()
              .withMapping(IntakeConfig.class)
              .build()
              .getConfigMapping(IntakeConfig.class));

  private List<ItemCodec.Item> items(String body) {
    return codec.items(Buffer.buffer(body));
  }

  @Test
  void arrayIsReadElementByElement() {
    // When
    List<ItemCodec.Item> items = items(" [{\"a\": [1, {\"b\": 2}]}, 7, [], {\"a\": null}] ");

    // Then
    assertThat(items)
        .extracting(ItemCodec.Item::fault)
        .containsExactly(null, ErrorCode.BODY_SHAPE, ErrorCode.BODY_SHAPE, null);
    assertThat(items.get(0).json()).hasToString("{\"a\":[1,{\"b\":2}]}");
    assertThat(items("[]")).isEmpty();
    assertThat(items("{}")).hasSize(1);
  }

  @Test
  void arrayThatIsTooLongIsNotReadToItsEnd() {
    // Given: what comes after the limit is no JSON
    String longest = "[" + "{},".repeat(9_999) + "{}";

    // Then
    assertThat(items(longest + "]")).hasSize(10_000);
    assertThatThrownBy(() -> items(longest + ",{},\u0000"))
        .satisfies(Problems.carries(ErrorCode.ITEMS_TOO_MANY));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[{}", "[{} {}]", "[{},]", "{} {}", "[{}] 1", "[{}}"})
  void textThatIsNoJsonIsRefused(String body) {
    assertThatThrownBy(() -> items(body)).satisfies(Problems.carries(ErrorCode.BODY_NOT_JSON));
  }
}
