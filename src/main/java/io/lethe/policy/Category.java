package io.lethe.policy;

import io.lethe.time.Term;
import io.lethe.transform.FieldRule;
import io.lethe.transform.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A category of personal data: its fields, and what becomes of them.
 *
 * @param subjects whose data it is
 * @param fields in the order of the document
 * @param fieldsAssumed whether the fields are the document author's and not the policy's own
 * @param retention in the order of the document; the earliest wins
 * @param quasiIdentifiers fields that are left only in groups of at least {@code k-at-least}
 * @param actions what may be done: the policy's list, or a shorter one of its own
 * @param declaredGaps what the policy leaves open
 * @param onBehalfOf whose data it is, where the operator only processes it for somebody else
 * @param onPaper what of it is kept on paper too
 * @param published which fields are public, and where
 * @param accessBy the clause by which access may end when the data is lost, where it is mandatory
 * @param previous what becomes of values that a rectification has replaced, where the policy says
 */
public record Category(
    String name,
    List<String> subjects,
    List<String> purposes,
    List<FieldRule> fields,
    boolean fieldsAssumed,
    List<RetentionRule> retention,
    Set<String> quasiIdentifiers,
    Set<String> actions,
    List<Gap> declaredGaps,
    Optional<OnBehalfOf> onBehalfOf,
    Optional<OnPaper> onPaper,
    Optional<Published> published,
    Optional<String> accessBy,
    Optional<RetentionRule> previous) {

  /**
   * Fields that are public.
   *
   * @param where they are
   * @param clause the policy's own reference, or empty
   */
  public record Published(List<String> fields, String where, String clause) {
    public Published {
      fields = List.copyOf(fields);
    }
  }

  /**
   * A medium that is destroyed by hand.
   *
   * @param medium its name
   * @param clause the policy's own reference, or empty
   */
  public record OnPaper(String medium, String clause) {}

  /**
   * Another operator, for whom data is processed.
   *
   * @param attribute of a record that refers to the operator
   * @param clause the policy's own reference, or empty
   */
  public record OnBehalfOf(String attribute, String clause) {}

  /** In the journal: no record went, but values that a rectification had replaced. */
  public static final int REPLACED = -1;

  /** A category that says nothing of replaced values. */
  public Category(
      String name,
      List<String> subjects,
      List<String> purposes,
      List<FieldRule> fields,
      boolean fieldsAssumed,
      List<RetentionRule> retention,
      Set<String> quasiIdentifiers,
      Set<String> actions,
      List<Gap> declaredGaps) {
    this(
        name,
        subjects,
        purposes,
        fields,
        fieldsAssumed,
        retention,
        quasiIdentifiers,
        actions,
        declaredGaps,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  public Category {
    subjects = List.copyOf(subjects);
    purposes = List.copyOf(purposes);
    fields = List.copyOf(fields);
    retention = List.copyOf(retention);
    quasiIdentifiers = Set.copyOf(quasiIdentifiers);
    actions = Set.copyOf(actions);
    declaredGaps = List.copyOf(declaredGaps);
  }

  /** What becomes of the data when its destruction is demanded, whatever the rules say. */
  public RetentionRule demanded() {
    return new RetentionRule(
        retention.size(),
        PolicyDocument.DESTRUCTION_DEMANDED,
        Optional.empty(),
        Optional.empty(),
        Action.DESTROY,
        "the subject's demand");
  }

  /** What becomes of values that a rectification has replaced; they go at once by default. */
  public RetentionRule replaced() {
    return previous.orElseGet(
        () ->
            new RetentionRule(
                retention.size() + 1,
                PolicyDocument.VALUE_REPLACED,
                Optional.empty(),
                Optional.empty(),
                Action.DESTROY,
                "rectification"));
  }

  /**
   * The rule of this index in the journal; after the last is {@link #demanded}, and {@link
   * #REPLACED} is {@link #replaced}.
   */
  public RetentionRule rule(int index) {
    if (index == REPLACED) {
      return replaced();
    }
    return index == retention.size() ? demanded() : retention.get(index);
  }

  /** The field of this name. */
  public Optional<FieldRule> field(String field) {
    return fields.stream().filter(rule -> rule.name().equals(field)).findFirst();
  }

  /** The fields whose stored values keep their form and are under a key version of the record. */
  public List<FormattedField> formatPreserving() {
    List<FormattedField> formatted = new ArrayList<>();
    for (FieldRule rule : fields) {
      if (rule.onReceipt() instanceof Method.FormatPreserving method) {
        formatted.add(new FormattedField(rule.name(), method));
      }
    }
    return formatted;
  }

  /** A field that is encrypted in its form on receipt. */
  public record FormattedField(String name, Method.FormatPreserving method) {}

  /** Whether some rule says how long a whole record is kept. */
  public boolean hasTerms() {
    return retention.stream().anyMatch(rule -> !rule.from().equals(PolicyDocument.DEPERSONALIZED));
  }

  /** Whether some term is in working days, that of replaced values among them. */
  public boolean countsWorkingDays() {
    return Stream.concat(retention.stream(), previous.stream())
        .flatMap(rule -> Stream.concat(rule.keep().stream(), rule.within().stream()))
        .anyMatch(Term.Working.class::isInstance);
  }

  /** Whether some rule depersonalizes. */
  public boolean depersonalizes() {
    return retention.stream().anyMatch(rule -> rule.then() == Action.DEPERSONALIZE);
  }
}
