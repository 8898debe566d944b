package io.lethe.policy;

import io.lethe.transform.ValueType;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Every method that a policy can name, and what it is.
 *
 * <p><b>Source</b>: Roskomnadzor order 140 of 19.06.2025, appendix 2; ISO/IEC 20889:2018.
 */
enum MethodKind {
  KEEP(Step.BOTH, MethodFit.ALL, MethodClass.NONE, true, false, "the value is left whole"),
  DROP(Step.BOTH, MethodFit.ALL, MethodClass.SUPPRESSION, false, true, "nothing is left"),
  REJECT(
      Step.ON_RECEIPT,
      MethodFit.ALL,
      MethodClass.NONE,
      false,
      true,
      "a record that has the field is refused, so nothing of it is stored"),
  ENCRYPT(
      Step.ON_RECEIPT,
      MethodFit.ALL,
      MethodClass.NONE,
      true,
      false,
      "the original is sealed; destroying the subject's data key makes it irreversible"),
  PSEUDONYMIZE(
      Step.ON_RECEIPT,
      MethodFit.ALL,
      MethodClass.PSEUDONYM,
      true,
      false,
      "a keyed token without a way back; whoever has the keys can test a guess"),
  FORMAT_PRESERVING(
      Step.ON_RECEIPT,
      MethodFit.TEXTS,
      MethodClass.FORMAT_PRESERVING,
      true,
      false,
      "the key gives the original back"),
  MASK(
      Step.BOTH,
      MethodFit.TEXTS,
      MethodClass.MASKING,
      false,
      true,
      "weak alone: what is left open may be known again"),
  TRUNCATE(
      Step.BOTH,
      MethodFit.TEXTS,
      MethodClass.MASKING,
      false,
      true,
      "weak alone: what is left open may be known again"),
  GENERALIZE(
      Step.BOTH,
      MethodFit.ALL_BUT_BOOLEAN,
      MethodClass.GENERALIZATION,
      false,
      true,
      "many values share a group"),
  ROUND(
      Step.LATER,
      MethodFit.MEASURES,
      MethodClass.GENERALIZATION,
      false,
      true,
      "many values share a multiple or a period"),
  NOISE(
      Step.LATER,
      MethodFit.MEASURES,
      MethodClass.NOISE,
      false,
      true,
      "drawn for each record and not kept; what is left is near the value"),
  RANDOM(
      Step.LATER,
      MethodFit.ALL,
      MethodClass.RANDOMIZATION,
      false,
      true,
      "drawn for each record and not kept; nothing but the form is of the value"),
  RETOKEN(
      Step.LATER,
      MethodFit.ALL,
      MethodClass.RANDOMIZATION,
      false,
      true,
      "a random token for each record, made by no key and kept in no table"),
  SHUFFLE(
      Step.LATER,
      MethodFit.ALL,
      MethodClass.PERMUTATION,
      false,
      true,
      "the permutation is drawn by chance and kept nowhere; the values themselves are left"),
  AGGREGATE(
      Step.LATER,
      MethodFit.ALL,
      MethodClass.AGGREGATION,
      false,
      true,
      "a statistic of a group of people");

  private final Set<Step> steps;
  private final Set<ValueType> types;
  private final MethodClass methodClass;
  private final boolean reattributable;
  private final boolean irreversible;
  private final String note;

  MethodKind(
      Set<Step> steps,
      Set<ValueType> types,
      MethodClass methodClass,
      boolean reattributable,
      boolean irreversible,
      String note) {
    this.steps = steps;
    this.types = types;
    this.methodClass = methodClass;
    this.reattributable = reattributable;
    this.irreversible = irreversible;
    this.note = note;
  }

  /** The name in policies. */
  String yamlName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Optional<MethodKind> of(String yamlName) {
    return Arrays.stream(values()).filter(kind -> kind.yamlName().equals(yamlName)).findFirst();
  }

  Set<Step> steps() {
    return steps;
  }

  /** The types of which some form of the method makes sense. */
  Set<ValueType> types() {
    return types;
  }

  MethodClass methodClass() {
    return methodClass;
  }

  /** Whether what is left can be linked to its person, by a key or as it is. */
  boolean reattributable() {
    return reattributable;
  }

  /** Whether nothing that Lethe has gives the original back. */
  boolean irreversible() {
    return irreversible;
  }

  String note() {
    return note;
  }

  /** Whether it can be declared on receipt: it works on one record, and is meant for later. */
  boolean declarable() {
    return !steps.contains(Step.RECEIPT) && this != SHUFFLE && this != AGGREGATE;
  }

  /** When a method is applied. */
  enum Step {
    RECEIPT("on-receipt"),
    DEPERSONALIZATION("on-depersonalize");

    static final Set<Step> BOTH = Set.of(values());
    static final Set<Step> ON_RECEIPT = Set.of(RECEIPT);
    static final Set<Step> LATER = Set.of(DEPERSONALIZATION);

    private final String yamlName;

    Step(String yamlName) {
      this.yamlName = yamlName;
    }

    /** The key in policies. */
    String yamlName() {
      return yamlName;
    }
  }

  /**
   * What the order and the standard call a method; null where they name no such transform.
   *
   * @param order140 in the words of its appendix 2
   */
  record MethodClass(@Nullable String order140, @Nullable String iso20889) {

    private static final String IDENTIFIERS = "introduction of identifiers";
    private static final String SEMANTICS = "change of semantics";

    static final MethodClass NONE = new MethodClass(null, null);
    static final MethodClass SUPPRESSION = new MethodClass("change of composition", "suppression");
    static final MethodClass PSEUDONYM = new MethodClass(IDENTIFIERS, "pseudonymization");
    static final MethodClass FORMAT_PRESERVING =
        new MethodClass(IDENTIFIERS, "format-preserving encryption");
    static final MethodClass MASKING = new MethodClass(SEMANTICS, "masking");
    static final MethodClass GENERALIZATION = new MethodClass(SEMANTICS, "generalization");
    static final MethodClass NOISE = new MethodClass(SEMANTICS, "noise addition");
    static final MethodClass RANDOMIZATION = new MethodClass(SEMANTICS, "randomization");
    static final MethodClass PERMUTATION = new MethodClass("shuffling", "permutation");
    static final MethodClass AGGREGATION =
        new MethodClass("aggregation (additional method)", "aggregation, microaggregation");
  }
}
