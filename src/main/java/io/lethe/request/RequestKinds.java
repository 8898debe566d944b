package io.lethe.request;

import io.lethe.policy.PolicyDocument;
import io.lethe.policy.RequestRule;
import io.lethe.policy.RequestType;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.lethe.time.Calendars;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/**
 * Finds the rule of a request: the policy's of that name, or of that type, or the law's default.
 */
@ApplicationScoped
class RequestKinds {

  private final RequestAccess access;
  private final Calendars calendars;

  RequestKinds(RequestAccess access, Calendars calendars) {
    this.access = access;
    this.calendars = calendars;
  }

  /**
   * The kind that a caller names.
   *
   * <p><b>Errors</b>: {@code REQUEST_TYPE_UNKNOWN}.
   */
  Kind named(PolicyDocument document, String name) {
    Optional<RequestType> type = RequestType.of(name);
    Kind kind =
        byName(document, name)
            .or(() -> type.flatMap(one -> byType(document, one)))
            .map(rule -> kind(document, rule.type(), Optional.of(rule)))
            .orElseGet(() -> kind(document, type.orElse(RequestType.OTHER), Optional.empty()));
    if (kind.clock().knowsNone()) {
      throw new ServiceException(
          ErrorCode.REQUEST_TYPE_UNKNOWN, "the policy knows " + document.requests().keySet());
    }
    return kind;
  }

  /** The kind of a stored request, under the version that it came under. */
  Kind of(Request request) {
    PolicyDocument document = access.document(request.policy(), request.policyVersion());
    return kind(
        document,
        request.type(),
        Optional.ofNullable(request.rule()).map(document.requests()::get));
  }

  private Kind kind(PolicyDocument document, RequestType type, Optional<RequestRule> rule) {
    return new Kind(
        document,
        type,
        rule,
        new RequestClock(document, calendars.find(document.calendar()).orElseThrow(), type, rule));
  }

  private static Optional<RequestRule> byName(PolicyDocument document, String name) {
    return document.requests().values().stream()
        .filter(rule -> rule.name().replace('_', '-').equals(name.replace('_', '-')))
        .findFirst();
  }

  /** A rule of one country's law is meant only by its name. */
  private static Optional<RequestRule> byType(PolicyDocument document, RequestType type) {
    return document.requests().values().stream()
        .filter(rule -> rule.type() == type && rule.laws().isEmpty())
        .findFirst();
  }

  /** A type of request under a policy, with its clock. */
  record Kind(
      PolicyDocument document, RequestType type, Optional<RequestRule> rule, RequestClock clock) {

    /** Whether the data is blocked from receipt on. */
    boolean blocks() {
      return clock.blocks() || type.asksForBlock();
    }

    /** Whether only the first answer of a calendar year is free. */
    boolean oncePerYear() {
      return rule.filter(RequestRule::oncePerYear).isPresent();
    }
  }
}
