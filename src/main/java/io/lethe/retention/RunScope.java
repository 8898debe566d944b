package io.lethe.retention;

import io.lethe.access.Caller;
import io.lethe.policy.PolicyCatalog;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The categories that a run is over: those of every version that is or was active. */
@ApplicationScoped
class RunScope {

  private final PolicyCatalog policies;

  RunScope(PolicyCatalog policies) {
    this.policies = policies;
  }

  /**
   * The categories of a run.
   *
   * @param policy null for every policy
   * @param category null for every category
   */
  List<CategoryRef> of(@Nullable String policy, @Nullable String category) {
    return policies.names().stream()
        .filter(name -> Optional.ofNullable(policy).map(name::equals).orElse(true))
        .flatMap(
            name ->
                policies.categories(name).stream()
                    .filter(found -> Optional.ofNullable(category).map(found::equals).orElse(true))
                    .map(found -> new CategoryRef(name, found)))
        .toList();
  }

  /** Whether a caller's grants cover everything that a run is over. */
  boolean covered(Caller caller, @Nullable String policy, @Nullable String category) {
    return of(policy, category).stream()
        .allMatch(found -> caller.covers(found.policy(), found.category()));
  }
}
