package io.lethe.policy;

/**
 * Every finding a policy document can have, with what it blocks and a title that says how to mend
 * it.
 *
 * <p><b>Guarantee</b>: a code is never renamed and never reused for another cause.
 */
public enum FindingCode {
  YAML_INVALID(Severity.BLOCKS_POLICY, "The text is not one YAML document"),
  DOCUMENT_TOO_LARGE(Severity.BLOCKS_POLICY, "The document exceeds the limit of size or nesting"),
  FINDINGS_TOO_MANY(Severity.BLOCKS_POLICY, "There are more findings than are listed"),
  KEY_UNKNOWN(Severity.BLOCKS_POLICY, "There is no such key here"),
  KEY_MISSING(Severity.BLOCKS_POLICY, "A key is missing"),
  KEY_DUPLICATE(Severity.BLOCKS_POLICY, "A key is given twice"),
  NAME_INVALID(Severity.BLOCKS_POLICY, "A name is 1 to 64 letters, digits, _ and -, no sign first"),
  TYPE_WRONG(Severity.BLOCKS_POLICY, "The value has the wrong type"),
  VALUE_NOT_ALLOWED(Severity.BLOCKS_POLICY, "The value is not one of those allowed"),
  TERM_INVALID(
      Severity.BLOCKS_POLICY,
      "A term is written as P1Y, P6M, P30D or P7BD, up to P200Y and P2600BD"),
  RULES_TOO_MANY(Severity.BLOCKS_POLICY, "A category has more retention rules than the limit"),
  METHOD_UNKNOWN(Severity.BLOCKS_POLICY, "There is no such method"),
  METHOD_MISPLACED(Severity.BLOCKS_POLICY, "The method cannot be used at this step"),
  GROUND_UNKNOWN(Severity.BLOCKS_POLICY, "There is no such legal ground"),
  ACTION_UNKNOWN(Severity.BLOCKS_POLICY, "There is no such action"),

  PURPOSE_UNKNOWN(Severity.BLOCKS_POLICY, "The policy declares no such purpose"),
  ATTRIBUTE_UNKNOWN(Severity.BLOCKS_POLICY, "The policy declares no such attribute"),
  FLAG_UNKNOWN(Severity.BLOCKS_POLICY, "The policy declares no such flag"),
  EVENT_UNKNOWN(Severity.BLOCKS_POLICY, "The event is neither built in nor declared"),
  CATEGORY_UNKNOWN(Severity.BLOCKS_POLICY, "The policy declares no such category"),
  FIELD_UNKNOWN(Severity.BLOCKS_POLICY, "No category in question declares this field"),
  CALENDAR_UNKNOWN(Severity.BLOCKS_POLICY, "There is no calendar of this name"),
  LAW_UNKNOWN(Severity.BLOCKS_POLICY, "There is no law overlay of this name"),
  OPERATOR_INCOMPLETE(
      Severity.BLOCKS_POLICY, "A destruction act needs the operator's name and address"),
  ACTION_NOT_ALLOWED(Severity.BLOCKS_POLICY, "The policy's list of actions does not allow this"),

  TERM_MISSING(Severity.BLOCKS_CATEGORY, "No rule says when the data is destroyed"),
  CATEGORY_EXCLUDED(
      Severity.BLOCKS_CATEGORY,
      "The policy's list of exclusions names the category; nothing is collected of it"),
  FIELDS_MISSING(Severity.BLOCKS_CATEGORY, "The category declares no fields, or only assumed ones"),
  FIELDS_AND_TERMS_MISSING(
      Severity.BLOCKS_CATEGORY, "The category declares neither terms nor fields that are known"),
  METHOD_TYPE_MISMATCH(Severity.BLOCKS_CATEGORY, "The method does not fit the field's type"),
  METHOD_SOURCE_LOST(
      Severity.BLOCKS_CATEGORY, "The method needs a value that receipt does not leave"),
  REATTRIBUTABLE_KEPT(
      Severity.BLOCKS_CATEGORY, "Depersonalization would keep a token of the person"),
  IDENTIFIER_KEPT(Severity.BLOCKS_CATEGORY, "Depersonalization would keep a direct identifier"),
  NOISE_UNBOUNDED(
      Severity.BLOCKS_CATEGORY,
      "Noise needs min and max, or epsilon with the sensitivity: else the rare values stay rare"),
  ROUNDING_WITHOUT_EFFECT(
      Severity.BLOCKS_CATEGORY, "Every value that comes is rounded as far already"),
  GROUP_TOO_SMALL(
      Severity.BLOCKS_CATEGORY, "The smallest group is smaller than the policy's k-at-least"),
  QUASI_IDENTIFIER_DRAWN(
      Severity.BLOCKS_CATEGORY, "A value that is drawn or mixed makes no group of people"),
  DEPERSONALIZED_WITHOUT_TERM(
      Severity.BLOCKS_CATEGORY, "Depersonalized data needs a rule that destroys it"),
  RULE_CONTRADICTORY(Severity.BLOCKS_CATEGORY, "The rule can never act"),

  DESTROY_NOT_LISTED(
      Severity.WARNING, "The list of actions lacks destroy, which the law demands all the same"),
  LAW_STRICTER(Severity.WARNING, "The law sets an earlier limit than the policy; the law's counts"),
  TERM_OUTLASTS_LAW(
      Severity.WARNING,
      "The term after the event goes beyond the law's limit, and nobody agreed it"),
  RULE_NEVER_STARTS(
      Severity.WARNING, "Withdrawn consent leaves another ground, so that the rule never starts"),
  REQUEST_TYPE_MISSING(
      Severity.WARNING, "Nothing is done when such a request is granted; give it a type"),
  PURPOSE_MISSING(Severity.WARNING, "The category names no purpose"),
  DOMAIN_TOO_SMALL(
      Severity.WARNING, "Equal values are recognizable by their frequency: so few are possible"),
  COLLISIONS_LIKELY(
      Severity.WARNING, "Of a million such tokens two are likely the same: so short are they"),
  GAP_DECLARED(Severity.WARNING, "The document states a gap of the policy");

  private final Severity severity;
  private final String title;

  FindingCode(Severity severity, String title) {
    this.severity = severity;
    this.title = title;
  }

  /** What a finding of this code keeps from happening. */
  public Severity severity() {
    return severity;
  }

  /** One sentence for people; never holds a value. */
  public String title() {
    return title;
  }
}
