package io.lethe.request;

import io.lethe.policy.Category;
import io.lethe.policy.PolicyCatalog;
import io.lethe.policy.PolicyDocument;
import io.lethe.policy.PolicyVersion;
import io.lethe.policy.RequestRule;
import io.lethe.request.RequestKinds.Kind;
import io.lethe.subject.Clocks;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What a grant reaches beyond what the request names: its events know of no category. */
@ApplicationScoped
class RequestReach {

  /** Of all that they are about, since they permit or deny it. */
  private static final Set<String> OF_ALL =
      Set.of(PolicyDocument.PURPOSE_ACHIEVED, PolicyDocument.CONSENT_GIVEN);

  private final PolicyCatalog policies;
  private final Clocks clocks;

  RequestReach(PolicyCatalog policies, Clocks clocks) {
    this.policies = policies;
    this.clocks = clocks;
  }

  /** The categories whose clocks its events may move, or whose grounds they may end. */
  Collection<String> of(Request request, Kind kind) {
    String policy = request.policy();
    List<String> purposes = request.asked().purposes();
    Set<String> moved = new TreeSet<>();
    kind.rule().map(RequestRule::events).stream()
        .flatMap(List::stream)
        .forEach(type -> moved.addAll(moved(policy, type, List.of())));
    switch (kind.type()) {
      case WITHDRAW_CONSENT, STOP_PROCESSING ->
          moved.addAll(moved(policy, PolicyDocument.CONSENT_WITHDRAWN, purposes));
      case OPT_OUT -> moved.addAll(moved(policy, PolicyDocument.OPTED_OUT, purposes));
      default -> {}
    }
    return moved;
  }

  private List<String> moved(String policy, String type, List<String> purposes) {
    List<String> clocked = clocks.movedBy(policy, type);
    return policies
        .published(policy)
        .flatMap(
            version ->
                version.document().categories().values().stream()
                    .filter(
                        one ->
                            purposes.isEmpty()
                                || one.purposes().stream().anyMatch(purposes::contains))
                    .filter(
                        one ->
                            OF_ALL.contains(type)
                                || clocked.contains(one.name())
                                || ends(version, one, type, purposes)))
        .map(Category::name)
        .distinct()
        .toList();
  }

  private static boolean ends(
      PolicyVersion version, Category category, String type, List<String> purposes) {
    return version.document().grounds(category).entrySet().stream()
        .filter(of -> purposes.isEmpty() || purposes.contains(of.getKey()))
        .flatMap(of -> of.getValue().stream())
        .anyMatch(ground -> ground.endedBy().contains(type));
  }
}
