package io.lethe.crypto;

import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Keyed tokens whose key can be rotated without the values they stand for.
 *
 * <p>{@code Q} is the first 16 bytes of HMAC under the root, the token of version {@code n} is the
 * block of {@code Q} under the key of {@code n}; a {@link Suite} says of which HMAC and cipher.
 *
 * <p><b>Guarantee</b>: the same input has the same token in each version; neither the root nor a
 * version's key alone computes or upgrades one.
 *
 * <p><b>Thread safety</b>: safe from any thread.
 *
 * <p><b>Errors</b>: IllegalStateException after {@link #close}.
 */
public final class TwoLayerPrf implements AutoCloseable {

  private static final int BUCKET_MASK = 63;

  private final Prf root;
  private final SortedMap<Integer, BlockPermutation> live;
  private final int active;
  private final BlockPermutation activeKey;

  /**
   * The keys of one ring for one use; they are this object's from now on.
   *
   * @param live the key of every version that tokens may still have
   * @param active the version that new tokens get, one of {@code live}
   */
  public TwoLayerPrf(Prf root, SortedMap<Integer, BlockPermutation> live, int active) {
    this.root = root;
    this.live = Collections.unmodifiableSortedMap(new TreeMap<>(live));
    this.active = active;
    BlockPermutation key = this.live.get(active);
    if (key == null || this.live.firstKey() < 1) {
      throw new IllegalArgumentException("versions are positive and the active one is live");
    }
    this.activeKey = key;
  }

  /**
   * The first layer of an input, the same for all versions.
   *
   * @param q 16 bytes
   * @param bucket 0 to 63, from another byte of the HMAC than {@code q}
   */
  public record Seed(byte[] q, int bucket) {

    public Seed {
      if (q.length != BlockPermutation.BLOCK_LENGTH || (bucket & ~BUCKET_MASK) != 0) {
        throw new IllegalArgumentException("a seed has 16 bytes and a bucket of 0 to 63");
      }
      q = q.clone();
    }

    /** A copy of the 16 bytes. */
    @Override
    public byte[] q() {
      return q.clone();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Seed that && bucket == that.bucket && Arrays.equals(q, that.q);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(q);
    }

    @Override
    public String toString() {
      return "Seed[bucket=" + bucket + "]";
    }
  }

  /** Computes the first layer of what {@link TokenInput} built. */
  public Seed seed(byte[] input) {
    byte[] mac = root.compute(input);
    byte[] q = Arrays.copyOf(mac, BlockPermutation.BLOCK_LENGTH);
    return new Seed(q, mac[BlockPermutation.BLOCK_LENGTH] & BUCKET_MASK);
  }

  /** The token of the active version. */
  public VersionedToken active(Seed seed) {
    return new VersionedToken(active, activeKey.encrypt(seed.q));
  }

  /** One token per live version, versions ascending. */
  public List<VersionedToken> live(Seed seed) {
    List<VersionedToken> tokens = new ArrayList<>(live.size());
    live.forEach((version, key) -> tokens.add(new VersionedToken(version, key.encrypt(seed.q))));
    return Collections.unmodifiableList(tokens);
  }

  /**
   * The active version's token of the value that {@code token} stands for.
   *
   * <p><b>Warning</b>: a token carries no proof; invented bytes become other invented bytes.
   *
   * @throws ServiceException with TOKEN_INVALID when the token's version is not live
   */
  public VersionedToken upgrade(VersionedToken token) {
    BlockPermutation key = live.get(token.version());
    if (key == null) {
      throw new ServiceException(ErrorCode.TOKEN_INVALID, "no live key has the token's version");
    }
    if (token.version() == active) {
      return token;
    }
    return new VersionedToken(active, activeKey.encrypt(key.decrypt(token.bytes())));
  }

  /** Wipes the keys of both layers; calls under way finish, later ones are refused. */
  @Override
  public void close() {
    root.close();
    live.values().forEach(BlockPermutation::close);
  }

  @Override
  public String toString() {
    return "TwoLayerPrf[active=" + active + ", live=" + live.keySet() + "]";
  }
}
