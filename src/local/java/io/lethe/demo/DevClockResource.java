package io.lethe.demo;

import jakarta.annotation.security.PermitAll;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Reads the clock and moves it forward. */
@Path("/dev/clock")
@Tag(name = "Local builds")
@PermitAll
public class DevClockResource {

  private final DevClock clock;

  DevClockResource(DevClock clock) {
    this.clock = clock;
  }

  /** An instant, ISO-8601 in UTC. */
  public record Now(@NotNull @Schema(examples = "2026-09-10T21:00:00Z") Instant now) {}

  /** What time it is. */
  @GET
  @Operation(summary = "The service's time")
  public Now read() {
    return new Now(clock.instant());
  }

  /** Moves it; 409 backwards. */
  @PUT
  @Operation(summary = "Moves the service's clock forward")
  public Now move(@NotNull @Valid Now body) {
    return new Now(clock.moveTo(body.now()));
  }
}
