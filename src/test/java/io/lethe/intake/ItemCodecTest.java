package io.lethe.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.problem.ErrorCode;
import io.lethe.problem.Problems;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ItemCodecTest {

  private final ItemCodec codec =
      new ItemCodec(
          new SmallRyeConfigBuilder()
              .withConverter(Duration.class, 200, new DurationConverter())
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

  @Test
  void textOfMoreValuesThanItemsHaveIsNotBuilt() {
    // Given: well-formed JSON within the limits of bytes
    String many = "{\"fields\":{\"a\":[" + "{},".repeat(1_700_000) + "{}]}}";
    String some = "{\"fields\":{\"a\":[" + "{},".repeat(2_000) + "{}]}}";

    // Then
    assertThatThrownBy(() -> items(many)).satisfies(Problems.carries(ErrorCode.BODY_NOT_JSON));
    assertThatThrownBy(() -> items("[" + many + "]"))
        .satisfies(Problems.carries(ErrorCode.BODY_NOT_JSON));
    assertThat(line(some).fault()).isEqualTo(ErrorCode.BODY_NOT_JSON);
  }

  @Test
  void itemsOfTheMostFieldsAreRead() {
    // Given: the most fields of a record, and some more, which it is told of later
    String fields = "\"a%d\":1,".repeat(129).formatted(IntStream.range(0, 129).boxed().toArray());
    String item = "{\"fields\":{" + fields + "\"z\":1}}";

    // Then
    assertThat(line(item).fault()).isNull();
    assertThat(items("[" + (item + ",").repeat(999) + item + "]")).hasSize(1_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[{}", "[{} {}]", "[{},]", "{} {}", "[{}] 1", "[{}}"})
  void textThatIsNoJsonIsRefused(String body) {
    assertThatThrownBy(() -> items(body)).satisfies(Problems.carries(ErrorCode.BODY_NOT_JSON));
  }

  @Test
  void itemThatIsSentAloneFitsIntoAnArray() {
    // Given: a value in 14 arrays, or in 15, of an object
    String deepest = "{\"a\":" + "[".repeat(14) + "1" + "]".repeat(14) + "}";
    String deeper = "{\"a\":" + "[".repeat(15) + "1" + "]".repeat(15) + "}";

    // Then: what is read of one way is read of the others
    assertThat(items(deepest)).hasSize(1);
    assertThat(items("[" + deepest + "]")).hasSize(1);
    assertThat(line(deepest).fault()).isNull();
    assertThatThrownBy(() -> items(deeper)).satisfies(Problems.carries(ErrorCode.BODY_NOT_JSON));
    assertThatThrownBy(() -> items("[" + deeper + "]"))
        .satisfies(Problems.carries(ErrorCode.BODY_NOT_JSON));
    assertThat(line(deeper).fault()).isEqualTo(ErrorCode.BODY_NOT_JSON);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "[]", "[[1]]"})
  void referenceIsOneValue(String reference) {
    // When
    ItemCodec.Item item = items("{\"reference\":" + reference + "}").get(0);

    // Then
    assertThat(item.fault()).isEqualTo(ErrorCode.BODY_SHAPE);
    assertThat(item.path()).isEqualTo("reference");
  }

  private ItemCodec.Item line(String text) {
    return codec.item(new LineSplitter.Line(text.getBytes(StandardCharsets.UTF_8), false));
  }
}
