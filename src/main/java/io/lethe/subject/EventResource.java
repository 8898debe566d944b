package io.lethe.subject;

import io.lethe.access.Caller;
import io.lethe.access.Callers;
import io.lethe.access.Role;
import io.lethe.intake.Intake;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Events of subjects, in bulk. */
@Path("/api/v1/events")
@Tag(name = "Events")
@RolesAllowed(Role.Name.PRODUCT)
public class EventResource {

  private final EventService events;
  private final Intake intake;
  private final Callers callers;

  EventResource(EventService events, Intake intake, Callers callers) {
    this.events = events;
    this.intake = intake;
    this.callers = callers;
  }

  /** Receives one event, an array or an NDJSON stream. */
  @POST
  @Operation(summary = "Receives events: one, an array, or an NDJSON stream")
  public Uni<Response> receive(@Context HttpServerRequest request) {
    Caller caller = callers.current().as(Role.PRODUCT);
    return intake.answer(request, items -> events.receive(caller, items));
  }
}
