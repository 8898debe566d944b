package io.lethe.retention;

import io.lethe.access.Caller;
import io.lethe.access.Callers;
import io.lethe.access.Role;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestStreamElementType;
import org.jspecify.annotations.Nullable;

/** Retention runs. */
@Path("/api/v1/retention/runs")
@Tag(name = "Retention")
@RolesAllowed({Role.Name.PRIVACY_OFFICER, Role.Name.SECURITY, Role.Name.AUDITOR})
public class RunResource {

  private static final int MOST = 500;

  private final RunService runs;
  private final Callers callers;

  RunResource(RunService runs, Callers callers) {
    this.runs = runs;
    this.callers = callers;
  }

  /** Queues a run; a replica takes it up within a second. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @ResponseStatus(202)
  @APIResponse(
      responseCode = "202",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = RunView.class)))
  @RolesAllowed(Role.Name.PRIVACY_OFFICER)
  @Operation(summary = "Asks for a run, over everything, a policy, or a category")
  public Uni<RunView> request(@RequestBody(required = false) @Nullable RunInput body) {
    return runs.request(officer(), body == null ? new RunInput(null, null, null, null) : body);
  }

  /** Runs, the newest first. */
  @GET
  @Operation(summary = "Runs, the newest first")
  public Uni<Page> list(
      @QueryParam("after") @Nullable Instant after,
      @QueryParam("limit") @DefaultValue("50") int limit) {
    int count = Math.max(1, Math.min(limit, MOST));
    Caller caller = reader();
    return runs.page(Optional.ofNullable(after), count)
        .chain(
            found ->
                runs.covered(caller, found)
                    .map(
                        items ->
                            new Page(
                                items,
                                found.size() < count ? null : found.get(count - 1).createdAt())));
  }

  /** A run as it stands. */
  @GET
  @Path("/{id}")
  @Operation(summary = "A run as it stands, with its acts once they are written")
  public Uni<RunView> view(@PathParam("id") UUID id) {
    return runs.view(reader(), id);
  }

  /** A run as it goes on. */
  @GET
  @Path("/{id}/progress")
  @Watched
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @RestStreamElementType(MediaType.APPLICATION_JSON)
  @Operation(summary = "A run as it goes on: an event each second, until it has ended")
  @APIResponseSchema(RunView.class)
  public Multi<RunView> progress(@PathParam("id") UUID id) {
    return runs.progress(reader(), id);
  }

  /** Tells a run how fast it may be from now on. */
  @PATCH
  @Path("/{id}")
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed(Role.Name.PRIVACY_OFFICER)
  @Operation(summary = "Tells a run how fast it may be from now on, and in which hours")
  public Uni<RunView> tune(@PathParam("id") UUID id, @NotNull @Valid PaceInput body) {
    return runs.tune(officer(), id, body);
  }

  /** Pauses a run. */
  @POST
  @Path("/{id}/pause")
  @RolesAllowed(Role.Name.PRIVACY_OFFICER)
  @Operation(summary = "Pauses a run")
  public Uni<RunView> pause(@PathParam("id") UUID id) {
    return runs.pause(officer(), id);
  }

  /** Resumes a paused run. */
  @POST
  @Path("/{id}/resume")
  @RolesAllowed(Role.Name.PRIVACY_OFFICER)
  @Operation(summary = "Resumes a paused run")
  public Uni<RunView> resume(@PathParam("id") UUID id) {
    return runs.resume(officer(), id);
  }

  /** Lets a run go on that a brake has stopped. */
  @POST
  @Path("/{id}/approve")
  @RolesAllowed(Role.Name.PRIVACY_OFFICER)
  @Operation(summary = "Lets a run go on that a brake has stopped, for what was shown and no more")
  public Uni<RunView> approve(@PathParam("id") UUID id) {
    return runs.approve(officer(), id);
  }

  /** Cancels a run. */
  @POST
  @Path("/{id}/cancel")
  @RolesAllowed(Role.Name.PRIVACY_OFFICER)
  @Operation(summary = "Cancels a run; what it had done stays done and has its acts")
  public Uni<RunView> cancel(@PathParam("id") UUID id) {
    return runs.cancel(officer(), id);
  }

  private Caller reader() {
    return callers.current().as(Role.PRIVACY_OFFICER, Role.SECURITY, Role.AUDITOR);
  }

  private Caller officer() {
    return callers.current().as(Role.PRIVACY_OFFICER);
  }

  /** A page; {@code next} is the time of creation to continue before. */
  @Schema(name = "RunPage")
  record Page(List<RunView> items, @Nullable Instant next) {}
}
