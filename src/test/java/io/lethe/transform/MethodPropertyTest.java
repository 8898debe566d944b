package io.lethe.transform;

import static io.lethe.transform.Plans.DROP;
import static io.lethe.transform.Plans.KEEP;
import static io.lethe.transform.Plans.object;
import static io.lethe.transform.Plans.parse;
import static io.lethe.transform.Plans.plan;
import static io.lethe.transform.Plans.rule;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.lethe.crypto.TextFormat;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.Scale;
import net.jqwik.api.constraints.StringLength;

/** What holds of every method, or of every one of a kind. */
class MethodPropertyTest {

  private static final Generalize.Mapping LIST =
      new Generalize.Mapping(Map.of("a", "first", "b", "first"), "other");
  private static final Generalize.Prefixes PREFIXES =
      new Generalize.Prefixes(Map.of("a", "first"), "other");
  private static final Noise NOISE =
      new Noise(new Noise.Laplace(BigDecimal.TEN), BigDecimal.ONE, Optional.empty());

  /** Methods of a text that leave something of it, made of the value alone. */
  @Provide
  Arbitrary<Method> deterministic() {
    return Arbitraries.of(KEEP, new Method.Mask(1, 1), new Method.Truncate(3), LIST, PREFIXES);
  }

  /** Methods of a text that leave something. */
  @Provide
  Arbitrary<Method> leaving() {
    return Arbitraries.of(
        KEEP,
        new Method.Mask(1, 1),
        new Method.Truncate(3),
        LIST,
        PREFIXES,
        new RandomValue(List.of()),
        new RandomValue(List.of("x")),
        new Retoken(22),
        new Mixed.Shuffle(Optional.empty()),
        new Mixed.Aggregate(Optional.empty(), Optional.empty()));
  }

  @Property
  void whatIsMadeOfTheValueAloneIsTheSameEachTime(
      @ForAll("deterministic") Method method, @ForAll String text) {
    // Given
    JsonNode value = TextNode.valueOf(text);

    // Then
    assertThat(method.leave(ValueType.TEXT, value)).isEqualTo(method.leave(ValueType.TEXT, value));
  }

  @Property
  void nullEmptyAndAbsentAreKeptApart(@ForAll("leaving") Method method)
      throws JsonProcessingException {
    // Given
    RecordPlan plan = plan(rule("f", ValueType.TEXT, KEEP, method));
    ObjectNode nothing = JsonNodeFactory.instance.objectNode();

    // When
    Left ofNull = plan.depersonalize(object("{\"f\": null}"), nothing);
    Left ofEmpty = plan.depersonalize(object("{\"f\": \"\"}"), nothing);
    Left ofAbsent = plan.depersonalize(object("{}"), nothing);

    // Then
    assertThat(ofNull.rest()).isEqualTo(object("{\"f\": null}"));
    assertThat(ofNull.mixed()).isEmpty();
    assertThat(ofAbsent.rest()).isEmpty();
    assertThat(ofAbsent.mixed()).isEmpty();
    JsonNode empty =
        method instanceof Mixed
            ? ofEmpty.mixed().path("f").path("value")
            : ofEmpty.rest().path("f");
    assertThat(empty.textValue()).isEqualTo(method instanceof Generalize ? "other" : "");
  }

  @Property
  void aMethodThatDropsLeavesNothingOfAnyValue(@ForAll String text) {
    // Given
    RecordPlan plan = plan(rule("f", ValueType.TEXT, KEEP, DROP));
    ObjectNode view = JsonNodeFactory.instance.objectNode().put("f", text);

    // Then
    assertThat(plan.depersonalize(view, JsonNodeFactory.instance.objectNode()).rest()).isEmpty();
  }

  @Property
  void twoValuesOfOneMultipleCannotBeToldApart(
      @ForAll @BigRange(min = "-1e6", max = "1e6") @Scale(3) BigDecimal value) {
    // Given the multiple that is left, and all that is known
    Round round = new Round.Multiple(BigDecimal.TEN);
    JsonNode left = round.leave(ValueType.NUMBER, DecimalNode.valueOf(value)).orElseThrow();

    // Then many others are left as it
    for (int i = -4; i <= 4; i++) {
      BigDecimal other = left.decimalValue().add(new BigDecimal(i));
      assertThat(round.leave(ValueType.NUMBER, DecimalNode.valueOf(other))).contains(left);
    }
  }

  @Property
  void newTokensDependOnChanceAlone(
      @ForAll @StringLength(min = 1) String one,
      @ForAll @StringLength(min = 1) String other,
      @ForAll long seed) {
    assertThat(token(one, seed)).isEqualTo(token(other, seed));
  }

  @Property
  void noiseDependsOnChanceAloneButForItsCentre(
      @ForAll @BigRange(min = "-1e6", max = "1e6") @Scale(0) BigDecimal value, @ForAll long seed) {
    // Given the same chance for a value and for its neighbour
    BigDecimal one = noisy(value, seed);
    BigDecimal other = noisy(value.add(BigDecimal.ONE), seed);

    // Then what is added is the same
    assertThat(other.subtract(one)).isEqualByComparingTo(BigDecimal.ONE);
  }

  @Property
  void formatPreservingIsTheSameEachTimeAndAnotherForAnother(
      @ForAll("serials") String one, @ForAll("serials") String other) {
    // Given
    Method format =
        new Method.FormatPreserving(Optional.empty(), TextFormat.layout(Optional.empty(), 128));
    RecordPlan plan =
        plan(rule("a", ValueType.TEXT, format, DROP), rule("b", ValueType.TEXT, KEEP, DROP));

    // When
    String first = received(plan, one);
    String second = received(plan, other);

    // Then each keeps its length and the place of its dash
    assertThat(received(plan, one)).isEqualTo(first);
    assertThat(first).matches("[0-9]{4}-[0-9]{4}");
    assertThat(first.equals(second)).isEqualTo(one.equals(other));
  }

  @Provide
  Arbitrary<String> serials() {
    return Arbitraries.integers()
        .between(0, 99_999_999)
        .map(number -> "%04d-%04d".formatted(number / 10_000, number % 10_000));
  }

  private static String received(RecordPlan plan, String value) {
    Outcome outcome = plan.protect(parse("{\"a\": \"" + value + "\"}"), new FixedTokens());
    return ((Outcome.Protected) outcome).view().get("a").textValue();
  }

  private static String token(String value, long seed) {
    return new Retoken(22)
        .draw(ValueType.TEXT, TextNode.valueOf(value), new Chance(new SplittableRandom(seed)))
        .orElseThrow()
        .textValue();
  }

  private static BigDecimal noisy(BigDecimal value, long seed) {
    return NOISE
        .draw(ValueType.NUMBER, DecimalNode.valueOf(value), new Chance(new SplittableRandom(seed)))
        .orElseThrow()
        .decimalValue();
  }
}
