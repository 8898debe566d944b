package io.lethe.policy;

import io.lethe.crypto.Sha256;
import io.lethe.time.Calendars;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Reads texts and stored versions, with their operators completed from configuration. */
@ApplicationScoped
class PolicyVersions {

  private final OperatorsConfig operators;
  private final Calendars calendars;

  /**
   * By hash and calendars: a stored text never changes, nor does what is found in it while the
   * service runs and no calendar is added to.
   */
  private final Map<String, PolicyReview> stored = new ConcurrentHashMap<>();

  PolicyVersions(OperatorsConfig operators, Calendars calendars) {
    this.operators = operators;
    this.calendars = calendars;
  }

  /** A stored version with what is found in it now. */
  PolicyVersion of(PolicyVersionEntity entity) {
    PolicyReview review =
        stored.computeIfAbsent(
            calendars.epoch() + "/" + Sha256.hex(entity.yaml), key -> review(entity.yaml));
    return new PolicyVersion(
        entity.policy,
        entity.version,
        entity.hash,
        review
            .document()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "stored version "
                            + entity.policy
                            + "/"
                            + entity.version
                            + " is unreadable")),
        entity.state,
        review.findings(),
        entity.author,
        entity.createdAt,
        Optional.ofNullable(entity.activatedAt));
  }

  /** What a text says, and everything that is found in it. */
  PolicyReview review(String yaml) {
    PolicyReview first = PolicyReview.of(yaml, Operator.UNKNOWN, calendars);
    return first
        .document()
        .map(document -> operators.operators().get(document.policy()))
        .filter(Objects::nonNull)
        .map(op -> PolicyReview.of(yaml, new Operator(op.name(), op.address()), calendars))
        .orElse(first);
  }
}
