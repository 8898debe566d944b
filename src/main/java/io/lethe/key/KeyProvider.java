package io.lethe.key;

/** Who holds the key encryption key. */
public enum KeyProvider {
  /** A PKCS #12 file. */
  KEYSTORE,
  /** The Transit engine of HashiCorp Vault. */
  VAULT
}
