package io.lethe.policy;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Where the records of a policy or a category are: in {@code record} alone, or also in time tables
 * ({@code record_timed}); {@code every_record} is both.
 *
 * <p><b>Warning</b>: it goes by the versions that this replica knows; who must not miss a record
 * holds the policy's epoch ({@link PolicyEpochs}), or asks {@link #EVERY}.
 *
 * <p><b>Thread safety</b>: any thread.
 */
@ApplicationScoped
public class RecordTables {

  /** Records that are no time table's. */
  public static final String ROWS = "record";

  /** Records of time tables. */
  public static final String TIMED = "record_timed";

  /** All records. */
  public static final String EVERY = "every_record";

  private final PolicyCatalog policies;
  private final Map<String, Known> known = new ConcurrentHashMap<>();

  RecordTables(PolicyCatalog policies) {
    this.policies = policies;
  }

  /** Where the records of a policy are. */
  public String of(String policy) {
    return timed(policy).isEmpty() ? ROWS : EVERY;
  }

  /** Where the records of a category are. */
  public String of(String policy, String category) {
    return timed(policy).contains(category) ? EVERY : ROWS;
  }

  /** The categories of a policy that some published version keeps in time tables. */
  private Set<String> timed(String policy) {
    List<PolicyVersion> history = policies.history(policy);
    Known last = known.get(policy);
    if (last == null || last.history() != history) {
      last = new Known(history, timed(history));
      known.put(policy, last);
    }
    return last.timed();
  }

  private static Set<String> timed(List<PolicyVersion> history) {
    return history.stream()
        .flatMap(
            version ->
                version.document().categories().keySet().stream().filter(version::keepsTimeTables))
        .collect(Collectors.toUnmodifiableSet());
  }

  private record Known(List<PolicyVersion> history, Set<String> timed) {}
}
