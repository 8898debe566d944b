package io.lethe.policy;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A policy version as it is answered, with what keeps it or its categories from being used.
 *
 * @param findings every finding, those of categories too
 * @param publication what has been done to bring it about; null in lists
 */
record PolicyView(
    String policy,
    String title,
    int version,
    PolicyVersion.State state,
    String hash,
    @Nullable LocalDate effective,
    String author,
    Instant createdAt,
    @Nullable Instant activatedAt,
    List<Finding> findings,
    List<CategoryView> categories,
    @Nullable Publication publication) {

  static PolicyView of(PolicyVersion version) {
    return of(version, null);
  }

  static PolicyView of(PolicyVersion version, @Nullable Publication publication) {
    return new PolicyView(
        version.policy(),
        version.document().title(),
        version.version(),
        version.state(),
        version.hash(),
        version.document().effective().orElse(null),
        version.author(),
        version.createdAt(),
        version.activatedAt().orElse(null),
        version.findings(),
        version.document().categories().values().stream()
            .map(category -> CategoryView.of(version, category.name()))
            .toList(),
        publication);
  }

  /**
   * A category of a version.
   *
   * @param state ACTIVE takes records; BLOCKED does not, its findings say why; INACTIVE waits for
   *     its version to be activated
   */
  record CategoryView(String category, String state, List<Finding> findings) {

    private static String state(PolicyVersion version, String category) {
      if (version.blocks(category)) {
        return "BLOCKED";
      }
      return version.state() == PolicyVersion.State.ACTIVE ? "ACTIVE" : "INACTIVE";
    }

    static CategoryView of(PolicyVersion version, String category) {
      return new CategoryView(
          category,
          state(version, category),
          version.findings().stream()
              .filter(finding -> finding.category().filter(category::equals).isPresent())
              .toList());
    }
  }
}
