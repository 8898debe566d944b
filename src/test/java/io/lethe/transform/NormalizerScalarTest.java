package io.lethe.transform;

import static io.lethe.transform.Normalizing.NORMALIZER;
import static io.lethe.transform.Normalizing.assertInvalid;
import static io.lethe.transform.Normalizing.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class NormalizerScalarTest {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  @ParameterizedTest
  @CsvSource({
    "DATE, 1990-03-15, 1990-03-15",
    "DATE, ' 2000-02-29 ', 2000-02-29",
    "DATE, 1800-01-01, 1800-01-01",
    "DATE, 9999-12-31, 9999-12-31",
    "DATETIME, 2026-03-10T14:05:06Z, 2026-03-10T14:05:06Z",
    "DATETIME, 2026-03-10T01:05:06.500+03:00, 2026-03-09T22:05:06.500Z",
    "DATETIME, 2026-03-10t14:05z, 2026-03-10T14:05:00Z",
    "DIGITS, 007, 007",
    "IP, 203.0.113.9, 203.0.113.9",
    "IP, 2001:DB8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "IP, 2001:0db8:0000:0000:0000:0000:0000:0001, 2001:db8::1",
    "IP, 2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "IP, 1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
    "IP, ::, ::",
    "IP, ::1, ::1",
    "IP, fe80::, fe80::",
    "IP, ::ffff:203.0.113.9, 203.0.113.9",
    "IP, ::FFFF:cb00:7109, 203.0.113.9",
    "IP, 64:ff9b::203.0.113.9, 64:ff9b::cb00:7109"
  })
  void otherTextsHaveOneCanonicalForm(ValueType type, String sent, String canonical) {
    // When
    Normalized.Value value = text(type, sent);

    // Then
    assertThat(value.value().textValue()).isEqualTo(canonical);
    assertThat(value.key()).isEqualTo(canonical);
  }

  @ParameterizedTest
  @CsvSource({
    "DATE, 1990-02-29",
    "DATE, 1990-2-9",
    "DATE, 15.03.1990",
    "DATE, 1799-12-31",
    "DATE, +12345-01-01",
    "DATE, 1990-03-15T00:00:00Z",
    "DATE, '١٩٩٠-٠٣-١٥'",
    "DATETIME, 2026-03-10",
    "DATETIME, 2026-03-10T14:05:06",
    "DATETIME, 2026-03-10T25:00:00Z",
    "DATETIME, 1800-01-01T00:00:00+03:00",
    "DATETIME, +999999999-12-31T00:00:00Z",
    "DIGITS, 12a",
    "DIGITS, -1",
    "DIGITS, ' 1'",
    "DIGITS, '١٢'",
    "DIGITS, 1.5",
    "IP, marker",
    "IP, marker.example.com",
    "IP, 1.2.3",
    "IP, 1.2.3.4.5",
    "IP, 256.1.1.1",
    "IP, 01.2.3.4",
    "IP, 1.2.3.4/24",
    "IP, 1.2.3.+4",
    "IP, 0x1.2.3.4",
    "IP, 3405803785",
    "IP, ':'",
    "IP, ':::'",
    "IP, 1::2::3",
    "IP, ':1::'",
    "IP, 1:2:3:4:5:6:7:8:9",
    "IP, 12345::",
    "IP, 1:2:3:4::5:6:7:8",
    "IP, fe80::1%eth0",
    "IP, [::1]",
    "IP, 1.2.3.4::",
    "IP, ::1.2.3.4:5",
    "IP, 1:2:3:4:5:6:7:1.2.3.4"
  })
  void whatIsNotOfItsTypeIsInvalid(ValueType type, String sent) {
    assertInvalid(type, TextNode.valueOf(sent));
  }

  @ParameterizedTest
  @CsvSource({
    "172, 172",
    "-0, 0",
    "1.50, 1.5",
    "1e2, 100",
    "100.000, 100",
    "1E-3, 0.001",
    "12345678901234567890, 12345678901234567890",
    "2147483648, 2147483648",
    "0.0, 0"
  })
  void numbersHaveOneKeyAndStayNumbers(String json, String key) throws JsonProcessingException {
    // When
    Normalized normalized = NORMALIZER.normalize(ValueType.NUMBER, JSON.readTree(json));

    // Then
    assertThat(normalized).isInstanceOf(Normalized.Value.class);
    Normalized.Value value = (Normalized.Value) normalized;
    assertThat(value.key()).isEqualTo(key);
    assertThat(JSON.writeValueAsString(value.value())).isEqualTo(key);
  }

  @Test
  void doublesHaveTheKeyOfTheirShortestText() {
    assertThat(NORMALIZER.normalize(ValueType.NUMBER, DoubleNode.valueOf(0.1)))
        .extracting("key")
        .isEqualTo("0.1");
  }

  static Stream<Named<JsonNode>> absurdNumbers() {
    // Named, or the test's own report would write the digits out.
    return Stream.<JsonNode>of(
            DecimalNode.valueOf(new BigDecimal("1e999999999")),
            DecimalNode.valueOf(new BigDecimal("-1e-999999999")),
            DecimalNode.valueOf(new BigDecimal("0e999999999")),
            DecimalNode.valueOf(new BigDecimal("1e38")),
            DecimalNode.valueOf(new BigDecimal("1e-39")),
            BigIntegerNode.valueOf(BigInteger.ONE.shiftLeft(50_000_000)),
            DoubleNode.valueOf(Double.NaN),
            DoubleNode.valueOf(Double.NEGATIVE_INFINITY),
            DoubleNode.valueOf(Double.MAX_VALUE),
            TextNode.valueOf("172"),
            JsonNodeFactory.instance.booleanNode(true))
        .map(node -> Named.of(node.getNodeType() + " " + node.numberType(), node));
  }

  @ParameterizedTest
  @MethodSource("absurdNumbers")
  void numbersThatCannotBeWrittenOutAreInvalid(JsonNode number) {
    assertThat(NORMALIZER.normalize(ValueType.NUMBER, number))
        .isInstanceOf(Normalized.Invalid.class);
  }

  @Test
  void booleansAreTrueOrFalse() throws JsonProcessingException {
    assertThat(NORMALIZER.normalize(ValueType.BOOLEAN, JSON.readTree("true")))
        .isEqualTo(new Normalized.Value(JSON.readTree("true"), "true"));
    assertInvalid(ValueType.BOOLEAN, TextNode.valueOf("true"));
    assertInvalid(ValueType.BOOLEAN, JSON.readTree("1"));
  }
}
