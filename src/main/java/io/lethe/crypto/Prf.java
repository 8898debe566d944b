package io.lethe.crypto;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * HMAC-SHA-256: without the key, nobody can compute an output or tell it from random bytes.
 *
 * <p><b>Warning</b>: the key lives as long as this object, also when its {@link SecretBytes} is
 * closed.
 *
 * <p><b>Thread safety</b>: safe from any thread; each has its own keyed copy.
 *
 * <p><b>Source</b>: RFC 2104, FIPS 198-1.
 */
public final class Prf {

  /** Length of an output in bytes. */
  public static final int LENGTH = 32;

  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;
  private final ThreadLocal<Mac> macs = ThreadLocal.withInitial(this::keyed);

  public Prf(SecretBytes key) {
    this.key = key.use(bytes -> new SecretKeySpec(bytes, ALGORITHM));
  }

  /** The 32 bytes of HMAC-SHA-256 over {@code input}. */
  public byte[] compute(byte[] input) {
    return macs.get().doFinal(input);
  }

  private Mac keyed() {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HMAC-SHA-256 is not available", e);
    }
  }
}
