package io.lethe.request;

import io.lethe.access.Caller;
import io.lethe.access.Callers;
import io.lethe.access.Role;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.lethe.problem.Violation;
import io.lethe.request.RequestStore.Filter;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** Requests of data subjects. */
@Path("/api/v1/requests")
@Tag(name = "Requests")
@RolesAllowed(Role.Name.PRIVACY_OFFICER)
public class RequestResource {

  private static final int MOST = 500;
  private static final Duration LONGEST = Duration.ofDays(3650);

  private final RequestService receiving;
  private final RequestSteps steps;
  private final DecisionService decisions;
  private final RequestReader reader;
  private final Callers callers;
  private final Clock clock;

  RequestResource(
      RequestService receiving,
      RequestSteps steps,
      DecisionService decisions,
      RequestReader reader,
      Callers callers,
      Clock clock) {
    this.receiving = receiving;
    this.steps = steps;
    this.decisions = decisions;
    this.reader = reader;
    this.callers = callers;
    this.clock = clock;
  }

  /** Receives a request; one that lacks what it must contain is answered as refused. */
  @POST
  @ResponseStatus(201)
  @APIResponse(
      responseCode = "201",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = RequestView.class)))
  @Operation(summary = "Receives a request of a person, and says until when it is answered")
  public Uni<RequestView> receive(@Valid @NotNull RequestInput body) {
    return receiving.receive(officer(), body);
  }

  /** Requests in the order of their receipt here. */
  @GET
  @RolesAllowed({Role.Name.PRIVACY_OFFICER, Role.Name.AUDITOR})
  @Operation(summary = "Requests, all or those that are overdue or due soon")
  public Uni<Page> list(
      @QueryParam("policy") @Nullable String policy,
      @QueryParam("state") @Nullable String state,
      @Parameter(description = "Only those whose deadline has passed")
          @QueryParam("overdue")
          @DefaultValue("false")
          String overdue,
      @Parameter(description = "Only those whose deadline passes within this time, such as P3D")
          @QueryParam("dueWithin")
          @Nullable String dueWithin,
      @QueryParam("after") @Nullable UUID after,
      @QueryParam("limit") @DefaultValue("100") int limit) {
    int count = Math.max(1, Math.min(limit, MOST));
    Caller caller = callers.current().as(Role.PRIVACY_OFFICER, Role.AUDITOR);
    return reader
        .page(filter(policy, state, overdue, dueWithin), after, count)
        .map(
            found ->
                new Page(
                    reader.covered(caller, found),
                    found.size() < count ? null : found.get(count - 1).id()));
  }

  private Filter filter(
      @Nullable String policy, @Nullable String state, String overdue, @Nullable String dueWithin) {
    Instant now = clock.instant();
    boolean late = flag("overdue", overdue);
    if (late && dueWithin != null) {
      throw invalid("dueWithin", "ask for what is overdue, or for what is due soon");
    }
    return new Filter(
        policy,
        state == null ? null : state(state),
        late ? now : dueWithin == null ? null : now.plus(within(dueWithin)),
        dueWithin == null ? null : now);
  }

  /** True or false, as a query parameter says it. */
  static boolean flag(String name, String value) {
    if (!value.equals("true") && !value.equals("false")) {
      throw invalid(name, "true or false is expected");
    }
    return value.equals("true");
  }

  private static RequestState state(String name) {
    try {
      return RequestState.valueOf(name);
    } catch (IllegalArgumentException e) {
      throw invalid("state", "one of " + List.of(RequestState.values()) + " is expected");
    }
  }

  private static Duration within(String text) {
    try {
      Duration within = Duration.parse(text);
      if (!within.isNegative() && within.compareTo(LONGEST) <= 0) {
        return within;
      }
    } catch (DateTimeException e) {
      throw invalid("dueWithin", "a duration such as P3D or PT12H is expected");
    }
    throw invalid("dueWithin", "a duration of at most ten years is expected");
  }

  private static ServiceException invalid(String name, String expected) {
    return new ServiceException(
        ErrorCode.PARAMETER_INVALID,
        expected,
        List.of(new Violation(name, ErrorCode.PARAMETER_INVALID.name(), expected)));
  }

  /** A request as it stands. */
  @GET
  @Path("/{id}")
  @RolesAllowed({Role.Name.PRIVACY_OFFICER, Role.Name.AUDITOR})
  @Operation(summary = "A request as it stands, with its terms and what its grant has done")
  public Uni<RequestView> view(@PathParam("id") UUID id) {
    return reader.view(callers.current().as(Role.PRIVACY_OFFICER, Role.AUDITOR), id);
  }

  /** Evidence starts the clocks that run from it. */
  @POST
  @Path("/{id}/evidence")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(summary = "Notes that the evidence has come, which starts the clocks that run from it")
  public Uni<RequestView> evidence(
      @PathParam("id") UUID id, @RequestBody(required = false) @Nullable Evidence body) {
    return steps.evidence(officer(), id, body == null ? null : body.at());
  }

  /** A reasoned notice extends the deadline, once. */
  @POST
  @Path("/{id}/extend")
  @Operation(summary = "Notes the reasoned notice that extends the deadline, once and in time")
  public Uni<RequestView> extend(@PathParam("id") UUID id, @Valid @NotNull Notice body) {
    return steps.extend(officer(), id, body.noticeAt(), body.reason());
  }

  /** Lifts the block before the decision. */
  @POST
  @Path("/{id}/unblock")
  @Operation(summary = "Lifts the block of a request before its decision, for a reason")
  public Uni<RequestView> unblock(@PathParam("id") UUID id, @Valid @NotNull Unblocking body) {
    return steps.unblock(officer(), id, body.reason());
  }

  /** Decides, and does what the decision says. */
  @POST
  @Path("/{id}/decide")
  @Operation(summary = "Grants a request and does it, or refuses it by a norm")
  public Uni<RequestView> decide(
      @PathParam("id") UUID id, @Valid @NotNull RequestDecisionInput body) {
    return decisions.decide(officer(), id, body.verdict());
  }

  private Caller officer() {
    return callers.current().as(Role.PRIVACY_OFFICER);
  }

  /** A page; {@code next} is the id to continue after. */
  @Schema(name = "RequestPage")
  record Page(List<RequestView> items, @Nullable UUID next) {}

  /**
   * When the evidence came.
   *
   * @param at now by default
   */
  @Schema(name = "RequestEvidence")
  record Evidence(@Nullable Instant at) {}

  /**
   * A notice to the person.
   *
   * @param noticeAt when it was sent; now by default
   */
  @Schema(name = "RequestNotice")
  record Notice(@NotNull ExtensionReason reason, @Nullable Instant noticeAt) {}

  /** Why the block is lifted. */
  @Schema(name = "RequestUnblocking")
  record Unblocking(@NotNull OverrideReason reason) {}
}
