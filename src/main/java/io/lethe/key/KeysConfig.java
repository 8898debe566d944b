package io.lethe.key;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Settings of the key encryption key. */
@ConfigMapping(prefix = "lethe.keys")
public interface KeysConfig {

  /** Who holds the key encryption key. */
  @WithDefault("keystore")
  KeyProvider provider();

  /** The keystore that holds the key encryption key. */
  Keystore keystore();

  /** The Vault that holds the key encryption key. */
  Vault vault();

  /** Settings of the keystore; not read with another provider. */
  interface Keystore {

    /** The PKCS #12 file. */
    Path path();

    /** Its password. */
    String password();

    /** The entry that wraps; the others still unwrap. */
    @WithDefault("lethe")
    String alias();
  }

  /** Settings of Vault; not read with another provider. */
  interface Vault {

    /** Its address, such as {@code https://vault.internal:8200}. */
    Optional<String> address();

    /** Where its Transit engine is mounted. */
    @WithDefault("transit")
    String mount();

    /** The name of the key, of the type {@code aes256-gcm96}. */
    @WithDefault("lethe")
    String key();

    /** The namespace, of Vault Enterprise. */
    Optional<String> namespace();

    /** How Lethe proves who it is. */
    @WithDefault("kubernetes")
    VaultAuth auth();

    /** The token, where it comes as a value. */
    Optional<String> token();

    /** The file of the token, read again when Vault refuses what was in it. */
    Optional<Path> tokenFile();

    /** The login by the pod's service account. */
    Kubernetes kubernetes();

    /** How long a connection may take. */
    @WithDefault("2s")
    Duration connectTimeout();

    /** How long an answer may take. */
    @WithDefault("5s")
    Duration requestTimeout();

    /** A PEM file of the certificates that vouch for Vault's; without it those of the JDK. */
    Optional<Path> trustStore();
  }

  /** Settings of the login by the pod's service account. */
  interface Kubernetes {

    /** Vault's role. */
    Optional<String> role();

    /** Where the method is mounted. */
    @WithDefault("kubernetes")
    String mount();

    /** The file of the service-account token, read at each login. */
    @WithDefault("/var/run/secrets/kubernetes.io/serviceaccount/token")
    Path tokenFile();
  }
}
