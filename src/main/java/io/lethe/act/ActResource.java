package io.lethe.act;

import io.lethe.access.Caller;
import io.lethe.access.Callers;
import io.lethe.access.Role;
import io.lethe.document.Accepted;
import io.lethe.document.Language;
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
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestMulti;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Destruction acts and their event logs. */
@Path("/api/v1/acts")
@Tag(name = "Acts")
@RolesAllowed({Role.Name.PRIVACY_OFFICER, Role.Name.AUDITOR})
public class ActResource {

  private static final int MOST = 500;
  private static final UUID FIRST = new UUID(0, 0);

  private final ActService acts;
  private final CoveredActs covered;
  private final ActMedia media;
  private final ActPrint print;
  private final ActSignatures signatures;
  private final EventLog eventLog;
  private final Callers callers;

  ActResource(
      ActService acts,
      CoveredActs covered,
      ActMedia media,
      ActPrint print,
      ActSignatures signatures,
      EventLog eventLog,
      Callers callers) {
    this.acts = acts;
    this.covered = covered;
    this.media = media;
    this.print = print;
    this.signatures = signatures;
    this.eventLog = eventLog;
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
                    found.stream().filter(covered::covers).map(this::summary).toList(),
                    found.size() < count ? null : found.get(count - 1).id));
  }

  /** An act with the fields of order 179: the very bytes that were hashed, and are to be signed. */
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
  public Uni<byte[]> act(@PathParam("id") UUID id, @Context HttpHeaders headers) {
    Accepted.requireJson(headers, "an act is application/json or application/pdf");
    return covered.require(id).map(act -> act.content.getBytes(StandardCharsets.UTF_8));
  }

  /** The same for people and paper, with a place to sign. */
  @GET
  @Path("/{id}")
  @Produces(Accepted.PDF_IF_ASKED_FOR)
  @Operation(summary = "The act as a document, in Russian or English")
  @APIResponse(
      responseCode = "200",
      content = @Content(mediaType = Accepted.PDF, schema = @Schema(implementation = byte[].class)))
  public Uni<RestResponse<byte[]>> pdf(@PathParam("id") UUID id, @Context HttpHeaders headers) {
    Language language = Accepted.language(headers);
    return covered
        .require(id)
        .chain(act -> print.pdf(act, language))
        .map(file -> Accepted.pdf(file, "act-" + id, language));
  }

  /** That the ledger has the act as it is: all that an auditor needs to tell so elsewhere. */
  @GET
  @Path("/{id}/proof")
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "That the act is in the ledger: its entry, an inclusion proof, a checkpoint")
  public Uni<ActProof> proof(@PathParam("id") UUID id) {
    return covered.require(id).chain(acts::proof);
  }

  /** What has become of copies, and of what is destroyed by hand. */
  @GET
  @Path("/{id}/status")
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "Where copies are left, and what was destroyed by hand")
  public Uni<ActStatus> status(@PathParam("id") UUID id) {
    return covered.require(id).chain(media::status);
  }

  /** Adds a medium that was destroyed by hand. */
  @POST
  @Path("/{id}/media")
  @RolesAllowed(Role.Name.PRIVACY_OFFICER)
  @Operation(summary = "Adds a medium that was destroyed by hand, with its sheets")
  public Uni<ActStatus> medium(@PathParam("id") UUID id, @Valid @NotNull ActMedium body) {
    Caller officer = callers.current().as(Role.PRIVACY_OFFICER);
    return covered.require(id).chain(act -> media.add(officer, act, body));
  }

  /** Records an electronic signature of the act. */
  @POST
  @Path("/{id}/signatures")
  @RolesAllowed(Role.Name.PRIVACY_OFFICER)
  @Operation(summary = "Records a detached signature over the act's bytes, after checking it")
  public Uni<ActSignature> sign(@PathParam("id") UUID id, @Valid @NotNull ActSignature.Sent body) {
    Caller officer = callers.current().as(Role.PRIVACY_OFFICER);
    return covered.require(id).chain(act -> signatures.record(officer, act, body));
  }

  /** The electronic signatures of the act. */
  @GET
  @Path("/{id}/signatures")
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "The electronic signatures of an act, and what was checked of them")
  public Uni<ActSignature.All> signatures(@PathParam("id") UUID id) {
    return covered.require(id).chain(signatures::of).map(ActSignature.All::new);
  }

  /** What was destroyed, record by record, as JSON. */
  @GET
  @Path("/{id}/event-log")
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "The event log of an act, record by record")
  public Multi<LogLine> eventLog(@PathParam("id") UUID id, @Context HttpHeaders headers) {
    Accepted.requireJson(headers, "an event log is application/json or text/csv");
    return covered
        .require(id)
        .onItem()
        .transformToMulti(act -> eventLog.lines(act.runId, act.policy));
  }

  /** What was destroyed, record by record, as CSV. */
  @GET
  @Path("/{id}/event-log")
  @Produces("text/csv")
  @Operation(summary = "The event log of an act, record by record")
  @APIResponseSchema(String.class)
  public RestMulti<String> eventLogCsv(@PathParam("id") UUID id) {
    return RestMulti.fromUniResponse(
        covered.require(id),
        act -> eventLog.csv(act.runId, act.policy),
        act -> acts.eventLogDigest(act).map(ActResource::digest).orElse(Map.of()));
  }

  /** RFC 9530: what the file must hash to, as the act has it. */
  private static Map<String, List<String>> digest(byte[] sha256) {
    String text = Base64.getEncoder().encodeToString(sha256);
    return Map.of("Repr-Digest", List.of("sha-256=:" + text + ":"));
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
