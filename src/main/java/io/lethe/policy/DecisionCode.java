package io.lethe.policy;

/**
 * Why an action is allowed or denied.
 *
 * <p><b>Guarantee</b>: a code is never renamed and never reused for another cause. The checks are
 * made in this order, and the first that fails gives the code.
 */
public enum DecisionCode {
  PERMITTED("Allowed"),

  POLICY_UNKNOWN("There is no such policy"),
  POLICY_NOT_ACTIVE("The policy has no active version"),
  CATEGORY_UNKNOWN("The policy declares no such category"),
  CATEGORY_EXCLUDED("The policy does not apply to this data"),
  CATEGORY_BLOCKED("The category has findings that keep it from use"),
  ACTION_NOT_LISTED("The action is not in the category's list"),
  PURPOSE_NOT_LISTED("The purpose is none of the category's"),
  DEPERSONALIZED_ONLY("Statistics and research are on depersonalized data only"),

  RECIPIENT_MISSING("A transfer needs a recipient"),
  RECIPIENT_MISPLACED("Only a transfer has a recipient"),
  RECIPIENT_UNKNOWN("The policy declares no such recipient"),
  RECIPIENT_PURPOSE("The recipient gets no data for this purpose"),
  RECIPIENT_CATEGORY("The recipient gets no data of this category"),
  FIELD_UNKNOWN("The category declares no such field"),
  RECIPIENT_FIELDS("The recipient does not get every one of these fields"),
  RECIPIENT_COUNTRY("The policy declares no transfer to this country"),
  NEED_MISSING("What the recipient needs was not attested"),
  SUBJECT_MISSING("A transfer is of a person's data, and registered: name the subject"),

  SUBJECT_UNKNOWN("The policy holds no data of this subject"),
  SUBJECT_DESTROYED("The subject's data was destroyed"),
  SUBJECT_BANNED("The subject's data may not be collected again"),
  SUBJECT_BLOCKED("Blocked data may only be stored, rectified or destroyed"),
  CONSENT_MISSING("The recipient needs the subject's consent, which was not given or has ended"),
  PURPOSE_ACHIEVED("The purpose was achieved"),
  PURPOSE_CHANGED(
      "The purpose was changed after the data was collected, and the subject has not consented since"),
  GROUND_MISSING("No ground of the purpose lives");

  private final String title;

  DecisionCode(String title) {
    this.title = title;
  }

  /** One sentence for people; never holds a value. */
  public String title() {
    return title;
  }
}
