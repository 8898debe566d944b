package io.lethe.policy;

import io.lethe.access.Caller;
import io.lethe.policy.CalendarStore.Stored;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which policies count by which calendar, as the database has both.
 *
 * @param tables every table
 * @param policies every version, drafts too
 */
record CalendarUse(List<Stored> tables, List<PolicyVersion> policies) {

  CalendarUse {
    tables = List.copyOf(tables);
    policies = List.copyOf(policies);
  }

  /** The active version of each policy of which some version counts by a calendar. */
  List<PolicyVersion> counting(String name) {
    Set<String> counting =
        published()
            .filter(version -> !version.document().countedBy(name).isEmpty())
            .map(PolicyVersion::policy)
            .collect(Collectors.toSet());
    return published()
        .filter(version -> version.state() == PolicyVersion.State.ACTIVE)
        .filter(version -> counting.contains(version.policy()))
        .toList();
  }

  /**
   * Refuses who was not granted every policy that names a calendar.
   *
   * <p><b>Errors</b>: {@code FORBIDDEN}.
   */
  void refuseUncovered(Caller officer, String name) {
    boolean covered =
        published()
            .filter(version -> version.document().calendar().equals(name))
            .map(PolicyVersion::policy)
            .allMatch(officer::coversWhole);
    if (!covered) {
      throw new ServiceException(
          ErrorCode.FORBIDDEN, "the grants do not cover every policy that counts by it");
    }
  }

  private Stream<PolicyVersion> published() {
    return policies.stream().filter(version -> version.state() != PolicyVersion.State.DRAFT);
  }
}
