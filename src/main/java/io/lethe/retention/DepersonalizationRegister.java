package io.lethe.retention;

import io.lethe.act.GroupStore;
import io.lethe.act.Groups;
import io.lethe.policy.AssessmentView;
import io.lethe.policy.MethodAssessments;
import io.lethe.retention.Depersonalization.Operation;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the register; how and why are looked up where they are kept.
 *
 * <p><b>Source</b>: Roskomnadzor order 140 of 19.06.2025.
 */
@ApplicationScoped
class DepersonalizationRegister {

  private final DepersonalizationStore store;
  private final MethodAssessments policies;
  private final GroupStore measured;

  DepersonalizationRegister(
      DepersonalizationStore store, MethodAssessments policies, GroupStore measured) {
    this.store = store;
    this.policies = policies;
    this.measured = measured;
  }

  /** Lines after an id, of a policy and a category where they are given, in the order of time. */
  Uni<List<DepersonalizationView>> page(
      @Nullable String policy, @Nullable String category, UUID after, int limit) {
    return store
        .page(policy, category, after, limit)
        .chain(
            lines ->
                Uni.combine()
                    .all()
                    .unis(policies.of(names(lines)), measured.of(runs(lines)))
                    .with(
                        (assessed, groups) ->
                            lines.stream().map(line -> view(line, assessed, groups)).toList()));
  }

  private static Set<String> names(List<Depersonalization> lines) {
    return lines.stream().map(Depersonalization::policy).collect(Collectors.toSet());
  }

  private static Set<UUID> runs(List<Depersonalization> lines) {
    return lines.stream()
        .map(Depersonalization::run)
        .filter(Objects::nonNull)
        .collect(Collectors.toSet());
  }

  private DepersonalizationView view(
      Depersonalization line,
      Map<String, Map<Integer, List<AssessmentView>>> assessed,
      Map<UUID, List<Groups>> groups) {
    Integer version = line.policyVersion();
    if (line.operation() != Operation.DEPERSONALIZED || version == null) {
      return DepersonalizationView.of(line, List.of(), List.of(), null);
    }
    return DepersonalizationView.of(
        line,
        policies.methods(line.policy(), version, line.category()),
        assessed.getOrDefault(line.policy(), Map.of()).getOrDefault(version, List.of()),
        groups.getOrDefault(line.run(), List.of()).stream()
            .filter(group -> group.policy().equals(line.policy()))
            .filter(group -> group.category().equals(line.category()))
            .findFirst()
            .orElse(null));
  }
}
