package io.lethe.policy;

import io.lethe.access.Caller;
import io.lethe.access.Callers;
import io.lethe.access.Role;
import io.lethe.policy.MethodAssessments.VersionMethods;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;

/** How a version depersonalizes, and who holds that to suffice. */
@Path("/api/v1/policies/{policy}/versions/{version}/methods")
@Tag(name = "Policies")
@RolesAllowed({Role.Name.PRIVACY_OFFICER, Role.Name.AUDITOR})
public class AssessmentResource {

  private final MethodAssessments assessments;
  private final Callers callers;

  AssessmentResource(MethodAssessments assessments, Callers callers) {
    this.assessments = assessments;
    this.callers = callers;
  }

  /** The methods of the categories that the version depersonalizes. */
  @GET
  @Operation(summary = "What depersonalization does to each field, and why that suffices")
  public Uni<VersionMethods> methods(
      @PathParam("policy") String policy, @PathParam("version") int version) {
    covered(callers.current().as(Role.PRIVACY_OFFICER, Role.AUDITOR), policy);
    return assessments.of(policy, version);
  }

  /** Attaches an assessment. */
  @POST
  @Path("/assess")
  @ResponseStatus(201)
  @APIResponse(
      responseCode = "201",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = AssessmentView.class)))
  @RolesAllowed(Role.Name.PRIVACY_OFFICER)
  @Operation(summary = "Says why the methods of a version suffice")
  public Uni<AssessmentView> assess(
      @PathParam("policy") String policy,
      @PathParam("version") int version,
      @Valid @NotNull AssessmentInput body) {
    Caller officer = callers.current().as(Role.PRIVACY_OFFICER);
    covered(officer, policy);
    return assessments.assess(officer, policy, version, body);
  }

  private static void covered(Caller caller, String policy) {
    if (!caller.coversPolicy(policy)) {
      throw new ServiceException(ErrorCode.NOT_FOUND, "there is no such policy");
    }
  }
}
