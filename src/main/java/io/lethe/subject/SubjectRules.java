package io.lethe.subject;

import io.lethe.policy.Decision;
import io.lethe.policy.Decision.Denied;
import io.lethe.policy.Decision.Permitted;
import io.lethe.policy.DecisionCode;
import io.lethe.policy.Ground;
import io.lethe.policy.Question;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What remains of what a policy allows, once it is known whose data it is.
 *
 * <p><b>Guarantee</b>: pure; a hold denies nothing, and nobody unknown is permitted anything.
 */
final class SubjectRules {

  private SubjectRules() {}

  /**
   * The answer for a subject.
   *
   * @param changed since when the purpose is as it is, if it was changed
   */
  static Decision decide(
      Permitted permitted, Question question, SubjectFacts facts, Optional<Instant> changed) {
    if (facts.key().isEmpty()) {
      return facts
          .tombstone()
          .map(
              gone ->
                  Decision.denied(
                      gone.banned() ? DecisionCode.SUBJECT_BANNED : DecisionCode.SUBJECT_DESTROYED))
          .orElseGet(() -> Decision.denied(DecisionCode.SUBJECT_UNKNOWN));
    }
    boolean banned = facts.tombstone().filter(Tombstone::banned).isPresent();
    if (banned && question.collects()) {
      return Decision.denied(DecisionCode.SUBJECT_BANNED);
    }
    if (facts.blocked() && !question.allowedWhileBlocked()) {
      return Decision.denied(DecisionCode.SUBJECT_BLOCKED);
    }
    if (permitted.consent() && !PurposeGrounds.consents(question.purpose(), facts.clock())) {
      return new Denied(
          DecisionCode.CONSENT_MISSING, permitted.clause(), DecisionCode.CONSENT_MISSING.title());
    }
    if (!question.needsGround()) {
      return permitted.on(permitted.grounds());
    }
    Decision grounded = grounded(permitted, facts);
    boolean before =
        changed.filter(since -> facts.oldest().filter(since::isAfter).isPresent()).isPresent();
    return before && grounded instanceof Permitted
        ? renewed(permitted, question, facts, changed.orElseThrow())
        : grounded;
  }

  /** Of data from before a purpose was changed: a consent to what it is now. */
  private static Decision renewed(
      Permitted permitted, Question question, SubjectFacts facts, Instant since) {
    return PurposeGrounds.consentsSince(question.purpose(), facts.clock(), since)
        ? permitted.on(List.of(Ground.CONSENT))
        : new Denied(
            DecisionCode.PURPOSE_CHANGED,
            permitted.purpose().clause(),
            DecisionCode.PURPOSE_CHANGED.title() + ": " + since);
  }

  private static Decision grounded(Permitted permitted, SubjectFacts facts) {
    PurposeGrounds grounds = PurposeGrounds.of(permitted.purpose(), facts.clock());
    if (grounds.live()) {
      return permitted.on(grounds.living());
    }
    String clause = permitted.purpose().clause();
    ClockFacts.Event achieved = grounds.achieved();
    return achieved == null
        ? new Denied(
            DecisionCode.GROUND_MISSING,
            clause,
            DecisionCode.GROUND_MISSING.title() + ": " + grounds.ended())
        : new Denied(
            DecisionCode.PURPOSE_ACHIEVED,
            clause,
            DecisionCode.PURPOSE_ACHIEVED.title() + " at " + achieved.at());
  }
}
