package io.lethe.policy;

import io.lethe.access.Caller;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * Every stored version in memory.
 *
 * <p><b>Thread safety</b>: read from any thread; replaced as a whole.
 */
@ApplicationScoped
public class PolicyCatalog {

  private final Event<Replaced> replaced;
  private final Residency residency;
  private volatile Map<String, List<PolicyVersion>> policies = Map.of();
  private volatile Map<String, List<PolicyVersion>> histories = Map.of();

  PolicyCatalog(Event<Replaced> replaced, Residency residency) {
    this.replaced = replaced;
    this.residency = residency;
  }

  /** Replaces everything. */
  public void replace(Collection<PolicyVersion> versions) {
    Map<String, List<PolicyVersion>> next = new TreeMap<>();
    versions.forEach(
        version ->
            next.computeIfAbsent(version.policy(), policy -> new ArrayList<>()).add(version));
    Map<String, List<PolicyVersion>> activated = new TreeMap<>();
    next.forEach((policy, all) -> activated.put(policy, activated(all)));
    policies = next;
    histories = activated;
    replaced.fire(new Replaced(this));
  }

  private static List<PolicyVersion> activated(List<PolicyVersion> versions) {
    return versions.stream()
        .filter(version -> version.state() != PolicyVersion.State.DRAFT)
        .sorted(
            Comparator.comparing((PolicyVersion version) -> version.activatedAt().orElseThrow())
                .thenComparing(PolicyVersion::version))
        .toList();
  }

  /** The names of all policies, in order. */
  public List<String> names() {
    return List.copyOf(policies.keySet());
  }

  /** The versions of a policy in order, drafts too; empty when there is no such policy. */
  public List<PolicyVersion> versions(String policy) {
    return List.copyOf(policies.getOrDefault(policy, List.of()));
  }

  /**
   * The versions of a policy that are or were active, in the order of their activation: those that
   * records may be under.
   */
  public List<PolicyVersion> history(String policy) {
    return histories.getOrDefault(policy, List.of());
  }

  /**
   * Since when a purpose of a published version is as it is; empty where it was never changed, or
   * not since the policy's first version.
   */
  public Optional<Instant> changed(PolicyVersion version, Purpose purpose) {
    List<PolicyVersion> history = history(version.policy());
    return history.stream()
        .filter(
            one ->
                Optional.ofNullable(one.document().purposes().get(purpose.name()))
                    .filter(was -> was.version() == purpose.version())
                    .isPresent())
        .findFirst()
        .filter(first -> purpose.version() > 1 && !first.sameAs(history.get(0)))
        .flatMap(PolicyVersion::activatedAt);
  }

  /** The same versions. */
  public Stream<PolicyVersion> published(String policy) {
    return history(policy).stream();
  }

  /** The zone that a policy has now: that of the version that was activated last. */
  public ZoneId zone(String policy) {
    return published(policy).reduce((earlier, later) -> later).orElseThrow().document().zone();
  }

  /** The categories of a policy that records may be of: those of every published version. */
  public List<String> categories(String policy) {
    return published(policy)
        .flatMap(version -> version.document().categories().keySet().stream())
        .distinct()
        .toList();
  }

  /** Those of them that a caller's grants cover. */
  public List<String> covered(Caller caller, String policy) {
    return categories(policy).stream().filter(category -> caller.covers(policy, category)).toList();
  }

  /** The version that protects new records. */
  public Optional<PolicyVersion> active(String policy) {
    return policies.getOrDefault(policy, List.of()).stream()
        .filter(version -> version.state() == PolicyVersion.State.ACTIVE)
        .findFirst();
  }

  /** Whether data may be received under a version where the databases are. */
  public boolean resides(PolicyVersion version) {
    return residency.allows(version.document());
  }

  /** Calls for each category of each active policy. */
  public void forEachActive(BiConsumer<String, String> category) {
    names().stream()
        .flatMap(policy -> active(policy).stream())
        .forEach(
            version ->
                version
                    .document()
                    .categories()
                    .keySet()
                    .forEach(name -> category.accept(version.policy(), name)));
  }

  /** Why {@link #active} is empty. */
  public ErrorCode missing(String policy) {
    return policies.containsKey(policy) ? ErrorCode.POLICY_NOT_ACTIVE : ErrorCode.POLICY_UNKNOWN;
  }

  /**
   * A stored version.
   *
   * @throws ServiceException {@code NOT_FOUND} when there is none
   */
  public PolicyVersion version(String policy, int version) {
    return policies.getOrDefault(policy, List.of()).stream()
        .filter(stored -> stored.version() == version)
        .findFirst()
        .orElseThrow(
            () -> new ServiceException(ErrorCode.NOT_FOUND, "there is no such policy version"));
  }

  /** Other versions than before are in memory, or active. */
  public record Replaced(PolicyCatalog catalog) {}
}
