package io.lethe.request;

import io.lethe.access.Caller;
import io.lethe.access.Callers;
import io.lethe.access.Role;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** Incidents and the notices of them. */
@Path("/api/v1/incidents")
@Tag(name = "Incidents")
@RolesAllowed({Role.Name.PRIVACY_OFFICER, Role.Name.AUDITOR})
public class IncidentResource {

  private static final int MOST = 500;
  private static final UUID FIRST = new UUID(0, 0);

  private final IncidentService service;
  private final IncidentReader reader;
  private final Callers callers;

  IncidentResource(IncidentService service, IncidentReader reader, Callers callers) {
    this.service = service;
    this.reader = reader;
    this.callers = callers;
  }

  /** Notes an incident; the notices to people are queued when it is answered. */
  @POST
  @ResponseStatus(201)
  @APIResponse(
      responseCode = "201",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = IncidentView.class)))
  @RolesAllowed(Role.Name.PRIVACY_OFFICER)
  @Operation(
      summary = "Notes an incident, says until when the regulator is told, and queues notices")
  public Uni<IncidentView> detect(@Valid @NotNull IncidentInput body) {
    return service.detect(callers.current().as(Role.PRIVACY_OFFICER), body);
  }

  /** Incidents in the order in which they were noted. */
  @GET
  @Operation(summary = "Incidents, all or those of which somebody is still to be told")
  public Uni<Page> list(
      @QueryParam("policy") @Nullable String policy,
      @QueryParam("open") @DefaultValue("false") String open,
      @QueryParam("after") @Nullable UUID after,
      @QueryParam("limit") @DefaultValue("100") int limit) {
    int count = Math.max(1, Math.min(limit, MOST));
    return reader
        .page(policy, RequestResource.flag("open", open), after == null ? FIRST : after, count)
        .map(
            found ->
                new Page(
                    reader.covered(caller(), found),
                    found.size() < count ? null : found.get(count - 1).id()));
  }

  /** An incident as it stands. */
  @GET
  @Path("/{id}")
  @Operation(summary = "An incident as it stands, with its hours and who has been told")
  public Uni<IncidentView> view(@PathParam("id") UUID id) {
    return reader.view(caller(), id);
  }

  /** The people who are to be told, or have been. */
  @GET
  @Path("/{id}/notices")
  @Operation(summary = "The people who are to be told of an incident, or have been")
  public Uni<Notices> notices(
      @PathParam("id") UUID id,
      @QueryParam("sent") @Nullable String sent,
      @QueryParam("after") @Nullable UUID after,
      @QueryParam("limit") @DefaultValue("100") int limit) {
    int count = Math.max(1, Math.min(limit, MOST));
    Boolean which = sent == null ? null : RequestResource.flag("sent", sent);
    return reader
        .notices(caller(), id, which, after == null ? FIRST : after, count)
        .map(
            items ->
                new Notices(
                    items, items.size() < count ? null : items.get(count - 1).subjectKey()));
  }

  /** Notes that somebody has been told. */
  @POST
  @Path("/{id}/notices")
  @RolesAllowed(Role.Name.PRIVACY_OFFICER)
  @Operation(summary = "Notes that the regulator or people have been told of an incident")
  public Uni<IncidentView> notice(@PathParam("id") UUID id, @Valid @NotNull NoticeInput body) {
    return service.notice(callers.current().as(Role.PRIVACY_OFFICER), id, body);
  }

  private Caller caller() {
    return callers.current().as(Role.PRIVACY_OFFICER, Role.AUDITOR);
  }

  /** A page; {@code next} is the id to continue after. */
  @Schema(name = "IncidentPage")
  record Page(List<IncidentView> items, @Nullable UUID next) {}

  /** A page of people; {@code next} is the key to continue after. */
  @Schema(name = "IncidentNotices")
  record Notices(List<IncidentView.Told> items, @Nullable UUID next) {}

  /**
   * A notice that was sent.
   *
   * @param sentAt now by default
   * @param subjects of {@code subjects}, who was told; everybody who is queued by default
   * @param channel of {@code subjects}, how
   */
  @Schema(name = "IncidentNotice")
  record NoticeInput(
      @NotNull Addressee to,
      @Nullable Instant sentAt,
      @Nullable @Size(max = 10000) List<@NotNull UUID> subjects,
      @Nullable Channel channel) {

    NoticeInput {
      subjects = subjects == null ? List.of() : List.copyOf(subjects);
    }
  }
}
