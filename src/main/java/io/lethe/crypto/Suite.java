package io.lethe.crypto;

/**
 * Which primitives make keyed tokens: the two layers of {@link TwoLayerPrf}.
 *
 * <p><b>Warning</b>: {@link #text} is a part of every token's input; it is never changed.
 */
public enum Suite {
  /** HMAC-SHA-256 and AES-256. */
  HMAC_SHA256_AES256("hmac-sha256/aes-256") {
    @Override
    public Prf prf(SecretBytes key, byte[] prefix) {
      return new Prf(key, prefix);
    }

    @Override
    public BlockPermutation permutation(SecretBytes key) {
      return new BlockPermutation(key);
    }
  },
  /** HMAC with Streebog of 256 bits, and Kuznyechik. */
  GOST("hmac-streebog-256/kuznyechik") {
    @Override
    public Prf prf(SecretBytes key, byte[] prefix) {
      return Prf.streebog(key, prefix);
    }

    @Override
    public BlockPermutation permutation(SecretBytes key) {
      return BlockPermutation.kuznyechik(key);
    }
  };

  private final String text;

  Suite(String text) {
    this.text = text;
  }

  /** The name that token inputs hold. */
  public String text() {
    return text;
  }

  /** The first layer under a root. */
  public final Prf prf(SecretBytes key) {
    return prf(key, new byte[0]);
  }

  /**
   * The first layer under a root.
   *
   * @param prefix comes before every input
   */
  public abstract Prf prf(SecretBytes key, byte[] prefix);

  /**
   * The second layer under a version's key.
   *
   * @param key 32 bytes
   */
  public abstract BlockPermutation permutation(SecretBytes key);
}
