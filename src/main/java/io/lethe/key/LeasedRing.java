package io.lethe.key;

import io.lethe.crypto.SecretBytes;
import io.lethe.crypto.TokenInput;
import io.lethe.crypto.TwoLayerPrf;
import io.lethe.crypto.VersionedToken;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the pseudonyms of some domains of a policy are computed with, outside of the service that
 * has the ring.
 *
 * <p><b>Guarantee</b>: a pseudonym is the same here as from the ring; of other domains, and of
 * anything but pseudonyms, none can be computed.
 *
 * <p><b>Warning</b>: whoever has this can try out values, and nobody counts how many.
 *
 * <p><b>Thread safety</b>: safe from any thread.
 *
 * <p><b>Errors</b>: IllegalStateException after {@link #close}.
 */
public final class LeasedRing implements AutoCloseable {

  private final String policy;
  private final int active;
  private final SortedMap<Integer, SecretBytes> versions;
  private final Map<String, SecretBytes> roots;
  private final Map<Typed, TwoLayerPrf> tokens = new ConcurrentHashMap<>();
  private boolean closed;

  /**
   * The keys, which are this object's from now on.
   *
   * @param active the version that new pseudonyms get, one of {@code versions}
   * @param versions 32 bytes each
   * @param roots 32 bytes of each domain
   */
  public LeasedRing(
      String policy,
      int active,
      SortedMap<Integer, SecretBytes> versions,
      Map<String, SecretBytes> roots) {
    if (!versions.containsKey(active)) {
      throw new IllegalArgumentException("the active version is one of those leased");
    }
    this.policy = policy;
    this.active = active;
    this.versions = Collections.unmodifiableSortedMap(new TreeMap<>(versions));
    this.roots = Collections.unmodifiableMap(new TreeMap<>(roots));
  }

  /** The version that new pseudonyms get. */
  public int active() {
    return active;
  }

  /** The keys of the live versions. */
  public SortedMap<Integer, SecretBytes> versions() {
    return versions;
  }

  /** The roots of the domains. */
  public Map<String, SecretBytes> roots() {
    return roots;
  }

  /** The domains. */
  public Set<String> domains() {
    return roots.keySet();
  }

  /** The pseudonym of a normalized value in one of the domains, under the active version. */
  public VersionedToken pseudonym(String domain, String type, String value) {
    TwoLayerPrf prf = prf(domain, type);
    return prf.active(prf.seed(TokenInput.of(value)));
  }

  /** The same under every live version, ascending. */
  public List<VersionedToken> everyPseudonym(String domain, String type, String value) {
    TwoLayerPrf prf = prf(domain, type);
    return prf.live(prf.seed(TokenInput.of(value)));
  }

  private TwoLayerPrf prf(String domain, String type) {
    Typed of = new Typed(domain, type);
    TwoLayerPrf known = tokens.get(of);
    return known == null ? open(of) : known;
  }

  private synchronized TwoLayerPrf open(Typed of) {
    SecretBytes root = roots.get(of.domain());
    if (closed || root == null) {
      throw new IllegalStateException("the lease is over, or lacks the domain");
    }
    return tokens.computeIfAbsent(
        of,
        typed ->
            Ring.tokens(
                root,
                PolicyKeys.prefix(RingPurpose.PSEUDONYM, policy, typed.domain(), typed.type()),
                versions,
                active));
  }

  /** Wipes every key; calls under way finish, later ones are refused. */
  @Override
  public synchronized void close() {
    closed = true;
    tokens.values().forEach(TwoLayerPrf::close);
    versions.values().forEach(SecretBytes::close);
    roots.values().forEach(SecretBytes::close);
  }

  @Override
  public String toString() {
    return "LeasedRing[policy=" + policy + ", versions=" + versions.keySet() + "]";
  }

  private record Typed(String domain, String type) {}
}
