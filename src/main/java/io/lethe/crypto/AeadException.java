package io.lethe.crypto;

/** Sealed bytes that are truncated, forged, or belong to another key or other associated data. */
public final class AeadException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  AeadException(String message) {
    super(message);
  }

  AeadException(String message, Throwable cause) {
    super(message, cause);
  }
}
