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
import jakarta.ws.rs.PathParam;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;

/** Holds over subjects, categories, policies and sets of records. */
@Path("/api/v1/holds")
@Tag(name = "Holds and blocks")
@RolesAllowed(Role.Name.PRIVACY_OFFICER)
public class HoldResource {

  private final RestraintService restraints;
  private final RecordHolds records;
  private final Callers callers;

  HoldResource(RestraintService restraints, RecordHolds records, Callers callers) {
    this.restraints = restraints;
    this.records = records;
    this.callers = callers;
  }

  /** Places a hold; when it is answered, no batch acts on what it covers. */
  @POST
  @ResponseStatus(201)
  @APIResponse(
      responseCode = "201",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = RestraintView.class)))
  @Operation(summary = "Places a hold and says how many records it covers")
  public Uni<RestraintView> place(@Valid @NotNull HoldInput body) {
    Caller officer = callers.current().as(Role.PRIVACY_OFFICER);
    List<UUID> listed = body.records();
    return (listed == null
            ? restraints.place(Restraint.HOLD, officer, body.restraint())
            : records.place(officer, body, listed))
        .map(covering -> RestraintView.of(covering.placed(), covering.covers()));
  }

  /** Releases a hold; what it kept and is due is claimed by a run that is asked for at once. */
  @POST
  @Path("/{id}/release")
  @Operation(summary = "Releases a hold")
  public Uni<RestraintView> release(@PathParam("id") UUID id) {
    return restraints
        .release(Restraint.HOLD, callers.current().as(Role.PRIVACY_OFFICER), id)
        .map(placed -> RestraintView.of(placed, null));
  }
}
