package io.lethe.key;

import io.lethe.crypto.FormatCipher;
import io.lethe.crypto.FormatToken;
import io.lethe.crypto.SecretBytes;
import io.lethe.crypto.TextFormat;
import io.lethe.crypto.TokenInput;
import io.lethe.crypto.TwoLayerPrf;
import io.lethe.crypto.VersionedToken;
import io.lethe.problem.ServiceException;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
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
  private final long epoch;
  private final long generation;
  private final Map<RingPurpose, Ring> rings;
  private final TwoLayerPrf subjects;
  private final Map<RingPurpose, TokenUpgrade> upgrades = new EnumMap<>(RingPurpose.class);
  private final Map<Typed, TwoLayerPrf> tokens = new ConcurrentHashMap<>();
  private final Map<Format, FormatCipher> formats = new ConcurrentHashMap<>();

  /**
   * Open rings.
   *
   * @param epoch under which what is written with them is accepted
   * @param generation as of which they were read
   */
  PolicyKeys(String policy, long epoch, long generation, Map<RingPurpose, Ring> rings) {
    this.policy = policy;
    this.epoch = epoch;
    this.generation = generation;
    this.rings = Map.copyOf(rings);
    this.subjects = tokens(new Typed(RingPurpose.SUBJECT, "", "text"));
    rings.forEach((purpose, ring) -> upgrades.put(purpose, new TokenUpgrade(ring)));
  }

  /** The policy. */
  public String policy() {
    return policy;
  }

  /** What is written with these keys is accepted as long as this is the policy's epoch. */
  public long epoch() {
    return epoch;
  }

  long generation() {
    return generation;
  }

  /**
   * The tokens of a product's reference to a subject under every live version, and its bucket.
   *
   * @param reference the product's own id of the person
   */
  public SubjectTokens subject(String reference) {
    TwoLayerPrf.Seed seed = subjects.seed(TokenInput.of(reference));
    return new SubjectTokens(seed.bucket(), subjects.live(seed), subjects.active(seed));
  }

  /** The pseudonym of a normalized value in a domain, under the active version. */
  public VersionedToken pseudonym(String domain, String type, String value) {
    return active(new Typed(RingPurpose.PSEUDONYM, domain, type), value);
  }

  /** The same under every live version, ascending; what the next replica writes is among them. */
  public List<VersionedToken> everyPseudonym(String domain, String type, String value) {
    return live(new Typed(RingPurpose.PSEUDONYM, domain, type), value);
  }

  /** The blind-index token of a normalized value of a field, under the active version. */
  public VersionedToken index(String field, String type, String value) {
    return active(new Typed(RingPurpose.INDEX, field, type), value);
  }

  /** The same under every live version, ascending, to search by. */
  public List<VersionedToken> everyIndex(String field, String type, String value) {
    return live(new Typed(RingPurpose.INDEX, field, type), value);
  }

  /**
   * A tag of 16 bytes by which rows of one person, or of one value, are told from others while
   * depersonalized rows of a category wait to be mixed. Every replica has the same one, whatever
   * versions it knows: it is the first layer alone.
   */
  public byte[] mixing(String category, byte[] input) {
    return tag("mixing", category, input);
  }

  /**
   * A tag of 16 bytes that every replica has for the same input, whatever versions it knows: it is
   * the first layer alone. Tags of another use, or of another kind, have nothing to do with it.
   */
  public byte[] tag(String use, String kind, byte[] input) {
    return prf(new Typed(RingPurpose.SUBJECT, use, kind)).seed(input).q();
  }

  private VersionedToken active(Typed of, String value) {
    TwoLayerPrf prf = prf(of);
    return prf.active(prf.seed(TokenInput.of(value)));
  }

  private List<VersionedToken> live(Typed of, String value) {
    TwoLayerPrf prf = prf(of);
    return prf.live(prf.seed(TokenInput.of(value)));
  }

  private TwoLayerPrf prf(Typed of) {
    return tokens.computeIfAbsent(of, this::tokens);
  }

  /** The function of a domain for values of a type: what comes before the value is its prefix. */
  private TwoLayerPrf tokens(Typed of) {
    return ring(of.purpose())
        .tokens(of.domain(), prefix(of.purpose(), policy, of.domain(), of.type()));
  }

  /** What comes before the value in the input of its token. */
  static byte[] prefix(RingPurpose purpose, String policy, String domain, String type) {
    String use = purpose.name().toLowerCase(Locale.ROOT);
    return TokenInput.of(SUITE, use, policy, domain, type);
  }

  /**
   * What the pseudonyms of these domains are computed with elsewhere, and of nothing else; copies.
   *
   * @param without versions that are left out; not the one that writes
   */
  public LeasedRing lease(Set<String> domains, Set<Integer> without) {
    Ring ring = ring(RingPurpose.PSEUDONYM);
    SortedMap<Integer, SecretBytes> versions = new TreeMap<>();
    ring.versions()
        .forEach(
            (version, key) -> {
              if (!without.contains(version)) {
                versions.put(version, key.use(SecretBytes::copyOf));
              }
            });
    Map<String, SecretBytes> roots = new TreeMap<>();
    domains.forEach(domain -> roots.put(domain, ring.domainRoot(domain)));
    return new LeasedRing(policy, ring.active(), versions, roots);
  }

  /**
   * Moves a stored token to the active version of its ring, without the value it stands for.
   *
   * <p><b>Errors</b>: {@code KEY_DESTROYED}, {@code KEY_VERSION_UNKNOWN}.
   */
  public VersionedToken upgrade(RingPurpose purpose, VersionedToken token) {
    return upgrades.get(purpose).upgrade(token);
  }

  /** The version of a ring that writes. */
  public int active(RingPurpose purpose) {
    return ring(purpose).active();
  }

  /**
   * A text in its form, encrypted under the active version; equal texts are equal within a domain.
   *
   * @param text one that {@link TextFormat#problem} finds nothing wrong with
   */
  public FormatToken format(String domain, TextFormat format, String text) {
    int version = ring(RingPurpose.FORMAT).active();
    return new FormatToken(version, cipher(version, format).encrypt(text, tweak(domain, format)));
  }

  /**
   * The original of what {@link #format} gave.
   *
   * @throws ServiceException {@code KEY_DESTROYED} when its version is gone
   */
  public String original(String domain, TextFormat format, FormatToken token) {
    return cipher(token.version(), format).decrypt(token.text(), tweak(domain, format));
  }

  /**
   * The same original under the active version; nothing changes when it is under it already.
   *
   * @param text what {@link #format} gave under {@code fromVersion}
   * @throws ServiceException {@code KEY_DESTROYED} when that version is gone
   */
  public FormatToken reformat(String domain, TextFormat format, String text, int fromVersion) {
    FormatToken old = new FormatToken(fromVersion, text);
    return fromVersion == ring(RingPurpose.FORMAT).active()
        ? old
        : format(domain, format, original(domain, format, old));
  }

  private FormatCipher cipher(int version, TextFormat format) {
    return formats.computeIfAbsent(
        new Format(version, format), of -> ring(RingPurpose.FORMAT).format(version, format));
  }

  private byte[] tweak(String domain, TextFormat format) {
    return TokenInput.of("ff1-aes-256", "format", policy, domain, format.name());
  }

  Ring ring(RingPurpose purpose) {
    return rings.get(purpose);
  }

  /** Wipes every key. */
  void close() {
    subjects.close();
    tokens.values().forEach(TwoLayerPrf::close);
    upgrades.values().forEach(TokenUpgrade::close);
    formats.values().forEach(FormatCipher::close);
    rings.values().forEach(Ring::close);
  }

  /** Values of one type in one domain; its purpose's name is a part of every token's input. */
  private record Typed(RingPurpose purpose, String domain, String type) {}

  /** The ciphers that are open: a version's, of a format. */
  private record Format(int version, TextFormat format) {}

  /**
   * A subject's tokens.
   *
   * @param bucket 0 to 63, the same under every version
   * @param tokens one per live version, in ascending order, to search by
   * @param active the one to write
   */
  public record SubjectTokens(int bucket, List<VersionedToken> tokens, VersionedToken active) {}
}
