package io.lethe.ledger;

import io.lethe.crypto.Ed25519;
import io.lethe.crypto.SecretBytes;

/** A key that is known beforehand. */
record SeededSigner(VerifierKey verifier, SecretBytes key) implements CheckpointSigner {

  static SeededSigner of(String name, byte[] seed) {
    SecretBytes key = SecretBytes.copyOf(seed);
    return new SeededSigner(new VerifierKey(name, Ed25519.publicKey(key)), key);
  }

  @Override
  public byte[] sign(byte[] message) {
    return Ed25519.sign(key, message);
  }
}
