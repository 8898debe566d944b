package io.lethe.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.transform.Method;
import io.lethe.transform.ValueType;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is answered of methods is what the checks of policies do. */
class MethodKindTest {

  /** At least one form of each method for each type that it is said to fit. */
  private static final Map<MethodKind, List<String>> FORMS =
      Map.ofEntries(
          Map.entry(MethodKind.KEEP, List.of("keep")),
          Map.entry(MethodKind.DROP, List.of("drop")),
          Map.entry(MethodKind.REJECT, List.of("reject")),
          Map.entry(MethodKind.ENCRYPT, List.of("encrypt")),
          Map.entry(MethodKind.PSEUDONYMIZE, List.of("{pseudonymize: {domain: d}}")),
          Map.entry(MethodKind.FORMAT_PRESERVING, List.of("format-preserving")),
          Map.entry(MethodKind.MASK, List.of("{mask: {keep-end: 1}}")),
          Map.entry(MethodKind.TRUNCATE, List.of("{truncate: 1}")),
          Map.entry(
              MethodKind.GENERALIZE,
              List.of(
                  "{generalize: {years: 5}}",
                  "{generalize: {band: 5}}",
                  "{generalize: {ip: {v4: 24, v6: 48}}}",
                  "{generalize: {region: country}}",
                  "{generalize: {list: {groups: {a: [b]}, other: o}}}")),
          Map.entry(MethodKind.ROUND, List.of("{round: {to: 10}}", "{round: {to: year}}")),
          Map.entry(MethodKind.NOISE, List.of("{noise: {epsilon: 1, sensitivity: 1}}")),
          Map.entry(MethodKind.RANDOM, List.of("random")),
          Map.entry(MethodKind.RETOKEN, List.of("retoken")),
          Map.entry(MethodKind.SHUFFLE, List.of("shuffle")),
          Map.entry(MethodKind.AGGREGATE, List.of("aggregate")));

  @ParameterizedTest
  @EnumSource(MethodKind.class)
  void methodFitsTheTypesThatItIsSaidToFit(MethodKind kind) {
    // Given
    Set<ValueType> fitting = EnumSet.noneOf(ValueType.class);

    // When
    for (String form : FORMS.get(kind)) {
      Method method = method(kind, form);
      for (ValueType type : ValueType.values()) {
        if (MethodFit.fits(method, type)) {
          fitting.add(type);
        }
      }
    }

    // Then
    assertThat(fitting).isEqualTo(EnumSet.copyOf(kind.types()));
  }

  @ParameterizedTest
  @EnumSource(MethodKind.class)
  void whatIsReattributableIsNotIrreversible(MethodKind kind) {
    assertThat(kind.reattributable() && kind.irreversible()).isFalse();
    assertThat(MethodKind.of(kind.yamlName())).contains(kind);
    assertThat(kind.note()).isNotBlank();
  }

  @Test
  void orderAndStandardCallThemSo() {
    assertThat(List.of(MethodKind.values()).stream().map(MethodKindTest::row))
        .containsExactly(
            "keep | null | null",
            "drop | change of composition | suppression",
            "reject | null | null",
            "encrypt | null | null",
            "pseudonymize | introduction of identifiers | pseudonymization",
            "format-preserving | introduction of identifiers | format-preserving encryption",
            "mask | change of semantics | masking",
            "truncate | change of semantics | masking",
            "generalize | change of semantics | generalization",
            "round | change of semantics | generalization",
            "noise | change of semantics | noise addition",
            "random | change of semantics | randomization",
            "retoken | change of semantics | randomization",
            "shuffle | shuffling | permutation",
            "aggregate | aggregation (additional method) | aggregation, microaggregation");
  }

  private static String row(MethodKind kind) {
    return kind.yamlName()
        + " | "
        + kind.methodClass().order140()
        + " | "
        + kind.methodClass().iso20889();
  }

  private static Method method(MethodKind kind, String form) {
    boolean later = !kind.steps().contains(MethodKind.Step.RECEIPT);
    String yaml =
        """
        policy: p
        title: P
        zone: UTC
        categories:
          c:
            fields:
              f: {type: text, on-receipt: %s, on-depersonalize: %s}
        """
            .formatted(later ? "keep" : form, later ? form : "drop");
    PolicyParser.Parsed parsed = PolicyParser.parse(yaml);
    assertThat(parsed.findings()).isEmpty();
    var field = parsed.document().orElseThrow().categories().get("c").field("f").orElseThrow();
    return later ? field.onDepersonalize() : field.onReceipt();
  }
}
