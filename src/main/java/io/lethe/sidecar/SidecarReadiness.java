package io.lethe.sidecar;

import io.lethe.problem.ServiceException;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** A sidecar is ready while it can write its spool, with a lease or without; a server always is. */
@Readiness
@ApplicationScoped
class SidecarReadiness implements HealthCheck {

  private final Sidecar sidecar;

  SidecarReadiness(Sidecar sidecar) {
    this.sidecar = sidecar;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("sidecar")
        .status(!sidecar.isConfigured() || isReady())
        .build();
  }

  private boolean isReady() {
    try {
      return sidecar.running().isReady();
    } catch (ServiceException e) {
      return false;
    }
  }
}
