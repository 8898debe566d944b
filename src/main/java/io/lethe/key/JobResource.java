package io.lethe.key;

import io.lethe.access.Caller;
import io.lethe.access.Callers;
import io.lethe.access.Role;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Jobs over key rings. */
@Path("/api/v1/jobs")
@Tag(name = "Keys")
@RolesAllowed(Role.Name.SECURITY)
public class JobResource {

  private static final int MOST = 500;

  private final KeyJobs jobs;
  private final Callers callers;

  JobResource(KeyJobs jobs, Callers callers) {
    this.jobs = jobs;
    this.callers = callers;
  }

  /** Jobs, the newest first. */
  @GET
  @RolesAllowed({Role.Name.SECURITY, Role.Name.AUDITOR})
  @Operation(summary = "Jobs over key rings, the newest first")
  public Uni<Page> list(
      @QueryParam("after") @Nullable Instant after,
      @QueryParam("limit") @DefaultValue("50") int limit) {
    int count = Math.max(1, Math.min(limit, MOST));
    Caller caller = reader();
    return jobs.page(caller, Optional.ofNullable(after), count);
  }

  /** A job as it stands. */
  @GET
  @Path("/{id}")
  @RolesAllowed({Role.Name.SECURITY, Role.Name.AUDITOR})
  @Operation(summary = "A job with its census, progress and expected end")
  public Uni<KeyJobView> view(@PathParam("id") UUID id) {
    return jobs.view(reader(), id);
  }

  /** Approves a job that another person asked for. */
  @POST
  @Path("/{id}/approve")
  @Operation(summary = "Approves a job that another person asked for")
  public Uni<KeyJobView> approve(@PathParam("id") UUID id) {
    return jobs.approve(security(), id);
  }

  /** Pauses a job. */
  @POST
  @Path("/{id}/pause")
  @Operation(summary = "Pauses a job")
  public Uni<KeyJobView> pause(@PathParam("id") UUID id) {
    return jobs.pause(security(), id);
  }

  /** Resumes a paused job. */
  @POST
  @Path("/{id}/resume")
  @Operation(summary = "Resumes a paused job where it was")
  public Uni<KeyJobView> resume(@PathParam("id") UUID id) {
    return jobs.resume(security(), id);
  }

  /** Cancels a job. */
  @POST
  @Path("/{id}/cancel")
  @Operation(summary = "Cancels a job; what it had moved stays moved")
  public Uni<KeyJobView> cancel(@PathParam("id") UUID id) {
    return jobs.cancel(security(), id);
  }

  private Caller reader() {
    return callers.current().as(Role.SECURITY, Role.AUDITOR);
  }

  private Caller security() {
    return callers.current().as(Role.SECURITY);
  }

  /**
   * A page of jobs.
   *
   * @param next the {@code after} of the next page, or null at the end
   */
  @Schema(name = "KeyJobs")
  record Page(List<KeyJobView> items, @Nullable Instant next) {}
}
