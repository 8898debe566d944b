package io.lethe.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import java.security.Principal;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GrantedIdentityTest {

  private static final String ISSUER = "https://kubernetes.default.svc";
  private static final String SUBJECT = "system:serviceaccount:shop:orders";

  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "LETHE_ACCESS_GRANTS_0__ISSUER", ISSUER,
          "LETHE_ACCESS_GRANTS_0__SUBJECT", SUBJECT,
          "LETHE_ACCESS_GRANTS_0__ROLES", "product,privacy-officer",
          "LETHE_ACCESS_GRANTS_0__POLICIES", "sens",
          "LETHE_ACCESS_GRANTS_0__CATEGORIES", "*",
          "LETHE_ACCESS_GRANTS_1__ISSUER", "https://other.example",
          "LETHE_ACCESS_GRANTS_1__SUBJECT", SUBJECT,
          "LETHE_ACCESS_GRANTS_1__ROLES", "auditor");

  private final GrantedIdentity augmentor = augmentor(ENVIRONMENT);

  @Test
  void grantsBindFromTheEnvironment() {
    // When
    SecurityIdentity identity = augment(TestToken.of(ISSUER, SUBJECT, "lethe"));

    // Then
    Caller caller = identity.getAttribute(Callers.ATTRIBUTE);
    assertThat(identity.getRoles()).containsExactlyInAnyOrder("product", "privacy-officer");
    assertThat(caller.covers("sens", "mandatory")).isTrue();
    assertThat(caller.covers("express", "mandatory")).isFalse();
    assertThat(caller.coversField("sens", "mandatory", "email")).isFalse();
  }

  @Test
  void sameSubjectOfAnotherIssuerIsAnotherCaller() {
    // When
    SecurityIdentity identity = augment(TestToken.of("https://other.example", SUBJECT, "lethe"));

    // Then
    assertThat(identity.getRoles()).containsExactly("auditor");
  }

  @Test
  void rolesThatATokenClaimsCountForNothing() {
    // When
    SecurityIdentity identity = augment(TestToken.of(ISSUER, "stranger", "lethe"));

    // Then
    assertThat(identity.getRoles()).isEmpty();
  }

  @Test
  void tokenForAnotherAudienceGetsNoRole() {
    // When
    SecurityIdentity identity = augment(TestToken.of(ISSUER, SUBJECT, "vault"));

    // Then
    assertThat(identity.getRoles()).isEmpty();
    assertThat(identity.<Caller>getAttribute(Callers.ATTRIBUTE)).isNull();
  }

  @Test
  void principalWithoutATokenGetsNoRole() {
    // When
    SecurityIdentity identity = augment(new QuarkusPrincipal(SUBJECT));

    // Then
    assertThat(identity.getRoles()).isEmpty();
  }

  @Test
  void unknownRoleRefusesTheStart() {
    // Given
    Map<String, String> misspelt = new HashMap<>(ENVIRONMENT);
    misspelt.put("LETHE_ACCESS_GRANTS_0__ROLES", "product,root");

    // Then
    assertThatThrownBy(() -> augmentor(misspelt)).isInstanceOf(ConfigValidationException.class);
  }

  @Test
  void unknownKeyOfAGrantRefusesTheStart() {
    // Then
    assertThatThrownBy(() -> config(Map.of(), Map.of("lethe.access.grant[0].subject", "a")))
        .isInstanceOf(ConfigValidationException.class);
  }

  private SecurityIdentity augment(Principal principal) {
    SecurityIdentity verified =
        QuarkusSecurityIdentity.builder().setPrincipal(principal).addRole("security").build();
    return augmentor
        .augment(verified, supplier -> Uni.createFrom().item(supplier))
        .subscribeAsCompletionStage()
        .getNow(verified);
  }

  private static GrantedIdentity augmentor(Map<String, String> environment) {
    AccessConfig config = config(environment, Map.of()).getConfigMapping(AccessConfig.class);
    return new GrantedIdentity(new ConfiguredGrants(config));
  }

  private static SmallRyeConfig config(Map<String, String> env, Map<String, String> properties) {
    return new SmallRyeConfigBuilder()
        .withSources(new EnvConfigSource(env, 300), new PropertiesConfigSource(properties, "test"))
        .withMapping(AccessConfig.class)
        .build();
  }
}
