package io.lethe.crypto;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * The ten rounds of FF1 over the two halves of a numeral string, each half as a number.
 *
 * <p><b>Thread safety</b>: safe from any thread; each has its own cipher.
 *
 * <p><b>Source</b>: NIST SP 800-38G, algorithms 6 to 8.
 */
final class Ff1Rounds implements AutoCloseable {

  private static final int ROUNDS = 10;

  private final PerThread<Cipher> ciphers;

  /** Over AES with a key of 16, 24 or 32 bytes. */
  Ff1Rounds(SecretBytes key) {
    this.ciphers = new PerThread<>(key, Ff1Rounds::keyed);
  }

  private static Cipher keyed(SecretBytes key) {
    try {
      Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
      SecretKeySpec aes = key.use(bytes -> new SecretKeySpec(bytes, "AES"));
      cipher.init(Cipher.ENCRYPT_MODE, aes);
      return cipher;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES is not available", e);
    }
  }

  /** Encrypts or decrypts the halves, left and right, of a small shape in place. */
  void run(Ff1Shape shape, byte[] tweak, long[] halves, boolean forward) {
    if (forward) {
      encrypt(shape, tweak, halves);
    } else {
      decrypt(shape, tweak, halves);
    }
  }

  /** The same for a shape of any size. */
  void run(Ff1Shape shape, byte[] tweak, BigInteger[] halves, boolean forward) {
    if (forward) {
      encrypt(shape, tweak, halves);
    } else {
      decrypt(shape, tweak, halves);
    }
  }

  private void encrypt(Ff1Shape shape, byte[] tweak, long[] halves) {
    Ff1RoundFunction function = new Ff1RoundFunction(ciphers.get(), shape, tweak);
    long[] moduli = moduli(shape);
    long left = halves[0];
    long right = halves[1];
    for (int round = 0; round < ROUNDS; round++) {
      long modulus = moduli[round & 1];
      long sum = left + Long.remainderUnsigned(function.small(round, right), modulus);
      left = right;
      right = sum >= modulus ? sum - modulus : sum;
    }
    halves[0] = left;
    halves[1] = right;
  }

  private void decrypt(Ff1Shape shape, byte[] tweak, long[] halves) {
    Ff1RoundFunction function = new Ff1RoundFunction(ciphers.get(), shape, tweak);
    long[] moduli = moduli(shape);
    long left = halves[0];
    long right = halves[1];
    for (int round = ROUNDS - 1; round >= 0; round--) {
      long modulus = moduli[round & 1];
      long difference = right - Long.remainderUnsigned(function.small(round, left), modulus);
      right = left;
      left = difference < 0 ? difference + modulus : difference;
    }
    halves[0] = left;
    halves[1] = right;
  }

  private void encrypt(Ff1Shape shape, byte[] tweak, BigInteger[] halves) {
    Ff1RoundFunction function = new Ff1RoundFunction(ciphers.get(), shape, tweak);
    for (int round = 0; round < ROUNDS; round++) {
      BigInteger sum = halves[0].add(function.large(round, halves[1]));
      halves[0] = halves[1];
      halves[1] = sum.mod(shape.modulus(round));
    }
  }

  private void decrypt(Ff1Shape shape, byte[] tweak, BigInteger[] halves) {
    Ff1RoundFunction function = new Ff1RoundFunction(ciphers.get(), shape, tweak);
    for (int round = ROUNDS - 1; round >= 0; round--) {
      BigInteger difference = halves[1].subtract(function.large(round, halves[0]));
      halves[1] = halves[0];
      halves[0] = difference.mod(shape.modulus(round));
    }
  }

  private static long[] moduli(Ff1Shape shape) {
    return new long[] {shape.leftModulus().longValue(), shape.rightModulus().longValue()};
  }

  @Override
  public void close() {
    ciphers.close();
  }
}
