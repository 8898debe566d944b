package io.lethe.record;

import io.lethe.access.Caller;
import io.lethe.policy.Category;
import io.lethe.policy.PolicyCatalog;
import io.lethe.policy.PolicyDocument;
import io.lethe.policy.PolicyVersion;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.lethe.transform.FieldRule;
import io.lethe.transform.Method;
import io.lethe.transform.Normalizer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** The pseudonymized fields that a caller may ask about, as the active versions read them. */
@ApplicationScoped
class PseudonymFields {

  private final PolicyCatalog policies;

  PseudonymFields(PolicyCatalog policies) {
    this.policies = policies;
  }

  /**
   * How a field's values are read.
   *
   * <p><b>Errors</b>: {@code POLICY_UNKNOWN}, {@code FORBIDDEN}, {@code CATEGORY_UNKNOWN}, {@code
   * FIELD_NOT_DECLARED}.
   */
  Reading reading(Caller caller, String policy, String category, String field) {
    PolicyDocument document =
        policies
            .active(policy)
            .filter(active -> caller.coversPolicy(policy))
            .map(PolicyVersion::document)
            .orElseThrow(
                () ->
                    new ServiceException(
                        ErrorCode.POLICY_UNKNOWN, "there is no such active policy"));
    if (!caller.coversField(policy, category, field)) {
      throw new ServiceException(ErrorCode.FORBIDDEN, "the grants do not cover this field");
    }
    Category known =
        Optional.ofNullable(document.categories().get(category))
            .orElseThrow(
                () ->
                    new ServiceException(
                        ErrorCode.CATEGORY_UNKNOWN, "the policy has no such category"));
    FieldRule rule =
        known
            .field(field)
            .filter(found -> found.onReceipt() instanceof Method.Pseudonymize)
            .orElseThrow(
                () ->
                    new ServiceException(
                        ErrorCode.FIELD_NOT_DECLARED,
                        "the category has no such field that is pseudonymized"));
    return new Reading(rule, new Normalizer(document.phoneRegion()));
  }

  /** How the active version reads the values of a field. */
  record Reading(FieldRule rule, Normalizer normalizer) {

    String domain() {
      return ((Method.Pseudonymize) rule.onReceipt()).domain();
    }
  }
}
