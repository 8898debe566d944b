package io.lethe.crypto;

import java.security.DigestException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.bouncycastle.crypto.digests.GOST3411_2012_256Digest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * HMAC over a prefix and an input: without the key, nobody can compute an output or tell it from
 * random bytes.
 *
 * <p>What is the same for every input is hashed once: the key's two blocks and the prefix.
 *
 * <p><b>Warning</b>: works with a copy of the key, which lives until {@link #close}, also when its
 * {@link SecretBytes} is closed before.
 *
 * <p><b>Thread safety</b>: safe from any thread; each has its own keyed function.
 *
 * <p><b>Errors</b>: IllegalStateException after {@link #close}.
 *
 * <p><b>Source</b>: RFC 2104, FIPS 198-1; with Streebog, RFC 7836 section 4.1 and RFC 6986.
 */
public final class Prf implements AutoCloseable {

  /** Length of an output in bytes. */
  public static final int LENGTH = 32;

  private static final int BLOCK_LENGTH = 64;
  private static final byte INNER = 0x36;
  private static final byte OUTER = 0x5c;

  private final PerThread<UnaryOperator<byte[]>> functions;

  /** HMAC-SHA-256. */
  public Prf(SecretBytes key) {
    this(key, new byte[0]);
  }

  /**
   * HMAC-SHA-256.
   *
   * @param prefix comes before every input
   */
  public Prf(SecretBytes key, byte[] prefix) {
    this(key, k -> sha256(k, prefix));
  }

  private Prf(SecretBytes key, PerThread.Keyed<UnaryOperator<byte[]>> keyed) {
    this.functions = new PerThread<>(key, keyed);
  }

  /**
   * HMAC with Streebog of 256 bits, HMAC_GOSTR3411_2012_256.
   *
   * @param prefix comes before every input
   */
  public static Prf streebog(SecretBytes key, byte[] prefix) {
    return new Prf(key, k -> streebogOf(k, prefix));
  }

  /** The 32 bytes of HMAC over the prefix and {@code input}. */
  public byte[] compute(byte[] input) {
    return functions.get().apply(input);
  }

  private static UnaryOperator<byte[]> sha256(SecretBytes key, byte[] prefix) {
    MessageDigest inner = padded(key, INNER);
    MessageDigest outer = padded(key, OUTER);
    inner.update(prefix);
    return input -> {
      try {
        byte[] output = new byte[LENGTH];
        MessageDigest hash = (MessageDigest) inner.clone();
        hash.update(input);
        hash.digest(output, 0, LENGTH);
        hash = (MessageDigest) outer.clone();
        hash.update(output);
        hash.digest(output, 0, LENGTH);
        return output;
      } catch (CloneNotSupportedException | DigestException e) {
        throw new IllegalStateException("SHA-256 cannot go on from a state", e);
      }
    };
  }

  /** SHA-256 after the block of the key; a longer key than a block is hashed first. */
  private static MessageDigest padded(SecretBytes key, byte pad) {
    MessageDigest hash = Sha256.digest();
    byte[] block =
        key.use(
            bytes ->
                Arrays.copyOf(
                    bytes.length > BLOCK_LENGTH ? hash.digest(bytes) : bytes, BLOCK_LENGTH));
    for (int i = 0; i < BLOCK_LENGTH; i++) {
      block[i] ^= pad;
    }
    hash.update(block);
    Arrays.fill(block, (byte) 0);
    return hash;
  }

  private static UnaryOperator<byte[]> streebogOf(SecretBytes key, byte[] prefix) {
    HMac mac = new HMac(new GOST3411_2012_256Digest());
    mac.init(key.use(KeyParameter::new));
    return input -> {
      byte[] output = new byte[LENGTH];
      mac.update(prefix, 0, prefix.length);
      mac.update(input, 0, input.length);
      mac.doFinal(output, 0);
      return output;
    };
  }

  /** Wipes the key; calls under way finish, later ones are refused. */
  @Override
  public void close() {
    functions.close();
  }

  @Override
  public String toString() {
    return "Prf";
  }
}
