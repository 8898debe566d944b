package io.lethe.ledger;

/** A key that signs checkpoints; whoever has it can have a forged ledger believed. */
public interface CheckpointSigner {

  /** By which its signatures are verified. */
  VerifierKey verifier();

  /** The Ed25519 signature of a message, 64 bytes. */
  byte[] sign(byte[] message);
}
