package io.lethe.policy;

import io.lethe.access.Caller;
import io.lethe.policy.PolicyVersion.State;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Whether a caller's grants cover what a version would change. */
@ApplicationScoped
public class PolicyGrants {

  private final PolicyVersions versions;
  private final PolicyCatalog catalog;

  PolicyGrants(PolicyVersions versions, PolicyCatalog catalog) {
    this.versions = versions;
    this.catalog = catalog;
  }

  /** Refuses a caller who was not granted every category of a version and of the active one. */
  public void refuseUncovered(Caller officer, PolicyVersion version) {
    boolean active =
        catalog.active(version.policy()).map(one -> covered(officer, one)).orElse(true);
    if (!active || !covered(officer, version)) {
      throw uncovered();
    }
  }

  /** The same, of stored versions. */
  void refuseUncovered(Caller officer, List<PolicyVersionEntity> stored, int version) {
    boolean covered =
        stored.stream()
            .filter(entity -> entity.state == State.ACTIVE || entity.version == version)
            .map(versions::of)
            .allMatch(one -> covered(officer, one));
    if (!covered) {
      throw uncovered();
    }
  }

  private static boolean covered(Caller officer, PolicyVersion version) {
    return officer.coversAll(version.policy(), version.document().categories().keySet());
  }

  private static ServiceException uncovered() {
    return new ServiceException(
        ErrorCode.FORBIDDEN,
        "the grants do not cover every category of the version and of the active one");
  }
}
