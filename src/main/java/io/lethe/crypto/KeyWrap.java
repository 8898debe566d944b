package io.lethe.crypto;

import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.Wrapper;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.engines.RFC5649WrapEngine;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * AES-KWP: wraps a key under another, deterministically and without a nonce; a change of any bit is
 * noticed.
 *
 * <p>A key of {@code n} bytes becomes {@code 8 * ceil(n / 8) + 8} bytes.
 *
 * <p><b>Warning</b>: for keys only, which are random: equal keys give equal results. It binds no
 * context; where one is needed use {@link Aead}.
 *
 * <p><b>Thread safety</b>: safe from any thread.
 *
 * <p><b>Source</b>: RFC 5649; NIST SP 800-38F, KWP.
 */
public final class KeyWrap {

  private static final int SHORTEST = 16;
  private static final int SEMIBLOCK = 8;

  private KeyWrap() {}

  /**
   * Wraps a key.
   *
   * @param wrapping 32 bytes
   * @param key of any length in bytes, 1 at least
   * @throws IllegalArgumentException when the wrapping key has another length
   */
  public static byte[] wrap(SecretBytes wrapping, SecretBytes key) {
    KeyParameter parameter = of256Bits(wrapping).use(KeyParameter::new);
    return wrap(parameter, key);
  }

  /** With an AES key of any length, for the published vectors. */
  static byte[] wrap(KeyParameter wrapping, SecretBytes key) {
    Wrapper engine = new RFC5649WrapEngine(AESEngine.newInstance());
    engine.init(true, wrapping);
    return key.use(bytes -> engine.wrap(bytes, 0, bytes.length));
  }

  /**
   * Opens what {@link #wrap(SecretBytes, SecretBytes)} made.
   *
   * @throws AeadException when it is truncated or changed, or was wrapped under another key
   * @throws IllegalArgumentException when the wrapping key has not 32 bytes
   */
  public static SecretBytes unwrap(SecretBytes wrapping, byte[] wrapped) {
    KeyParameter parameter = of256Bits(wrapping).use(KeyParameter::new);
    return unwrap(parameter, wrapped);
  }

  /** With an AES key of any length, for the published vectors. */
  static SecretBytes unwrap(KeyParameter wrapping, byte[] wrapped) {
    if (wrapped.length < SHORTEST || wrapped.length % SEMIBLOCK != 0) {
      throw new AeadException("the wrapped key is truncated");
    }
    Wrapper engine = new RFC5649WrapEngine(AESEngine.newInstance());
    engine.init(false, wrapping);
    try {
      return SecretBytes.adopt(engine.unwrap(wrapped, 0, wrapped.length));
    } catch (InvalidCipherTextException e) {
      throw new AeadException("the wrapped key does not open", e);
    }
  }

  private static SecretBytes of256Bits(SecretBytes wrapping) {
    if (wrapping.length() != Aead.KEY_LENGTH) {
      throw new IllegalArgumentException("AES-256-KWP needs a key of 32 bytes");
    }
    return wrapping;
  }
}
