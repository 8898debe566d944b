package io.lethe.sidecar;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Settings of the mode without a database. */
@ConfigMapping(prefix = "lethe.sidecar")
public interface SidecarConfig {

  /** Address of the central service, {@code https://host:port}; needed. */
  Optional<String> centre();

  /** PEM file of the certificates that vouch for the centre's; without it those of the JDK. */
  Optional<Path> trustStore();

  /** File of the token that the centre is shown, read again as it rotates. */
  @WithDefault("/var/run/secrets/lethe/token")
  Path tokenFile();

  /** File of a token that calls of the product have to show; without it a local connection does. */
  Optional<Path> callerTokenFile();

  /** How long a connection to the centre may take. */
  @WithDefault("2s")
  Duration connectTimeout();

  /** How long the centre may be silent. */
  @WithDefault("30s")
  Duration requestTimeout();

  /** Settings of the spool. */
  Spool spool();

  /** What waits on the disk for the centre. */
  interface Spool {

    /** Directory of the spool, one process's alone; needed. */
    Optional<Path> directory();

    /** File with a secret of at least 32 bytes, which the spool is sealed under; needed. */
    Optional<Path> keyFile();

    /** File with the secret of before, which files may still be sealed under; it may be missing. */
    Optional<Path> previousKeyFile();

    /** Bytes on the disk at most; what comes then is refused. */
    @WithDefault("268435456")
    long size();

    /** How often it is looked for something to send; after a failure more and more seldom. */
    @WithDefault("200ms")
    Duration sendEvery();

    /** Most items that are sent at once. */
    @WithDefault("500")
    int batch();

    /**
     * How long the end of the process waits for the spool to be sent; longer than one call may
     * take, so that it can be made again.
     */
    @WithDefault("45s")
    Duration drain();

    /**
     * How long what the centre has refused for good is kept, and what is damaged; 14 days at most.
     */
    @WithDefault("7d")
    Duration refusedKept();

    /**
     * File that is looked at each minute, and may be missing: each time it says something new, what
     * the centre has refused for good is sent once more.
     */
    Optional<Path> resendFile();
  }
}
