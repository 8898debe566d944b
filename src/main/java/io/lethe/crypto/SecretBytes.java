package io.lethe.crypto;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.function.Function;

/**
 * Bytes of a key that cannot be printed, serialized or compared in a way that leaks them.
 *
 * <p><b>Guarantee</b>: {@code toString} shows the length only, {@code hashCode} is the same for
 * all, and {@code equals} takes the same time wherever the bytes differ.
 *
 * <p><b>Warning</b>: wiping is best effort; a collector that moves objects may leave a copy.
 *
 * <p><b>Thread safety</b>: safe; {@link #close} waits for a {@link #use} that is under way, so
 * nobody ever works with half-wiped bytes.
 */
public final class SecretBytes implements AutoCloseable {

  private final byte[] bytes;
  private boolean closed;

  private SecretBytes(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Fresh random bytes; {@code length} in bytes, at least 1. */
  public static SecretBytes random(int length) {
    if (length < 1) {
      throw new IllegalArgumentException("a secret has at least 1 byte");
    }
    byte[] bytes = new byte[length];
    new SecureRandom().nextBytes(bytes);
    return new SecretBytes(bytes);
  }

  /** A copy; the caller may wipe its own. */
  public static SecretBytes copyOf(byte[] bytes) {
    return new SecretBytes(bytes.clone());
  }

  /** Takes the array over, so that no second copy exists; for makers of keys in this package. */
  static SecretBytes adopt(byte[] bytes) {
    return new SecretBytes(bytes);
  }

  /** Length in bytes. */
  public int length() {
    return bytes.length;
  }

  /**
   * Lends the inner array.
   *
   * <p><b>Warning</b>: the function must not keep, change or return the array, and should be short.
   *
   * @throws IllegalStateException when already closed
   */
  public synchronized <T> T use(Function<byte[], T> function) {
    if (closed) {
      throw new IllegalStateException("the secret is already wiped");
    }
    return function.apply(bytes);
  }

  /** Whether the bytes are wiped. */
  synchronized boolean closed() {
    return closed;
  }

  /** Wipes the bytes; harmless when repeated. */
  @Override
  public synchronized void close() {
    closed = true;
    Arrays.fill(bytes, (byte) 0);
  }

  /** Whether both hold the same bytes; a wiped secret equals only itself. */
  @Override
  public boolean equals(Object other) {
    if (this == other) {
      return true;
    }
    if (!(other instanceof SecretBytes that)) {
      return false;
    }
    // One lock after the other: nested, two opposite comparisons could wait for each other.
    byte[] copy = that.snapshot();
    try {
      return copy.length > 0 && sameAs(copy);
    } finally {
      Arrays.fill(copy, (byte) 0);
    }
  }

  private synchronized byte[] snapshot() {
    return closed ? new byte[0] : bytes.clone();
  }

  private synchronized boolean sameAs(byte[] other) {
    return !closed && MessageDigest.isEqual(bytes, other);
  }

  @Override
  public int hashCode() {
    return SecretBytes.class.getName().hashCode();
  }

  @Override
  public String toString() {
    return "SecretBytes[length=" + bytes.length + "]";
  }
}
