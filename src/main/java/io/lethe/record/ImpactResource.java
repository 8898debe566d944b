package io.lethe.record;

import io.lethe.access.Callers;
import io.lethe.access.Role;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What a draft would do. */
@Path("/api/v1/policies/{policy}/versions/{version}/impact")
@Tag(name = "Policies")
@RolesAllowed(Role.Name.PRIVACY_OFFICER)
public class ImpactResource {

  private final ImpactService impacts;
  private final Callers callers;

  ImpactResource(ImpactService impacts, Callers callers) {
    this.impacts = impacts;
    this.callers = callers;
  }

  /** Counts the records that would become due, be shortened or be extended. */
  @POST
  @Operation(summary = "Says what a draft would do to the records that are there")
  public Uni<Impact> of(@PathParam("policy") String policy, @PathParam("version") int version) {
    return impacts.of(callers.current().as(Role.PRIVACY_OFFICER), policy, version);
  }
}
