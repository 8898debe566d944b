package io.lethe.policy;

import io.lethe.policy.Decision.Denied;
import io.lethe.policy.Decision.Permitted;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a policy says of a question, whoever's data it is about.
 *
 * <p><b>Guarantee</b>: pure, in memory; the first check that fails decides, in the order of {@link
 * DecisionCode}.
 */
public final class DecisionRules {

  private DecisionRules() {}

  /** The answer of this version. */
  public static Decision decide(PolicyVersion version, Question question) {
    PolicyDocument document = version.document();
    Category category = document.categories().get(question.category());
    String excluded = document.excluded().get(question.category());
    if (excluded != null) {
      return Denied.of(DecisionCode.CATEGORY_EXCLUDED, excluded);
    }
    if (category == null) {
      return Decision.denied(DecisionCode.CATEGORY_UNKNOWN);
    }
    if (version.blocks(category.name())) {
      return Decision.denied(DecisionCode.CATEGORY_BLOCKED);
    }
    if (!question.listedIn(category)) {
      return Denied.of(DecisionCode.ACTION_NOT_LISTED, document.actionsClause(category));
    }
    Purpose purpose = document.purposes().get(question.purpose());
    if (purpose == null || !category.purposes().contains(purpose.name())) {
      String clause = purpose == null ? document.clause("purposes") : purpose.clause();
      return Denied.of(DecisionCode.PURPOSE_NOT_LISTED, clause);
    }
    List<Ground> grounds = purpose.grounds().stream().filter(Ground::identified).toList();
    if (grounds.isEmpty() && !question.ends()) {
      return Denied.of(DecisionCode.DEPERSONALIZED_ONLY, purpose.clause());
    }
    Recipient recipient = question.recipient().map(document.recipients()::get).orElse(null);
    Denied denied = transfer(document, category, recipient, question);
    return denied != null
        ? denied
        : new Permitted(
            version,
            category,
            purpose,
            question.needsGround() ? grounds : List.of(),
            Optional.ofNullable(recipient),
            recipient != null && needsConsent(recipient, question));
  }

  private static @Nullable Denied transfer(
      PolicyDocument document,
      Category category,
      @Nullable Recipient recipient,
      Question question) {
    if (question.lacksRecipient()) {
      return Denied.of(DecisionCode.RECIPIENT_MISSING, document.clause("recipients"));
    }
    if (question.recipient().isEmpty()) {
      return null;
    }
    if (!question.transfers()) {
      return Decision.denied(DecisionCode.RECIPIENT_MISPLACED);
    }
    if (recipient == null) {
      return Denied.of(DecisionCode.RECIPIENT_UNKNOWN, document.clause("recipients"));
    }
    return to(recipient, document, category, question);
  }

  private static @Nullable Denied to(
      Recipient recipient, PolicyDocument document, Category category, Question question) {
    String clause = recipient.clause();
    if (!recipient.purposes().contains(question.purpose())) {
      return Denied.of(DecisionCode.RECIPIENT_PURPOSE, clause);
    }
    if (!recipient.getsCategory(category.name())) {
      return Denied.of(DecisionCode.RECIPIENT_CATEGORY, clause);
    }
    Denied fields = fields(category, recipient, question.fields());
    if (fields != null) {
      return fields;
    }
    if (question.country().filter(country -> !sends(document, recipient, country)).isPresent()) {
      return Denied.of(DecisionCode.RECIPIENT_COUNTRY, clause);
    }
    List<String> missing = missing(recipient, question);
    return missing.isEmpty()
        ? null
        : new Denied(
            DecisionCode.NEED_MISSING,
            clause,
            DecisionCode.NEED_MISSING.title() + ": " + String.join(", ", missing));
  }

  /** Every field asked for, or every one of the category, must be one that the recipient gets. */
  private static @Nullable Denied fields(
      Category category, Recipient recipient, Set<String> asked) {
    if (asked.stream().anyMatch(field -> category.field(field).isEmpty())) {
      return Denied.of(DecisionCode.FIELD_UNKNOWN, "");
    }
    boolean covered =
        asked.isEmpty()
            ? category.fields().stream().allMatch(rule -> recipient.getsField(rule.name()))
            : asked.stream().allMatch(recipient::getsField);
    return covered
        ? null
        : new Denied(
            DecisionCode.RECIPIENT_FIELDS,
            recipient.clause(),
            DecisionCode.RECIPIENT_FIELDS.title() + "; it gets " + recipient.fields());
  }

  /** A recipient whose country is not told gets nothing outside of the countries of the data. */
  private static boolean sends(PolicyDocument document, Recipient recipient, String country) {
    return recipient
        .country()
        .map(country::equals)
        .orElse(document.residency().isEmpty() || document.residency().contains(country));
  }

  private static List<String> missing(Recipient recipient, Question question) {
    List<String> missing = new ArrayList<>();
    for (Need need : recipient.needs()) {
      boolean consent = need == Need.CONSENT || need == Need.CONSENT_OR_LAW;
      if (!consent && !question.attested().contains(need)) {
        missing.add(need.label());
      }
    }
    return missing;
  }

  private static boolean needsConsent(Recipient recipient, Question question) {
    return recipient.needs().contains(Need.CONSENT)
        || recipient.needs().contains(Need.CONSENT_OR_LAW)
            && !question.attested().contains(Need.CONSENT_OR_LAW);
  }

  /**
   * What remains of an answer where nobody is asked about: a transfer of a person's data is
   * registered with the person.
   */
  public static Decision ofNobody(Decision decision) {
    return decision instanceof Permitted permitted
            && permitted
                .recipient()
                .filter(to -> !to.needs().contains(Need.REIDENTIFICATION_TEST))
                .isPresent()
        ? Denied.of(DecisionCode.SUBJECT_MISSING, permitted.clause())
        : decision;
  }
}
