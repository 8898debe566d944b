package io.lethe.readiness;

import io.lethe.key.KeyRings;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Not ready while the key rings of a policy have expired: they could not be read again in time. */
@Readiness
@ApplicationScoped
class KeyReadiness implements HealthCheck {

  private final KeyRings rings;

  KeyReadiness(KeyRings rings) {
    this.rings = rings;
  }

  @Override
  public HealthCheckResponse call() {
    Set<String> expired = rings.expired();
    return HealthCheckResponse.named("key rings")
        .status(expired.isEmpty())
        .withData("expired", String.join(", ", expired))
        .build();
  }
}
