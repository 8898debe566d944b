package io.lethe.subject;

import io.lethe.access.Caller;
import io.lethe.access.Callers;
import io.lethe.access.Role;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;

/** Bans on the collection of persons' data; a reference is in the body alone. */
@Path("/api/v1/subjects/bans")
@Tag(name = "Subjects")
@RolesAllowed(Role.Name.PRIVACY_OFFICER)
public class BanResource {

  private final BanService bans;
  private final Callers callers;

  BanResource(BanService bans, Callers callers) {
    this.bans = bans;
    this.callers = callers;
  }

  /** Bans collection, of somebody who is known or not. */
  @POST
  @ResponseStatus(201)
  @APIResponse(
      responseCode = "201",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = BanView.class)))
  @Operation(summary = "Bans the collection of a person's data")
  public Uni<BanView> ban(@Valid @NotNull BanInput body) {
    return bans.ban(officer(), body);
  }

  /** Lifts a ban. */
  @POST
  @Path("/lift")
  @Operation(summary = "Lifts a ban on collection; what was destroyed stays so")
  public Uni<BanView> lift(@Valid @NotNull BanInput body) {
    return bans.lift(officer(), body);
  }

  private Caller officer() {
    return callers.current().as(Role.PRIVACY_OFFICER);
  }
}
