package io.lethe.readiness;

import io.lethe.database.LetheConfig;
import io.lethe.gate.Gate;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Not ready while the database is sealed. */
@Readiness
@ApplicationScoped
class GateReadiness implements HealthCheck {

  private final Gate gate;
  private final LetheConfig config;

  GateReadiness(Gate gate, LetheConfig config) {
    this.gate = gate;
    this.config = config;
  }

  @Override
  public HealthCheckResponse call() {
    if (!config.mode().hasDatabases()) {
      return HealthCheckResponse.up("gate");
    }
    Gate.Status now = gate.status();
    return HealthCheckResponse.named("gate")
        .status(now.open())
        .withData("sealed", Optional.ofNullable(now.reason()).orElse(""))
        .build();
  }
}
