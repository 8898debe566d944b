package io.lethe.sidecar;

import io.lethe.access.Caller;
import io.lethe.access.Grant;
import io.lethe.access.Role;
import io.lethe.key.LeasedRing;
import io.lethe.policy.LeaseView;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A lease in this process.
 *
 * <p>Its time is this machine's own, from before it was asked for: a clock that is set, here or
 * there, makes it no longer, nor does a machine that sleeps.
 */
record HeldLease(LeaseView view, Caller caller, Map<String, LeasedRing> rings, LeaseTerm term)
    implements AutoCloseable {

  /**
   * Takes the keys of a lease.
   *
   * @param asked from when its time counts
   */
  static HeldLease of(LeaseView view, LeaseTerm asked) {
    List<Grant> grants =
        view.grants().stream()
            .map(
                one ->
                    new Grant(Set.of(Role.PRODUCT), one.policies(), one.categories(), one.fields()))
            .toList();
    Map<String, LeasedRing> rings = new TreeMap<>();
    try {
      view.policies()
          .forEach(
              policy -> {
                if (policy.pseudonyms() != null) {
                  rings.put(policy.policy(), policy.pseudonyms().take(policy.policy()));
                }
              });
    } catch (RuntimeException e) {
      rings.values().forEach(LeasedRing::close);
      throw e;
    }
    return new HeldLease(
        view,
        Caller.of("lease", view.id().toString(), grants),
        rings,
        asked.lasting(Duration.ofSeconds(view.termSeconds())));
  }

  /** The leased ring of a policy. */
  Optional<LeasedRing> ring(String policy) {
    return Optional.ofNullable(rings.get(policy));
  }

  /** How long it lasts; negative when it has ended. */
  Duration left() {
    return term.left();
  }

  boolean isOver() {
    return left().isNegative();
  }

  /** Wipes its keys. */
  @Override
  public void close() {
    rings.values().forEach(LeasedRing::close);
  }

  @Override
  public String toString() {
    return "HeldLease[" + view.id() + "]";
  }
}
