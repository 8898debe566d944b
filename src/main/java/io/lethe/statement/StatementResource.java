package io.lethe.statement;

import io.lethe.access.Caller;
import io.lethe.access.Callers;
import io.lethe.access.Role;
import io.lethe.document.Accepted;
import io.lethe.document.Language;
import io.lethe.policy.PolicyCatalog;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.lethe.statement.StatementStore.Whole;
import io.lethe.statement.StatementStore.Written;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.YearMonth;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Monthly statements. */
@Path("/api/v1/statements")
@Tag(name = "Statements")
@RolesAllowed({Role.Name.PRIVACY_OFFICER, Role.Name.AUDITOR})
public class StatementResource {

  private static final int MOST = 500;
  private static final UUID FIRST = new UUID(0, 0);

  private final StatementStore store;
  private final PolicyCatalog policies;
  private final Callers callers;
  private final StatementPrint print;

  StatementResource(
      StatementStore store, PolicyCatalog policies, Callers callers, StatementPrint print) {
    this.store = store;
    this.policies = policies;
    this.callers = callers;
    this.print = print;
  }

  /** Statements in the order in which they were written. */
  @GET
  @Operation(summary = "Statements in the order in which they were written")
  public Uni<Page> list(
      @QueryParam("policy") @Nullable String policy,
      @Parameter(description = "Such as 2026-10") @QueryParam("month") @Nullable String month,
      @QueryParam("after") @Nullable UUID after,
      @QueryParam("limit") @DefaultValue("100") int limit) {
    Caller caller = reader();
    int count = Math.max(1, Math.min(limit, MOST));
    return store
        .page(policy, month(month), after == null ? FIRST : after, count)
        .map(
            found ->
                new Page(
                    found.stream().filter(one -> covers(caller, one.policy())).toList(),
                    found.size() < count ? null : found.get(count - 1).id()));
  }

  /** A statement: the very bytes that were hashed. */
  @GET
  @Path("/{id}")
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "What was due and done under a policy in a month")
  @APIResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = Statement.class)))
  public Uni<byte[]> statement(@PathParam("id") UUID id, @Context HttpHeaders headers) {
    Accepted.requireJson(headers, "a statement is application/json or application/pdf");
    return require(id).map(one -> one.content().getBytes(StandardCharsets.UTF_8));
  }

  /** The same for people and paper, with a place to sign. */
  @GET
  @Path("/{id}")
  @Produces(Accepted.PDF_IF_ASKED_FOR)
  @Operation(summary = "The statement as a document, in Russian or English")
  @APIResponse(
      responseCode = "200",
      content = @Content(mediaType = Accepted.PDF, schema = @Schema(implementation = byte[].class)))
  public Uni<RestResponse<byte[]>> pdf(@PathParam("id") UUID id, @Context HttpHeaders headers) {
    Language language = Accepted.language(headers);
    return require(id)
        .chain(one -> print.pdf(one, language))
        .map(file -> Accepted.pdf(file, "statement-" + id, language));
  }

  /** A statement; to whom its policy was not granted there is none. */
  private Uni<Whole> require(UUID id) {
    Caller caller = reader();
    return store
        .find(id)
        .map(
            found ->
                found
                    .filter(one -> covers(caller, one.written().policy()))
                    .orElseThrow(
                        () ->
                            new ServiceException(
                                ErrorCode.NOT_FOUND, "there is no such statement")));
  }

  private Caller reader() {
    return callers.current().as(Role.PRIVACY_OFFICER, Role.AUDITOR);
  }

  /** A statement tells of every category. */
  private boolean covers(Caller caller, String policy) {
    return caller.coversPolicy(policy) && caller.coversAll(policy, policies.categories(policy));
  }

  private static @Nullable YearMonth month(@Nullable String text) {
    try {
      return text == null ? null : YearMonth.parse(text);
    } catch (DateTimeException e) {
      throw new ServiceException(ErrorCode.PARAMETER_INVALID, "month: such as 2026-10");
    }
  }

  /** A page; {@code next} is the id to continue after. */
  @Schema(name = "StatementPage")
  record Page(List<Written> items, @Nullable UUID next) {}
}
