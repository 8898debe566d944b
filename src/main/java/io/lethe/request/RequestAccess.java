package io.lethe.request;

import io.lethe.access.Caller;
import io.lethe.policy.PolicyCatalog;
import io.lethe.policy.PolicyDocument;
import io.lethe.policy.PolicyVersion;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whose requests and incidents a caller may see and work on: those of which the grants cover every
 * category.
 */
@ApplicationScoped
class RequestAccess {

  private final PolicyCatalog policies;

  RequestAccess(PolicyCatalog policies) {
    this.policies = policies;
  }

  /**
   * The active version of a policy that the caller's grants cover.
   *
   * <p><b>Errors</b>: {@code POLICY_UNKNOWN}, {@code POLICY_NOT_ACTIVE}.
   */
  PolicyVersion active(Caller caller, String policy) {
    if (!caller.coversPolicy(policy)) {
      throw new ServiceException(ErrorCode.POLICY_UNKNOWN, "there is no such policy");
    }
    return policies
        .active(policy)
        .orElseThrow(
            () ->
                new ServiceException(
                    policies.missing(policy), "requests are received under an active policy"));
  }

  /**
   * Refuses who may not work on all that is meant.
   *
   * <p><b>Errors</b>: {@code CATEGORY_UNKNOWN}, {@code FORBIDDEN}.
   *
   * @param named empty for all categories
   */
  void require(Caller caller, String policy, Collection<String> named) {
    List<String> all = policies.categories(policy);
    if (!all.containsAll(named)) {
      throw new ServiceException(
          ErrorCode.CATEGORY_UNKNOWN, "policy " + policy + " has no such category");
    }
    if (!caller.coversAll(policy, named.isEmpty() ? all : named)) {
      throw new ServiceException(
          ErrorCode.FORBIDDEN, "the grants do not cover all that this would cover");
    }
  }

  /** Whether the caller may see what concerns these categories, or all when none is named. */
  boolean covers(Caller caller, String policy, Collection<String> named) {
    return caller.coversPolicy(policy)
        && caller.coversAll(policy, named.isEmpty() ? policies.categories(policy) : named);
  }

  /** One category, or none for all. */
  static List<String> named(@Nullable String category) {
    return category == null ? List.of() : List.of(category);
  }

  /** The document that a request came under. */
  PolicyDocument document(String policy, int version) {
    return policies.version(policy, version).document();
  }
}
