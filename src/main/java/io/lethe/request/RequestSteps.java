package io.lethe.request;

import io.lethe.access.Caller;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.lethe.problem.Violation;
import io.lethe.request.OpenRequests.Step;
import io.lethe.request.Request.Lifting;
import io.lethe.request.Request.Times;
import io.lethe.request.RequestKinds.Kind;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Takes requests further: evidence, a notice that extends, a block that is lifted. */
@ApplicationScoped
class RequestSteps {

  private final OpenRequests open;
  private final Grants grants;

  RequestSteps(OpenRequests open, Grants grants) {
    this.open = open;
    this.grants = grants;
  }

  /**
   * Starts the clocks that run from evidence.
   *
   * <p><b>Errors</b>: {@code NOT_FOUND}, {@code REQUEST_STATE}, {@code CLOCK_OUT_OF_RANGE}.
   */
  Uni<RequestView> evidence(Caller caller, UUID id, @Nullable Instant at) {
    return open.step(
        caller,
        id,
        (tx, step) -> {
          if (!step.kind().clock().awaitsEvidence(step.request().times())) {
            throw new ServiceException(
                ErrorCode.REQUEST_STATE, "no clock of the request waits for evidence");
          }
          Times times = step.request().times().evidenced(past("at", at, step));
          Request next = due(step.request().with(times), step.kind());
          return open.keep(tx, step, next, "evidence", Map.of("at", times.evidenceAt().toString()));
        });
  }

  /**
   * Extends the deadline by a notice that was sent in time.
   *
   * <p><b>Errors</b>: {@code NOT_FOUND}, {@code REQUEST_STATE}, {@code EXTENSION_NOT_ALLOWED},
   * {@code NOTICE_LATE}, {@code CLOCK_OUT_OF_RANGE}.
   */
  Uni<RequestView> extend(
      Caller caller, UUID id, @Nullable Instant noticeAt, ExtensionReason reason) {
    return open.step(
        caller,
        id,
        (tx, step) -> {
          Request request = step.request();
          Instant overdue = request.progress().overdueAt();
          Instant notice = past("noticeAt", noticeAt, step);
          boolean once = request.times().extendedAt() == null && overdue != null;
          if (!once || step.kind().clock().extended(request.times(), notice, reason).isEmpty()) {
            throw new ServiceException(
                ErrorCode.EXTENSION_NOT_ALLOWED, "nothing extends the deadline of this request");
          }
          if (!notice.isBefore(overdue)) {
            throw new ServiceException(
                ErrorCode.NOTICE_LATE, "the deadline was " + request.progress().deadline());
          }
          Request next = due(request.with(request.times().extended(notice, reason)), step.kind());
          return open.keep(
              tx,
              step,
              next,
              "extended",
              Map.of("noticeAt", notice.toString(), "reason", reason.name()));
        });
  }

  /**
   * Lifts the block before the decision.
   *
   * <p><b>Errors</b>: {@code NOT_FOUND}, {@code REQUEST_STATE}.
   */
  Uni<RequestView> unblock(Caller caller, UUID id, OverrideReason reason) {
    return open.step(
        caller,
        id,
        (tx, step) -> {
          Request request = step.request();
          boolean lifts =
              request.progress().blockId() != null
                  && request.progress().override() == null
                  && !step.kind().type().asksForBlock();
          if (!lifts) {
            throw new ServiceException(
                ErrorCode.REQUEST_STATE, "the request has no block that may be lifted");
          }
          Lifting lifted = new Lifting(step.now(), step.caller().id(), reason);
          Request next = request.with(request.progress().overridden(lifted));
          return grants
              .release(tx, step.caller(), request)
              .chain(() -> open.keep(tx, step, next, "unblocked", Map.of("reason", reason.name())));
        });
  }

  private static Instant past(String path, @Nullable Instant at, Step step) {
    Instant when = at == null ? step.now() : at.truncatedTo(ChronoUnit.MICROS);
    if (when.isBefore(step.request().times().receivedAt()) || when.isAfter(step.now())) {
      throw new ServiceException(
          ErrorCode.CLOCK_OUT_OF_RANGE,
          path + " is between the receipt and now",
          List.of(Violation.of(path, ErrorCode.CLOCK_OUT_OF_RANGE)));
    }
    return when;
  }

  private static Request due(Request request, Kind kind) {
    RequestClock.Reading reading = kind.clock().read(request.times());
    return request.with(
        request.progress().due(RequestState.OPEN, reading.deadline(), reading.overdueAt()));
  }
}
