package io.lethe.act;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.access.Caller;
import io.lethe.access.Callers;
import io.lethe.access.Role;
import io.lethe.policy.PolicyCatalog;
import io.lethe.policy.RetentionRule;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Destruction acts and their event logs. */
@Path("/api/v1/acts")
@Tag(name = "Acts")
@RolesAllowed({Role.Name.PRIVACY_OFFICER, Role.Name.AUDITOR})
public class ActResource {

  private static final int MOST = 500;
  private static final UUID FIRST = new UUID(0, 0);

  private final ActService acts;
  private final ActMedia media;
  private final ErasureStore erasures;
  private final ActExpiryStore destroyed;
  private final PolicyCatalog policies;
  private final Callers callers;

  ActResource(
      ActService acts,
      ActMedia media,
      ErasureStore erasures,
      ActExpiryStore destroyed,
      PolicyCatalog policies,
      Callers callers) {
    this.acts = acts;
    this.media = media;
    this.erasures = erasures;
    this.destroyed = destroyed;
    this.policies = policies;
    this.callers = callers;
  }

  /** Acts in the order of their ids. */
  @GET
  @Operation(summary = "Acts in the order of their ids")
  public Uni<Page> list(
      @QueryParam("after") @Nullable UUID after,
      @QueryParam("limit") @DefaultValue("100") int limit) {
    int count = Math.max(1, Math.min(limit, MOST));
    return acts.page(after == null ? FIRST : after, count)
        .map(
            found ->
                new Page(
                    found.stream().filter(this::covers).map(this::summary).toList(),
                    found.size() < count ? null : found.get(count - 1).id));
  }

  /** An act with the fields of order 179. */
  @GET
  @Path("/{id}")
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "An act with the fields of order 179")
  @APIResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = Act.class)))
  public Uni<JsonNode> act(@PathParam("id") UUID id) {
    return covered(id).map(acts::content);
  }

  /** That the ledger has the act as it is: all that an auditor needs to tell so elsewhere. */
  @GET
  @Path("/{id}/proof")
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "That the act is in the ledger: its entry, an inclusion proof, a checkpoint")
  public Uni<ActProof> proof(@PathParam("id") UUID id) {
    return covered(id).chain(acts::proof);
  }

  /** What has become of copies, and of what is destroyed by hand. */
  @GET
  @Path("/{id}/status")
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "Where copies are left, and what was destroyed by hand")
  public Uni<ActStatus> status(@PathParam("id") UUID id) {
    return covered(id).chain(media::status);
  }

  /** Adds a medium that was destroyed by hand. */
  @POST
  @Path("/{id}/media")
  @RolesAllowed(Role.Name.PRIVACY_OFFICER)
  @Operation(summary = "Adds a medium that was destroyed by hand, with its sheets")
  public Uni<ActStatus> medium(@PathParam("id") UUID id, @Valid @NotNull ActMedium body) {
    Caller officer = callers.current().as(Role.PRIVACY_OFFICER);
    return covered(id).chain(act -> media.add(officer, act, body));
  }

  /** What was destroyed, record by record, as JSON. */
  @GET
  @Path("/{id}/event-log")
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "The event log of an act, record by record")
  public Multi<LogLine> eventLog(@PathParam("id") UUID id, @Context HttpHeaders headers) {
    boolean acceptable =
        headers.getAcceptableMediaTypes().stream()
            .anyMatch(MediaType.APPLICATION_JSON_TYPE::isCompatible);
    if (!acceptable) {
      throw new ServiceException(
          ErrorCode.NOT_ACCEPTABLE, "an event log is application/json or text/csv");
    }
    return covered(id).onItem().transformToMulti(this::lines);
  }

  /** What was destroyed, record by record, as CSV. */
  @GET
  @Path("/{id}/event-log")
  @Produces("text/csv")
  @Operation(summary = "The event log of an act, record by record")
  @APIResponseSchema(String.class)
  public Multi<String> eventLogCsv(@PathParam("id") UUID id) {
    return covered(id)
        .onItem()
        .transformToMulti(
            act ->
                Multi.createBy()
                    .concatenating()
                    .streams(
                        Multi.createFrom().item(LogLine.HEADER), lines(act).map(LogLine::csv)));
  }

  private Multi<LogLine> lines(ActEntity act) {
    return erasures
        .entries(act.runId, act.policy)
        .map(
            entry -> {
              RetentionRule rule =
                  policies
                      .version(act.policy, entry.policyVersion())
                      .document()
                      .categories()
                      .get(entry.category())
                      .rule(entry.rule());
              return new LogLine(
                  entry.record(),
                  entry.subject(),
                  act.policy,
                  entry.category(),
                  entry.action(),
                  "from " + rule.from() + ", clause " + rule.clause() + wholly(entry),
                  entry.at());
            });
  }

  private static String wholly(ErasureStore.Entry entry) {
    return entry.table() == null ? "" : ", with the time table of ids from " + entry.table();
  }

  private Uni<ActEntity> covered(UUID id) {
    return acts.find(id)
        .chain(found -> found.map(act -> Uni.createFrom().item(act)).orElseGet(() -> gone(id)))
        .invoke(
            entity -> {
              if (!covers(entity)) {
                throw none();
              }
            });
  }

  private Uni<ActEntity> gone(UUID id) {
    return destroyed
        .find(id)
        .map(
            found -> {
              throw found
                  .filter(act -> covers(act.policy(), act.categories()))
                  .map(act -> new ServiceException(ErrorCode.ACT_DESTROYED, "at " + act.at()))
                  .orElseGet(ActResource::none);
            });
  }

  private static ServiceException none() {
    return new ServiceException(ErrorCode.NOT_FOUND, "there is no such act");
  }

  /** Whether every category that the act tells of was granted. */
  private boolean covers(ActEntity act) {
    List<String> categories = new ArrayList<>();
    acts.content(act).path("categories").forEach(name -> categories.add(name.textValue()));
    return covers(act.policy, categories);
  }

  private boolean covers(String policy, List<String> categories) {
    Caller caller = callers.current().as(Role.PRIVACY_OFFICER, Role.AUDITOR);
    return caller.coversPolicy(policy) && caller.coversAll(policy, categories);
  }

  /** A page; {@code next} is the id to continue after. */
  @Schema(name = "ActPage")
  record Page(List<Summary> items, @Nullable UUID next) {}

  private Summary summary(ActEntity entity) {
    return new Summary(
        entity.id,
        entity.runId,
        entity.policy,
        entity.createdAt,
        entity.hash,
        media.copies(entity));
  }

  /** An act in a list. */
  @Schema(name = "ActSummary")
  record Summary(
      UUID id,
      UUID runId,
      String policy,
      Instant createdAt,
      String hash,
      ActStatus.Copies copies) {}
}
