package io.lethe.request;

import io.lethe.access.Caller;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.lethe.problem.Violation;
import io.lethe.request.OpenRequests.Step;
import io.lethe.request.Request.Decision;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Decides requests, and does what the decisions say. */
@ApplicationScoped
class DecisionService {

  private final OpenRequests open;
  private final Grants grants;

  DecisionService(OpenRequests open, Grants grants) {
    this.open = open;
    this.grants = grants;
  }

  /**
   * Decides a request.
   *
   * <p><b>Errors</b>: {@code NOT_FOUND}, {@code REQUEST_STATE}, {@code NORM_MISSING}.
   *
   * @param norm what a refusal stands on
   * @param reason needed for a refusal
   */
  Uni<RequestView> decide(
      Caller caller,
      UUID id,
      Outcome outcome,
      @Nullable String norm,
      @Nullable DecisionReason reason) {
    if (outcome == Outcome.REFUSED) {
      refuseUnreasoned(norm, reason);
    }
    return open.step(
        caller,
        id,
        (tx, step) -> {
          if (reason == DecisionReason.REPEATED && step.request().asked().repeats() == null) {
            throw new ServiceException(
                ErrorCode.REQUEST_STATE, "the request repeats none of less than 30 days before");
          }
          return decided(
              tx, step, new Decision(outcome, step.now(), step.caller().id(), norm, reason));
        });
  }

  private Uni<Request> decided(SqlConnection tx, Step step, Decision decision) {
    Request request = step.request();
    boolean granted = decision.outcome() == Outcome.GRANTED;
    boolean lasts = granted && step.kind().type().destroys();
    RequestState done = granted ? RequestState.GRANTED : RequestState.REFUSED;
    Request next =
        request.with(
            request
                .progress()
                .decided(
                    lasts ? RequestState.CARRYING_OUT : done, decision, lasts ? null : step.now()));
    Uni<Void> carried =
        granted
            ? grants.carryOut(tx, step.caller(), request, step.kind()).replaceWithVoid()
            : grants.release(tx, step.caller(), request);
    return carried.chain(
        () -> open.keep(tx, step, next, "decided", RequestService.words(decision)));
  }

  private static void refuseUnreasoned(@Nullable String norm, @Nullable DecisionReason reason) {
    List<Violation> missing = new ArrayList<>();
    if (norm == null || norm.isBlank()) {
      missing.add(Violation.of("norm", ErrorCode.NORM_MISSING));
    }
    if (reason == null) {
      missing.add(Violation.of("reason", ErrorCode.NORM_MISSING));
    }
    if (!missing.isEmpty()) {
      throw new ServiceException(ErrorCode.NORM_MISSING, "say why, and by which norm", missing);
    }
  }
}
