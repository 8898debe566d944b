package io.lethe.policy;

import io.lethe.access.Caller;
import io.lethe.crypto.Sha256;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The methods of versions, and why officers hold them to suffice.
 *
 * <p><b>Source</b>: Roskomnadzor order 140 of 19.06.2025: the method is assessed by purpose,
 * subjects, data and grounds before data is depersonalized.
 */
@ApplicationScoped
public class MethodAssessments {

  private final PolicyStore store;
  private final PolicyGrants grants;
  private final PolicyCatalog catalog;
  private final Clock clock;

  MethodAssessments(PolicyStore store, PolicyGrants grants, PolicyCatalog catalog, Clock clock) {
    this.store = store;
    this.grants = grants;
    this.catalog = catalog;
    this.clock = clock;
  }

  /** How each field of a category of a version is depersonalized. */
  public List<FieldMethod> methods(String policy, int version, String category) {
    return Optional.ofNullable(
            catalog.version(policy, version).document().categories().get(category))
        .map(found -> found.fields().stream().map(FieldMethod::of).toList())
        .orElse(List.of());
  }

  /** The assessments of each version of these policies, the first one first. */
  public Uni<Map<String, Map<Integer, List<AssessmentView>>>> of(Collection<String> policies) {
    return Panache.withSession(() -> store.assessments(policies))
        .map(
            found -> {
              Map<String, Map<Integer, List<AssessmentView>>> all = new TreeMap<>();
              found.forEach(
                  one ->
                      all.computeIfAbsent(one.policy, policy -> new TreeMap<>())
                          .merge(
                              one.version,
                              List.of(AssessmentView.of(one)),
                              MethodAssessments::and));
              return all;
            });
  }

  private static List<AssessmentView> and(List<AssessmentView> some, List<AssessmentView> more) {
    return Stream.concat(some.stream(), more.stream()).toList();
  }

  /** A version's methods with its assessments. */
  Uni<VersionMethods> of(String policy, int version) {
    List<CategoryMethods> categories = CategoryMethods.of(catalog.version(policy, version));
    return of(List.of(policy))
        .map(
            all ->
                new VersionMethods(
                    policy,
                    version,
                    categories,
                    all.getOrDefault(policy, Map.of()).getOrDefault(version, List.of())));
  }

  /**
   * Attaches an assessment to a version, in whatever state.
   *
   * <p><b>Errors</b>: {@code NOT_FOUND}; {@code FORBIDDEN} when it has a category that the caller
   * was not granted.
   */
  Uni<AssessmentView> assess(Caller officer, String policy, int version, AssessmentInput input) {
    return Panache.withTransaction(
            () ->
                grants
                    .locked(officer, policy, version)
                    .map(stored -> assessment(officer.id(), policy, version, input))
                    .call(store::add)
                    .call(
                        assessed ->
                            store.log(
                                "policy.methods-assessed", assessed.assessedAt, entry(assessed))))
        .map(AssessmentView::of);
  }

  private MethodAssessmentEntity assessment(
      String officer, String policy, int version, AssessmentInput input) {
    MethodAssessmentEntity assessment = new MethodAssessmentEntity();
    assessment.policy = policy;
    assessment.version = version;
    assessment.text = input.text();
    assessment.assessedBy = officer;
    assessment.assessedAt = clock.instant().truncatedTo(ChronoUnit.MICROS);
    return assessment;
  }

  private static Map<String, ?> entry(MethodAssessmentEntity assessment) {
    return Map.of(
        "policy", assessment.policy,
        "version", assessment.version,
        "hash", Sha256.hex(assessment.text),
        "actor", assessment.assessedBy);
  }

  /**
   * The methods of a version.
   *
   * @param categories those that it depersonalizes
   * @param assessments why they suffice, the first one first; empty where nobody has said so
   */
  @Schema(name = "VersionMethods")
  record VersionMethods(
      String policy,
      int version,
      List<CategoryMethods> categories,
      List<AssessmentView> assessments) {}
}
