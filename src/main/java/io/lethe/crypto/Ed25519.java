package io.lethe.crypto;

/**
 * Ed25519: whoever has the public key can tell that a message is the private key owner's; nobody
 * else can make him believe it.
 *
 * <p>A private key and a public key are 32 bytes each, a signature 64. Signing is deterministic.
 *
 * <p><b>Warning</b>: pure Ed25519 reads a message twice and whole; sign a digest of a long one.
 *
 * <p><b>Thread safety</b>: safe from any thread.
 *
 * <p><b>Source</b>: RFC 8032, section 5.1, by BouncyCastle's lightweight code: the JDK's needs a
 * key specification with the public point, which it does not derive.
 */
public final class Ed25519 {

  /** Length of a private or public key in bytes. */
  public static final int KEY_LENGTH = 32;

  /** Length of a signature in bytes. */
  public static final int SIGNATURE_LENGTH = 64;

  private Ed25519() {}

  /** A new private key. */
  public static SecretBytes generate() {
    return SecretBytes.random(KEY_LENGTH);
  }

  /** The public key, 32 bytes, of a private one. */
  public static byte[] publicKey(SecretBytes privateKey) {
    byte[] key = new byte[KEY_LENGTH];
    return checked(privateKey)
        .use(
            bytes -> {
              org.bouncycastle.math.ec.rfc8032.Ed25519.generatePublicKey(bytes, 0, key, 0);
              return key;
            });
  }

  /** The signature, 64 bytes, of a message. */
  public static byte[] sign(SecretBytes privateKey, byte[] message) {
    byte[] signature = new byte[SIGNATURE_LENGTH];
    return checked(privateKey)
        .use(
            bytes -> {
              org.bouncycastle.math.ec.rfc8032.Ed25519.sign(
                  bytes, 0, message, 0, message.length, signature, 0);
              return signature;
            });
  }

  /** Whether the owner of the public key signed the message; false for malformed input too. */
  public static boolean verify(byte[] publicKey, byte[] message, byte[] signature) {
    return publicKey.length == KEY_LENGTH
        && signature.length == SIGNATURE_LENGTH
        && org.bouncycastle.math.ec.rfc8032.Ed25519.verify(
            signature, 0, publicKey, 0, message, 0, message.length);
  }

  private static SecretBytes checked(SecretBytes privateKey) {
    if (privateKey.length() != KEY_LENGTH) {
      throw new IllegalArgumentException("a private key of Ed25519 has 32 bytes");
    }
    return privateKey;
  }
}
