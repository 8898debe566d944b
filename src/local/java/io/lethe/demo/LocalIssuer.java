package io.lethe.demo;

import io.lethe.access.GrantedIdentity;
import io.lethe.access.Role;
import io.smallrye.jwt.build.Jwt;
import jakarta.inject.Singleton;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;

/** Mints tokens under a key pair that lives as long as the process. */
@Singleton
public class LocalIssuer {

  /** The issuer of every token minted here. */
  public static final String ISSUER = "https://local.lethe.invalid";

  private static final Duration LIFE = Duration.ofHours(12);

  private final KeyPair keys;

  LocalIssuer() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    keys = generator.generateKeyPair();
  }

  /** A token of 12 hours, in real time: moving the clock does not end it. */
  public String mint(Role role, String subject) {
    return Jwt.issuer(ISSUER)
        .subject(subject)
        .audience(GrantedIdentity.AUDIENCE)
        .groups(Set.of(role.label()))
        .expiresIn(LIFE)
        .sign(keys.getPrivate());
  }

  /** Base64 of the public key's X.509 encoding. */
  String publicKey() {
    return Base64.getEncoder().encodeToString(keys.getPublic().getEncoded());
  }
}
