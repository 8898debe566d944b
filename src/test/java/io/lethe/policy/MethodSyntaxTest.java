package io.lethe.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.crypto.TextFormat;
import io.lethe.transform.Generalize;
import io.lethe.transform.Method;
import io.lethe.transform.Mixed;
import io.lethe.transform.Noise;
import io.lethe.transform.RandomValue;
import io.lethe.transform.Retoken;
import io.lethe.transform.Round;
import io.lethe.transform.ValueType;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
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
        Arguments.of("{generalize: {region: country}}", new Generalize.Country()),
        Arguments.of(
            "{generalize: {region: {prefixes: {center: ['10', '11'], '40': kaluga}, other: o}}}",
            new Generalize.Prefixes(Map.of("10", "center", "11", "center", "40", "kaluga"), "o")),
        Arguments.of("format-preserving", format("", TextFormat.layout(Optional.empty(), 128))),
        Arguments.of(
            "{format-preserving: {}}", format("", TextFormat.layout(Optional.empty(), 128))),
        Arguments.of(
            "{format-preserving: {alphabet: digits, domain: cards, max-length: 16}}",
            format("cards", TextFormat.alphabet("0123456789", 16))),
        Arguments.of(
            "{format-preserving: {alphabet: digits, keep-layout: true}}",
            format("", TextFormat.layout(Optional.of("0123456789"), 128))),
        Arguments.of(
            "{format-preserving: {alphabet: 01}}", format("", TextFormat.alphabet("01", 128))),
        Arguments.of(
            "{format-preserving: {alphabet: абв}}", format("", TextFormat.alphabet("абв", 128))));
  }

  private static Method format(String domain, TextFormat format) {
    return new Method.FormatPreserving(Optional.of(domain).filter(name -> !name.isEmpty()), format);
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
        Arguments.of("{generalize: {list: {groups: {a: [x], b: [x]}, other: o}}}", "KEY_DUPLICATE"),
        Arguments.of("{format-preserving: {radix: 10}}", "KEY_UNKNOWN"),
        Arguments.of("{format-preserving: {keep-layout: false}}", "KEY_MISSING"),
        Arguments.of("{format-preserving: {alphabet: aa}}", "VALUE_NOT_ALLOWED"),
        Arguments.of("{format-preserving: {alphabet: \"a\\0\"}}", "VALUE_NOT_ALLOWED"),
        Arguments.of("{format-preserving: {alphabet: [a]}}", "TYPE_WRONG"),
        Arguments.of(
            "{format-preserving: {alphabet: abc, keep-layout: true}}", "VALUE_NOT_ALLOWED"),
        Arguments.of("{format-preserving: {max-length: 129}}", "VALUE_NOT_ALLOWED"),
        Arguments.of("{generalize: {region: city}}", "VALUE_NOT_ALLOWED"),
        Arguments.of("{generalize: {region: {prefixes: {a: ['1']}}}}", "KEY_MISSING"),
        Arguments.of(
            "{generalize: {region: {prefixes: {a: [x], b: ['X ']}, other: o}}}", "KEY_DUPLICATE"));
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

  static Stream<Arguments> laterMethods() {
    BigDecimal five = new BigDecimal("5");
    return Stream.of(
        Arguments.of("{round: {to: 0.5}}", new Round.Multiple(new BigDecimal("0.5"))),
        Arguments.of("{round: {to: quarter}}", new Round.Start(Round.Period.QUARTER)),
        Arguments.of("{noise: {scale: 5}}", noise(new Noise.Laplace(five))),
        Arguments.of("{noise: {sigma: 5}}", noise(new Noise.Gaussian(five))),
        Arguments.of(
            "{noise: {epsilon: 0.5, sensitivity: 5, step: 0.1, min: -1, max: 4}}",
            new Noise(
                new Noise.Epsilon(new BigDecimal("0.5"), five),
                new BigDecimal("0.1"),
                Optional.of(new Noise.Bounds(BigDecimal.ONE.negate(), new BigDecimal(4), false)))),
        Arguments.of(
            "{noise: {scale: 5, min: 1970-01-02, max: '1970-01-05'}}",
            new Noise(
                new Noise.Laplace(five),
                BigDecimal.ONE,
                Optional.of(new Noise.Bounds(BigDecimal.ONE, new BigDecimal(4), true)))),
        Arguments.of("random", new RandomValue(List.of())),
        Arguments.of("{random: {from: [a, 2]}}", new RandomValue(List.of("a", "2"))),
        Arguments.of("retoken", new Retoken(22)),
        Arguments.of("{retoken: {length: 8}}", new Retoken(8)),
        Arguments.of("shuffle", new Mixed.Shuffle(Optional.empty())),
        Arguments.of("{shuffle: {at-least: 20}}", new Mixed.Shuffle(Optional.of(20))),
        Arguments.of("aggregate", new Mixed.Aggregate(Optional.empty(), Optional.empty())),
        Arguments.of(
            "{aggregate: {statistic: median, at-least: 10}}",
            new Mixed.Aggregate(Optional.of(Mixed.Statistic.MEDIAN), Optional.of(10))));
  }

  private static Noise noise(Noise.Distribution distribution) {
    return new Noise(distribution, BigDecimal.ONE, Optional.empty());
  }

  @ParameterizedTest
  @MethodSource("laterMethods")
  void methodOfDepersonalizationIsReadAsItIsWritten(String written, Method expected) {
    // Given a field with this method on depersonalization
    String yaml = withField("type: text, on-receipt: keep, on-depersonalize: " + written);
    // When the document is read
    PolicyParser.Parsed parsed = PolicyParser.parse(yaml);
    // Then the method is this one
    assertThat(parsed.findings()).isEmpty();
    var field = parsed.document().orElseThrow().categories().get("c").field("f").orElseThrow();
    assertThat(field.onDepersonalize()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{round: {to: 0}} | VALUE_NOT_ALLOWED",
        "{round: {to: decade}} | VALUE_NOT_ALLOWED",
        "round | KEY_MISSING",
        "noise | KEY_MISSING",
        "{noise: {}} | VALUE_NOT_ALLOWED",
        "{noise: {scale: 1, sigma: 1}} | VALUE_NOT_ALLOWED",
        "{noise: {epsilon: 1}} | VALUE_NOT_ALLOWED",
        "{noise: {scale: 1, sensitivity: 1}} | VALUE_NOT_ALLOWED",
        "{noise: {scale: -1}} | VALUE_NOT_ALLOWED",
        "{noise: {scale: 1, step: 0}} | VALUE_NOT_ALLOWED",
        "{noise: {scale: 1, min: 0}} | KEY_MISSING",
        "{noise: {scale: 1, min: 5, max: 4}} | VALUE_NOT_ALLOWED",
        "{noise: {scale: 1, min: 1990-01-01, max: 5}} | VALUE_NOT_ALLOWED",
        "{noise: {scale: 1, min: 1, max: 9, step: 10}} | VALUE_NOT_ALLOWED",
        "{random: {from: []}} | VALUE_NOT_ALLOWED",
        "{random: {}} | KEY_MISSING",
        "{retoken: {length: 5}} | VALUE_NOT_ALLOWED",
        "{shuffle: {least: 5}} | KEY_UNKNOWN",
        "{shuffle: {at-least: 0}} | VALUE_NOT_ALLOWED",
        "{aggregate: {statistic: sum}} | VALUE_NOT_ALLOWED",
        "encrypt | METHOD_MISPLACED"
      })
  void methodOfDepersonalizationThatIsWrongIsAFinding(String written, String codes) {
    // Given a field with this method on depersonalization
    String yaml = withField("type: text, on-receipt: keep, on-depersonalize: " + written);
    // When the document is read
    PolicyParser.Parsed parsed = PolicyParser.parse(yaml);
    // Then this is found
    assertThat(parsed.findings())
        .extracting(Finding::code)
        .containsExactlyInAnyOrder(codes.split(" "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{round: {to: 10}} | true",
        "{noise: {scale: 5}} | true",
        "random | true",
        "retoken | true",
        "shuffle | false",
        "aggregate | false"
      })
  void whatIsMeantForLaterIsTakenOnReceiptOnlyWhereThePolicyDeclaresIt(
      String written, boolean declarable) {
    // Given a field without, and with, the declaration and its clause
    String method = "type: text, on-receipt: " + written;
    // When the documents are read
    List<Finding> plain = PolicyParser.parse(withField(method)).findings();
    List<Finding> declared =
        PolicyParser.parse(withField(method + ", irreversible-on-receipt: 3.4")).findings();
    // Then only what works on one record can be declared
    assertThat(plain).extracting(Finding::code).containsExactly("METHOD_MISPLACED");
    assertThat(plain.get(0).message().contains("irreversible-on-receipt")).isEqualTo(declarable);
    assertThat(declared.isEmpty()).isEqualTo(declarable);
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
