package io.lethe.sidecar;

import io.lethe.policy.LeaseView;
import io.lethe.policy.LeaseView.LeasedPolicy;
import io.lethe.policy.PolicyVersion;
import io.lethe.problem.Redacted;
import io.lethe.time.Calendars;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/**
 * The policies of the last lease.
 *
 * <p>A document that this build cannot read, as a newer centre may have, is left out: calls under
 * it are forwarded, and the others are answered as before.
 *
 * <p><b>Thread safety</b>: {@link #use} is for one thread at a time.
 */
final class LeasedPolicies {

  private static final Logger LOG = Logger.getLogger(LeasedPolicies.class);

  private final Consumer<List<PolicyVersion>> catalog;
  private final Calendars calendars;
  private final Predicate<PolicyVersion> allowed;
  private final Map<String, Boolean> here = new ConcurrentHashMap<>();
  private Map<String, Read> read = Map.of();

  /**
   * Has none yet.
   *
   * @param catalog gets the versions that can be read, when they are others than before
   * @param allowed whether what is recorded under a version may be kept where this process is
   */
  LeasedPolicies(
      Consumer<List<PolicyVersion>> catalog,
      Calendars calendars,
      Predicate<PolicyVersion> allowed) {
    this.catalog = catalog;
    this.calendars = calendars;
    this.allowed = allowed;
  }

  /**
   * Uses those of a lease from now on; each document is parsed once.
   *
   * @return how many cannot be read
   */
  int use(LeaseView view) {
    Map<String, Read> next = new TreeMap<>();
    boolean same = view.policies().size() == read.size();
    for (LeasedPolicy policy : view.policies()) {
      Read known = read.get(policy.policy());
      if (known == null || !known.isOf(policy)) {
        same = false;
        known = read(policy);
      }
      next.put(policy.policy(), known);
      known
          .version()
          .ifPresentOrElse(
              version -> here.put(version.policy(), allowed.test(version)),
              () -> here.putIfAbsent(policy.policy(), false));
    }
    if (!same) {
      catalog.accept(next.values().stream().flatMap(one -> one.version().stream()).toList());
      read = next;
    }
    return (int) next.values().stream().filter(one -> one.version().isEmpty()).count();
  }

  /**
   * Whether items of a policy may be kept where this process is, as it was read last: one that is
   * leased no more, or cannot be read, is no reason to keep what was refused. One that was never
   * leased may.
   *
   * <p><b>Thread safety</b>: safe from any thread.
   */
  boolean resides(String policy) {
    return here.getOrDefault(policy, true);
  }

  private Read read(LeasedPolicy policy) {
    Optional<PolicyVersion> version = Optional.empty();
    try {
      version = Optional.of(policy.read(calendars));
    } catch (RuntimeException e) {
      LOG.errorf(
          Redacted.of(e),
          "version %d of policy %s cannot be read by this build, and is answered by the centre",
          policy.version(),
          policy.policy());
    }
    return new Read(policy.hash(), policy.blocked(), policy.version(), version);
  }

  private record Read(
      String hash, List<String> blocked, int number, Optional<PolicyVersion> version) {

    boolean isOf(LeasedPolicy policy) {
      return hash.equals(policy.hash())
          && blocked.equals(policy.blocked())
          && number == policy.version();
    }
  }
}
