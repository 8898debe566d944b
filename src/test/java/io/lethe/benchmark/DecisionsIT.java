package io.lethe.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.policy.Decision;
import io.lethe.policy.DecisionCode;
import io.lethe.policy.DecisionRules;
import io.lethe.policy.PackVersions;
import io.lethe.policy.PolicyVersion;
import io.lethe.policy.Question;
import io.lethe.subject.SubjectQuestions;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Decisions per second on one core, in memory: what the policy says, and what is left of it by a
 * subject's events once they are read.
 *
 * <p>It asserts what was decided and never how fast; {@link Turns} says how it is measured.
 */
@Tag("benchmark")
class DecisionsIT {

  @Test
  void decisionsOnOneCore() {
    PolicyVersion sens = PackVersions.of("sens");
    Question use = question("mandatory", "use", "account", Optional.empty());
    Question transfer =
        question("advertising_mailing", "provide", "mailing", Optional.of("infobip"));
    SubjectQuestions subject = SubjectQuestions.consenting("mailing", 20);
    Turns.best(new Turns.Work("decision, a use", 1, () -> DecisionRules.decide(sens, use)));
    Turns.best(
        new Turns.Work("decision, a transfer", 1, () -> DecisionRules.decide(sens, transfer)));
    Turns.best(
        new Turns.Work(
            "decision, a transfer by 20 events", 1, () -> subject.decide(sens, transfer)));
    Decision decision = subject.decide(sens, transfer);
    assertThat(decision.code()).isEqualTo(DecisionCode.PERMITTED);
    assertThat(decision.reason()).isEqualTo("purpose mailing rests on consent");
  }

  private static Question question(
      String category, String action, String purpose, Optional<String> recipient) {
    return new Question(
        "sens", category, action, purpose, recipient, Optional.empty(), Set.of("email"), Set.of());
  }
}
