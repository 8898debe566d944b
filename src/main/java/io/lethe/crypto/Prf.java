package io.lethe.crypto;

import java.security.GeneralSecurityException;
import java.util.function.UnaryOperator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.digests.GOST3411_2012_256Digest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * HMAC: without the key, nobody can compute an output or tell it from random bytes.
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

  private static final String ALGORITHM = "HmacSHA256";

  private final PerThread<UnaryOperator<byte[]>> functions;

  /** HMAC-SHA-256. */
  public Prf(SecretBytes key) {
    this(key, Prf::sha256);
  }

  private Prf(SecretBytes key, PerThread.Keyed<UnaryOperator<byte[]>> keyed) {
    this.functions = new PerThread<>(key, keyed);
  }

  /** HMAC with Streebog of 256 bits, HMAC_GOSTR3411_2012_256. */
  public static Prf streebog(SecretBytes key) {
    return new Prf(key, Prf::streebogOf);
  }

  /** The 32 bytes of HMAC over {@code input}. */
  public byte[] compute(byte[] input) {
    return functions.get().apply(input);
  }

  private static UnaryOperator<byte[]> sha256(SecretBytes key) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      SecretKeySpec spec = key.use(bytes -> new SecretKeySpec(bytes, ALGORITHM));
      mac.init(spec);
      return mac::doFinal;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HMAC-SHA-256 is not available", e);
    }
  }

  private static UnaryOperator<byte[]> streebogOf(SecretBytes key) {
    HMac mac = new HMac(new GOST3411_2012_256Digest());
    mac.init(key.use(KeyParameter::new));
    return input -> {
      byte[] output = new byte[LENGTH];
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
