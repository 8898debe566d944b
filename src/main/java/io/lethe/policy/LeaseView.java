package io.lethe.policy;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.lethe.access.Grant;
import io.lethe.crypto.SecretBytes;
import io.lethe.key.LeasedRing;
import io.lethe.time.Calendars;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What a sidecar answers by until a lease ends.
 *
 * <p><b>Warning</b>: it holds keys.
 *
 * @param termSeconds how long it lasts; its holder counts from before it asked
 * @param grants of its holder
 */
@RegisterForReflection
@Schema(name = "Lease")
public record LeaseView(
    UUID id,
    Instant grantedAt,
    Instant expiresAt,
    long termSeconds,
    List<Covered> grants,
    List<LeasedPolicy> policies) {

  /** Wipes its keys, once it has been answered. */
  void wipe() {
    policies.forEach(LeasedPolicy::wipe);
  }

  /** Names no key. */
  @Override
  public String toString() {
    return "LeaseView[id=" + id + ", policies=" + policies.size() + "]";
  }

  /** Where the holder's role holds. */
  @RegisterForReflection
  @Schema(name = "LeaseGrant")
  public record Covered(Set<String> policies, Set<String> categories, Set<String> fields) {

    static Covered of(Grant grant) {
      return new Covered(grant.policies(), grant.categories(), grant.fields());
    }
  }

  /**
   * The active version of a policy.
   *
   * @param document its YAML
   * @param blocked categories that take no records
   * @param pseudonyms absent where no domain is leased
   */
  @RegisterForReflection
  @Schema(name = "LeasedPolicy")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record LeasedPolicy(
      String policy,
      int version,
      String hash,
      Instant activatedAt,
      String document,
      List<String> blocked,
      @Nullable LeasedKeys pseudonyms) {

    /** The version as the service that leased it reads it. */
    public PolicyVersion read(Calendars calendars) {
      PolicyReview review = PolicyReview.of(document, Operator.UNKNOWN, calendars);
      List<Finding> findings =
          blocked.stream()
              .map(
                  category ->
                      Finding.of(
                          "categories." + category,
                          FindingCode.FIELDS_AND_TERMS_MISSING,
                          Severity.BLOCKS_CATEGORY,
                          "as leased"))
              .toList();
      return new PolicyVersion(
          policy,
          version,
          hash,
          review.document().orElseThrow(() -> new IllegalStateException("unreadable as leased")),
          PolicyVersion.State.ACTIVE,
          findings,
          "",
          activatedAt,
          Optional.of(activatedAt));
    }

    /** Wipes its keys. */
    void wipe() {
      Optional.ofNullable(pseudonyms).ifPresent(LeasedKeys::wipe);
    }

    /** Names no key. */
    @Override
    public String toString() {
      return "LeasedPolicy[policy=" + policy + ", version=" + version + "]";
    }
  }

  /**
   * The keys of the pseudonyms of some domains.
   *
   * @param active the version that new pseudonyms get
   */
  @RegisterForReflection
  @Schema(name = "LeasedKeys")
  public record LeasedKeys(int active, List<VersionKey> versions, List<DomainKey> domains) {

    static LeasedKeys of(LeasedRing ring) {
      List<VersionKey> versions = new ArrayList<>();
      ring.versions().forEach((n, key) -> versions.add(new VersionKey(n, key.use(byte[]::clone))));
      List<DomainKey> domains = new ArrayList<>();
      ring.roots()
          .forEach((name, root) -> domains.add(new DomainKey(name, root.use(byte[]::clone))));
      return new LeasedKeys(ring.active(), versions, domains);
    }

    /** Takes the keys; the arrays here are wiped. */
    public LeasedRing take(String policy) {
      SortedMap<Integer, SecretBytes> keys = new TreeMap<>();
      versions.forEach(version -> keys.put(version.version(), taken(version.key())));
      Map<String, SecretBytes> roots = new TreeMap<>();
      domains.forEach(domain -> roots.put(domain.domain(), taken(domain.root())));
      return new LeasedRing(policy, active, keys, roots);
    }

    private void wipe() {
      versions.forEach(version -> Arrays.fill(version.key(), (byte) 0));
      domains.forEach(domain -> Arrays.fill(domain.root(), (byte) 0));
    }

    private static SecretBytes taken(byte[] bytes) {
      SecretBytes secret = SecretBytes.copyOf(bytes);
      Arrays.fill(bytes, (byte) 0);
      return secret;
    }

    /** Names no key. */
    @Override
    public String toString() {
      return "LeasedKeys[active=" + active + "]";
    }
  }

  /** The key of a live version, 32 bytes. */
  @RegisterForReflection
  @Schema(name = "LeasedVersion")
  public record VersionKey(int version, byte[] key) {

    /** Names no key. */
    @Override
    public String toString() {
      return "VersionKey[version=" + version + "]";
    }
  }

  /** The root of a domain, 32 bytes. */
  @RegisterForReflection
  @Schema(name = "LeasedDomain")
  public record DomainKey(String domain, byte[] root) {

    /** Names no key. */
    @Override
    public String toString() {
      return "DomainKey[domain=" + domain + "]";
    }
  }
}
