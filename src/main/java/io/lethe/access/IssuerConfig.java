package io.lethe.access;

import io.smallrye.config.ConfigMapping;

/** Settings of the first issuer of tokens. */
@ConfigMapping(prefix = "lethe.oidc")
public interface IssuerConfig {

  /** Address whose {@code /.well-known/openid-configuration} is served; also the tokens' issuer. */
  String issuer();
}
