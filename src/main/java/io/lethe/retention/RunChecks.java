package io.lethe.retention;

import io.lethe.access.Caller;
import io.lethe.policy.PolicyCatalog;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.lethe.time.InstantRange;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;

/** Refuses runs that make no sense. */
@ApplicationScoped
class RunChecks {

  private final PolicyCatalog policies;
  private final Clock clock;

  RunChecks(PolicyCatalog policies, Clock clock) {
    this.policies = policies;
    this.clock = clock;
  }

  void refuseCutoff(RunInput input) {
    Instant asOf = input.asOf();
    if (asOf == null) {
      return;
    }
    if (asOf.isBefore(Instant.EPOCH) || asOf.isAfter(InstantRange.LATEST)) {
      throw new ServiceException(
          ErrorCode.CLOCK_OUT_OF_RANGE, "asOf is from 1970-01-01 to 9999-01-01");
    }
    if (!input.isDryRun() && asOf.isAfter(clock.instant())) {
      throw new ServiceException(
          ErrorCode.RUN_FUTURE, "ask for a dry run, or for a cut-off that has come");
    }
  }

  void refuseUnknown(Caller caller, RunInput input) {
    String policy = input.policy();
    if (policy == null) {
      if (input.category() != null) {
        throw new ServiceException(ErrorCode.POLICY_UNKNOWN, "a category needs its policy");
      }
      return;
    }
    if (policies.versions(policy).isEmpty() || !caller.coversPolicy(policy)) {
      throw new ServiceException(ErrorCode.POLICY_UNKNOWN, "there is no such policy");
    }
    boolean known =
        input.category() == null
            || policies.versions(policy).stream()
                .anyMatch(version -> version.document().categories().containsKey(input.category()));
    if (!known) {
      throw new ServiceException(ErrorCode.CATEGORY_UNKNOWN, "the policy has no such category");
    }
  }
}
