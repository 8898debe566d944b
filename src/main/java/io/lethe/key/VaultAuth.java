package io.lethe.key;

/** How Lethe proves to Vault who it is. */
public enum VaultAuth {
  /** By a token that somebody else obtains and renews, such as Vault Agent. */
  TOKEN,
  /** By the pod's service-account token. */
  KUBERNETES
}
