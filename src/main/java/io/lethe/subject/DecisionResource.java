package io.lethe.subject;

import io.lethe.access.Callers;
import io.lethe.access.Role;
import io.lethe.policy.Decision;
import io.lethe.policy.Decision.Permitted;
import io.lethe.policy.DecisionCode;
import io.lethe.policy.Ground;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Decisions: whether something may be done with somebody's data now. */
@Path("/api/v1/decisions")
@Tag(name = "Decisions")
@RolesAllowed(Role.Name.PRODUCT)
public class DecisionResource {

  private final DecisionService decisions;
  private final Callers callers;

  DecisionResource(DecisionService decisions, Callers callers) {
    this.decisions = decisions;
    this.callers = callers;
  }

  /** Decides; a permitted transfer is registered before it is answered. */
  @POST
  @Operation(
      summary = "Decides whether an action for a purpose is allowed now; registers transfers")
  public Uni<Answer> decide(@Valid @NotNull DecisionInput body) {
    return decisions.decide(callers.current().as(Role.PRODUCT), body).map(Answer::of);
  }

  /**
   * A decision.
   *
   * @param code why, stable
   * @param reason why, for people
   * @param clause the policy's own reference of what decided, or empty
   * @param grounds that the purpose rests on: the subject's living ones; without a subject those
   *     that the policy names
   * @param id of the registered disclosure; null where nothing was registered
   */
  @Schema(name = "Decision")
  record Answer(
      boolean permit,
      DecisionCode code,
      String reason,
      String clause,
      List<String> grounds,
      @Nullable UUID id) {

    static Answer of(DecisionService.Answer answer) {
      Decision decision = answer.decision();
      List<Ground> grounds =
          decision instanceof Permitted permitted ? permitted.grounds() : List.of();
      return new Answer(
          decision instanceof Permitted,
          decision.code(),
          decision.reason(),
          decision.clause(),
          grounds.stream().map(Ground::label).toList(),
          answer.disclosure());
    }
  }
}
