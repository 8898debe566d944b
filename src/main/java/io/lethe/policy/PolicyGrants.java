package io.lethe.policy;

import io.lethe.access.Caller;
import io.lethe.policy.PolicyVersion.State;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Whether a caller's grants cover what a version would change. */
@ApplicationScoped
public class PolicyGrants {

  private final PolicyStore store;
  private final PolicyVersions versions;
  private final PolicyCatalog catalog;

  PolicyGrants(PolicyStore store, PolicyVersions versions, PolicyCatalog catalog) {
    this.store = store;
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

  /**
   * The stored versions of a policy, locked until the transaction ends, for a caller who was
   * granted every category of one of them and of the active one.
   */
  Uni<List<PolicyVersionEntity>> locked(Caller officer, String policy, int version) {
    return store
        .lock()
        .chain(() -> store.versions(policy))
        .invoke(stored -> refuseUncovered(officer, stored, version));
  }

  private void refuseUncovered(Caller officer, List<PolicyVersionEntity> stored, int version) {
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
