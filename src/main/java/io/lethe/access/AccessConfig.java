package io.lethe.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Settings of access. */
@ConfigMapping(prefix = "lethe.access")
public interface AccessConfig {

  /** Who was granted what; a caller may have several entries. */
  List<Entry> grants();

  /** One grant. */
  interface Entry {

    /** The token's issuer, exactly. */
    String issuer();

    /** The token's subject, exactly. */
    String subject();

    /** The roles; an unknown one refuses the start. */
    Set<Role> roles();

    /** Policies, {@code *} for all, none by default. */
    Optional<Set<String>> policies();

    /** Categories of these policies, {@code *} for all, none by default. */
    Optional<Set<String>> categories();

    /** Fields of these categories for tokens and search, {@code *} for all, none by default. */
    Optional<Set<String>> fields();

    /**
     * Domains of pseudonyms of these fields whose keys a sidecar is leased, {@code *} for all, none
     * by default: who has its pod has their keys.
     */
    Optional<Set<String>> leaseDomains();

    /**
     * Whether a sidecar is leased keys of domains whose values can be tried out, such as phones:
     * who has its pod then has all of them.
     */
    @WithDefault("false")
    boolean leaseGuessable();
  }
}
