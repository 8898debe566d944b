package io.lethe.subject;

import io.lethe.policy.Decision;
import io.lethe.policy.Decision.Permitted;
import io.lethe.policy.DecisionRules;
import io.lethe.policy.PolicyVersion;
import io.lethe.policy.Question;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Decides by a subject's events without a database. */
public final class SubjectQuestions {

  private final SubjectFacts facts;

  private SubjectQuestions(SubjectFacts facts) {
    this.facts = facts;
  }

  /** One who gave and withdrew consent to a purpose in turns, and gave it last. */
  public static SubjectQuestions consenting(String purpose, int events) {
    List<ClockFacts.Event> said = new ArrayList<>();
    for (int i = 0; i < events; i++) {
      Instant at = Instant.EPOCH.plusSeconds(i);
      boolean given = (events - i) % 2 == 1;
      said.add(
          new ClockFacts.Event(given ? "consent-given" : "consent-withdrawn", purpose, at, at));
    }
    return new SubjectQuestions(
        new SubjectFacts(
            Optional.of(new UUID(0, 1)),
            Optional.empty(),
            false,
            Optional.empty(),
            ClockFacts.unrecorded(said)));
  }

  /** What the policy says of a question, and the events leave of it. */
  public Decision decide(PolicyVersion version, Question question) {
    Decision decision = DecisionRules.decide(version, question);
    return decision instanceof Permitted permitted
        ? SubjectRules.decide(permitted, question, facts, Optional.empty())
        : decision;
  }
}
