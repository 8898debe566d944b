package io.lethe.record;

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

/** Protection without storage. */
@Path("/api/v1/transform")
@Tag(name = "Records")
@RolesAllowed(Role.Name.PRODUCT)
public class TransformResource {

  private final ReceiveService receiving;
  private final Intake intake;
  private final Callers callers;

  TransformResource(ReceiveService receiving, Intake intake, Callers callers) {
    this.receiving = receiving;
    this.intake = intake;
    this.callers = callers;
  }

  /** Answers the protected view of the same input as {@code POST /records}, and stores nothing. */
  @POST
  @Operation(summary = "The protected view of records, without storing them")
  public Uni<Response> transform(@Context HttpServerRequest request) {
    Caller caller = callers.current().as(Role.PRODUCT);
    return intake.answer(request, items -> receiving.transform(caller, items));
  }
}
