package io.lethe.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.transform.Generalize;
import io.lethe.transform.Method;
import io.lethe.transform.ValueType;
import java.math.BigDecimal;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MethodSyntaxTest {

  static Stream<Arguments> methods() {
    return Stream.of(
        Arguments.of("keep", new Method.Keep()),
        Arguments.of("drop", new Method.Drop()),
        Arguments.of("reject", new Method.Reject()),
        Arguments.of("encrypt", new Method.Encrypt(false)),
        Arguments.of("{encrypt: {searchable: true}}", new Method.Encrypt(true)),
        Arguments.of("{encrypt: {searchable: false}}", new Method.Encrypt(false)),
        Arguments.of("{pseudonymize: {domain: device}}", new Method.Pseudonymize("device")),
        Arguments.of("{mask: {keep-start: 1, keep-end: 4}}", new Method.Mask(1, 4)),
        Arguments.of("{truncate: 8}", new Method.Truncate(8)),
        Arguments.of("{generalize: {years: 5}}", new Generalize.Years(5)),
        Arguments.of("{generalize: {date: month}}", new Generalize.DatePart(Generalize.Part.MONTH)),
        Arguments.of("{generalize: {band: 2.5}}", new Generalize.Bands(new BigDecimal("2.5"))),
        Arguments.of("{generalize: {ip: {v4: 24, v6: 48}}}", new Generalize.IpPrefix(24, 48)),
        Arguments.of(
            "{generalize: {list: {groups: {north: [oslo, turku], rome: south}, other: else}}}",
            new Generalize.Mapping(
                Map.of("oslo", "north", "turku", "north", "rome", "south"), "else")),
        Arguments.of("format-preserving", new Method.Later("format-preserving")),
        Arguments.of("{format-preserving: {radix: 10}}", new Method.Later("format-preserving")));
  }

  @ParameterizedTest
  @MethodSource("methods")
  void methodIsReadAsItIsWritten(String written, Method expected) {
    // Given a field with this method on receipt
    String yaml = withField("type: text, on-receipt: " + written);
    // When the document is read
    PolicyParser.Parsed parsed = PolicyParser.parse(yaml);
    // Then the method is this one, and what is not told to stay is dropped
    assertThat(parsed.findings()).isEmpty();
    var field = parsed.document().orElseThrow().categories().get("c").field("f").orElseThrow();
    assertThat(field.onReceipt()).isEqualTo(expected);
    assertThat(field.onDepersonalize()).isEqualTo(new Method.Drop());
    assertThat(field.type()).isEqualTo(ValueType.TEXT);
  }

  static Stream<Arguments> badMethods() {
    return Stream.of(
        Arguments.of("hash", "METHOD_UNKNOWN"),
        Arguments.of("{hash: {}}", "METHOD_UNKNOWN"),
        Arguments.of("{encrypt: {}, mask: {}}", "METHOD_UNKNOWN"),
        Arguments.of("[encrypt]", "TYPE_WRONG METHOD_UNKNOWN"),
        Arguments.of("shuffle", "METHOD_MISPLACED"),
        Arguments.of("pseudonymize", "KEY_MISSING"),
        Arguments.of("{pseudonymize: {}}", "KEY_MISSING"),
        Arguments.of("{encrypt: {searchable: \"true\"}}", "TYPE_WRONG"),
        Arguments.of("{keep: {all: true}}", "TYPE_WRONG"),
        Arguments.of("{truncate: 0}", "VALUE_NOT_ALLOWED"),
        Arguments.of("{truncate: 99999999999}", "VALUE_NOT_ALLOWED"),
        Arguments.of("{generalize: {years: 5, band: 1}}", "VALUE_NOT_ALLOWED"),
        Arguments.of("{generalize: {band: -1}}", "VALUE_NOT_ALLOWED"),
        Arguments.of("{generalize: {date: week}}", "VALUE_NOT_ALLOWED"),
        Arguments.of("{generalize: {ip: {v4: 33}}}", "KEY_MISSING VALUE_NOT_ALLOWED"),
        Arguments.of(
            "{generalize: {list: {groups: {a: [x], b: [x]}, other: o}}}", "KEY_DUPLICATE"));
  }

  @ParameterizedTest
  @MethodSource("badMethods")
  void methodThatIsWrongIsAFinding(String written, String codes) {
    // Given a field with this method on receipt
    String yaml = withField("type: text, on-receipt: " + written);
    // When the document is read
    PolicyParser.Parsed parsed = PolicyParser.parse(yaml);
    // Then this is found, and there is no document
    assertThat(parsed.findings())
        .extracting(Finding::code)
        .containsExactlyInAnyOrder(codes.split(" "));
    assertThat(parsed.document()).isEmpty();
  }

  private static String withField(String field) {
    return """
        policy: p
        title: P
        zone: UTC
        categories:
          c:
            fields:
              f: {%s}
        """
        .formatted(field);
  }
}
