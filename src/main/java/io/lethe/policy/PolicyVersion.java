package io.lethe.policy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * One immutable version of a policy, with what was found in it and how far it has come.
 *
 * @param version from 1, without gaps within the policy
 * @param hash SHA-256 of the YAML's bytes in UTF-8, in lower-case hexadecimal
 * @param document with the operator completed from configuration
 * @param author who saved it
 * @param activatedAt when it was activated, if it was
 */
public record PolicyVersion(
    String policy,
    int version,
    String hash,
    PolicyDocument document,
    State state,
    List<Finding> findings,
    String author,
    Instant createdAt,
    Optional<Instant> activatedAt) {

  /** How far a version has come. */
  @Schema(name = "VersionState")
  public enum State {
    /** Saved; activation moves it to {@link #ACTIVE}. */
    DRAFT,
    /** New records are protected by it; the activation of the next version retires it. */
    ACTIVE,
    /** Records that it protected still follow it. */
    RETIRED
  }

  public PolicyVersion {
    findings = List.copyOf(findings);
  }

  /** Whether nothing keeps the version from being activated. */
  public boolean activatable() {
    return findings.stream().noneMatch(finding -> finding.severity() == Severity.BLOCKS_POLICY);
  }

  /** Whether this is the same version, whatever has become of it meanwhile. */
  public boolean sameAs(PolicyVersion other) {
    return policy.equals(other.policy) && version == other.version;
  }

  /** Whether it says how long whole records of this category are kept. */
  public boolean governs(String category) {
    Category found = document.categories().get(category);
    return found != null && found.hasTerms();
  }

  /** Whether records of this category that it protects are kept in time tables. */
  public boolean keepsTimeTables(String category) {
    Category found = document.categories().get(category);
    return found != null && FixedClock.of(document, found);
  }

  /** Whether findings keep this category from taking records. */
  public boolean blocks(String category) {
    return findings.stream()
        .filter(finding -> finding.severity() == Severity.BLOCKS_CATEGORY)
        .anyMatch(finding -> finding.category().filter(category::equals).isPresent());
  }
}
