package io.lethe.subject;

import io.lethe.access.Caller;
import io.lethe.access.Role;
import io.lethe.key.KeyRings;
import io.lethe.policy.PolicyCatalog;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a hold or a block is to cover, and whether an officer may say so. */
@ApplicationScoped
class RestraintScope {

  private final PolicyCatalog policies;
  private final SubjectStore subjects;
  private final KeyRings rings;

  RestraintScope(PolicyCatalog policies, SubjectStore subjects, KeyRings rings) {
    this.policies = policies;
    this.subjects = subjects;
    this.rings = rings;
  }

  /** Refuses what the officer's grants do not cover. */
  void refuseUncovered(Caller caller, RestraintInput input) {
    Caller officer = caller.as(Role.PRIVACY_OFFICER);
    refuseUnknown(officer, input.policy());
    if (!officer.coversAll(input.policy(), categories(input.policy(), input.category()))) {
      throw new ServiceException(
          ErrorCode.FORBIDDEN, "the grants do not cover all that this would cover");
    }
    if (input.subject() != null && input.subjectKey() != null) {
      throw new ServiceException(
          ErrorCode.BODY_SHAPE, "name the subject by its reference or by its key, not by both");
    }
  }

  /** Refuses a policy that is not there for this officer. */
  void refuseUnknown(Caller officer, String policy) {
    if (!officer.coversPolicy(policy) || policies.published(policy).findAny().isEmpty()) {
      throw new ServiceException(ErrorCode.POLICY_UNKNOWN, "there is no such policy");
    }
  }

  /**
   * The categories that something over a policy, or one of its categories, covers.
   *
   * <p><b>Errors</b>: {@code POLICY_UNKNOWN}, {@code CATEGORY_UNKNOWN}.
   */
  List<String> categories(String policy, @Nullable String category) {
    if (policies.published(policy).findAny().isEmpty()) {
      throw new ServiceException(ErrorCode.POLICY_UNKNOWN, "there is no such policy");
    }
    List<String> all = policies.categories(policy);
    if (category == null) {
      return all;
    }
    if (!all.contains(category)) {
      throw new ServiceException(
          ErrorCode.CATEGORY_UNKNOWN, "policy " + policy + " has no such category");
    }
    return List.of(category);
  }

  /**
   * The subject that is named, or nobody.
   *
   * <p><b>Errors</b>: {@code SUBJECT_UNKNOWN}.
   */
  Uni<Optional<UUID>> subject(RestraintInput input) {
    UUID key = input.subjectKey();
    if (key != null) {
      return subjects
          .exists(input.policy(), key)
          .map(
              exists -> {
                if (!exists) {
                  throw unknown();
                }
                return Optional.of(key);
              });
    }
    if (input.subject() == null) {
      return Uni.createFrom().item(Optional.empty());
    }
    String reference = input.subject();
    return rings
        .read(input.policy(), keys -> subjects.find(input.policy(), keys.subject(reference)))
        .map(found -> Optional.of(found.orElseThrow(RestraintScope::unknown)));
  }

  static ServiceException unknown() {
    return new ServiceException(
        ErrorCode.SUBJECT_UNKNOWN, "the policy holds no data of this subject");
  }
}
