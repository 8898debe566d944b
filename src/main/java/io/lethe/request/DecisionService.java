package io.lethe.request;

import io.lethe.access.Caller;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.lethe.problem.Violation;
import io.lethe.request.OpenRequests.Step;
import io.lethe.request.Request.Decision;
import io.lethe.subject.BanService;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Decides requests, and does what the decisions say. */
@ApplicationScoped
class DecisionService {

  private final OpenRequests open;
  private final Grants grants;
  private final BanService bans;

  DecisionService(OpenRequests open, Grants grants, BanService bans) {
    this.open = open;
    this.grants = grants;
    this.bans = bans;
  }

  /**
   * Decides a request.
   *
   * <p><b>Errors</b>: {@code NOT_FOUND}, {@code REQUEST_STATE}, {@code NORM_MISSING}, {@code
   * BODY_SHAPE}.
   */
  Uni<RequestView> decide(Caller caller, UUID id, Verdict verdict) {
    if (verdict.outcome() == Outcome.REFUSED) {
      refuseUnreasoned(verdict.norm(), verdict.reason());
    }
    return open.step(
        caller,
        id,
        (tx, step) -> {
          refuseMisplaced(verdict, step);
          if (verdict.reason() == DecisionReason.REPEATED
              && step.request().asked().repeats() == null) {
            throw new ServiceException(
                ErrorCode.REQUEST_STATE, "the request repeats none of less than 30 days before");
          }
          return decided(tx, step, verdict);
        });
  }

  /** Only who is destroyed may be banned. */
  private static void refuseMisplaced(Verdict verdict, Step step) {
    boolean whole = step.kind().type().destroys() && step.request().asked().category() == null;
    if (verdict.ban() && (verdict.outcome() == Outcome.REFUSED || !whole)) {
      throw new ServiceException(
          ErrorCode.BODY_SHAPE,
          "a ban comes with the destruction of all that is held of a person",
          List.of(Violation.of("ban", ErrorCode.BODY_SHAPE)));
    }
  }

  /**
   * What is decided.
   *
   * @param norm what a refusal stands on
   * @param reason needed for a refusal
   * @param ban whether nothing more is collected of the person
   */
  record Verdict(
      Outcome outcome, @Nullable String norm, @Nullable DecisionReason reason, boolean ban) {

    private Decision decision(Step step) {
      return new Decision(outcome, step.now(), step.caller().id(), norm, reason);
    }
  }

  private Uni<Request> decided(SqlConnection tx, Step step, Verdict verdict) {
    Decision decision = verdict.decision(step);
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
    Map<String, String> words = RequestService.words(decision);
    if (verdict.ban()) {
      words.put("ban", "true");
    }
    return carried
        .chain(() -> verdict.ban() ? bans.ban(tx, request.subject()) : Uni.createFrom().voidItem())
        .chain(() -> open.keep(tx, step, next, "decided", words));
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
