package io.lethe.subject;

import io.lethe.access.Caller;
import io.lethe.policy.PolicyCatalog;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** Reads the register of transfers. */
@ApplicationScoped
class DisclosureService {

  private final DisclosureStore disclosures;
  private final PolicyCatalog policies;

  DisclosureService(DisclosureStore disclosures, PolicyCatalog policies) {
    this.disclosures = disclosures;
    this.policies = policies;
  }

  /**
   * A subject's disclosures of the categories that the caller's grants cover.
   *
   * <p><b>Errors</b>: {@code NOT_FOUND} when there is no such subject and nothing of it was
   * disclosed, or the grants do not cover its policy.
   */
  Uni<List<Disclosure>> page(Caller caller, UUID subject, UUID after, int limit) {
    return disclosures
        .policy(subject)
        .map(
            found ->
                found
                    .filter(caller::coversPolicy)
                    .orElseThrow(
                        () ->
                            new ServiceException(ErrorCode.NOT_FOUND, "there is no such subject")))
        .chain(policy -> disclosures.page(subject, policies.covered(caller, policy), after, limit));
  }
}
