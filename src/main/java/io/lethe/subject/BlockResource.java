package io.lethe.subject;

import io.lethe.access.Callers;
import io.lethe.access.Role;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;

/** Blocks over subjects, categories and policies. */
@Path("/api/v1/blocks")
@Tag(name = "Holds and blocks")
@RolesAllowed(Role.Name.PRIVACY_OFFICER)
public class BlockResource {

  private final RestraintService restraints;
  private final Callers callers;

  BlockResource(RestraintService restraints, Callers callers) {
    this.restraints = restraints;
    this.callers = callers;
  }

  /** Places a block; when it is answered, no batch acts on what it covers. */
  @POST
  @ResponseStatus(201)
  @APIResponse(
      responseCode = "201",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = RestraintView.class)))
  @Operation(summary = "Places a block and says how many records it covers")
  public Uni<RestraintView> place(@Valid @NotNull RestraintInput body) {
    return restraints
        .place(Restraint.BLOCK, callers.current().as(Role.PRIVACY_OFFICER), body)
        .map(covering -> RestraintView.of(covering.placed(), covering.covers()));
  }

  /** Releases a block; what it kept and is due is claimed by a run that is asked for at once. */
  @POST
  @Path("/{id}/release")
  @Operation(summary = "Releases a block")
  public Uni<RestraintView> release(@PathParam("id") UUID id) {
    return restraints
        .release(Restraint.BLOCK, callers.current().as(Role.PRIVACY_OFFICER), id)
        .map(placed -> RestraintView.of(placed, null));
  }
}
