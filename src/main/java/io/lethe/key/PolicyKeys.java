package io.lethe.key;

import io.lethe.crypto.TokenInput;
import io.lethe.crypto.TwoLayerPrf;
import io.lethe.crypto.VersionedToken;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The open rings of one policy.
 *
 * <p><b>Guarantee</b>: subject tokens, pseudonyms of each domain and blind indexes of each field
 * come from independent roots and never coincide.
 *
 * <p><b>Thread safety</b>: safe from any thread.
 */
public final class PolicyKeys {

  private static final String SUITE = "hmac-sha256/aes-256";

  private final String policy;
  private final Map<RingPurpose, Ring> rings;
  private final TwoLayerPrf subjects;
  private final Map<String, TwoLayerPrf> pseudonyms = new ConcurrentHashMap<>();
  private final Map<String, TwoLayerPrf> indexes = new ConcurrentHashMap<>();

  PolicyKeys(String policy, Map<RingPurpose, Ring> rings) {
    this.policy = policy;
    this.rings = Map.copyOf(rings);
    this.subjects = ring(RingPurpose.SUBJECT).tokens("");
  }

  /**
   * The tokens of a product's reference to a subject under every live version, and its bucket.
   *
   * @param reference the product's own id of the person
   */
  public SubjectTokens subject(String reference) {
    byte[] input = TokenInput.of(SUITE, "subject", policy, "", "text", reference);
    TwoLayerPrf.Seed seed = subjects.seed(input);
    return new SubjectTokens(seed.bucket(), subjects.live(seed), subjects.active(seed).version());
  }

  /** The pseudonym of a normalized value in a domain, under the active version. */
  public VersionedToken pseudonym(String domain, String type, String value) {
    TwoLayerPrf tokens =
        pseudonyms.computeIfAbsent(domain, d -> ring(RingPurpose.PSEUDONYM).tokens(d));
    return tokens.active(
        tokens.seed(TokenInput.of(SUITE, "pseudonym", policy, domain, type, value)));
  }

  /** The blind-index tokens of a normalized value of a field, under every live version. */
  public List<VersionedToken> index(String field, String type, String value) {
    TwoLayerPrf tokens = indexes.computeIfAbsent(field, f -> ring(RingPurpose.INDEX).tokens(f));
    return tokens.live(tokens.seed(TokenInput.of(SUITE, "index", policy, field, type, value)));
  }

  Ring ring(RingPurpose purpose) {
    return rings.get(purpose);
  }

  /**
   * A subject's tokens.
   *
   * @param bucket 0 to 63, the same under every version
   * @param tokens one per live version, in ascending order
   * @param active the version that writes
   */
  public record SubjectTokens(int bucket, List<VersionedToken> tokens, int active) {}
}
