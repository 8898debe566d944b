package io.lethe.record;

import io.lethe.policy.Category;
import io.lethe.policy.PolicyDocument;
import io.lethe.policy.Question;
import io.lethe.policy.Recipient;
import io.lethe.subject.ClockFacts;
import io.lethe.subject.PurposeGrounds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What a record may be processed for, and on which grounds.
 *
 * @param live whether the purpose goes on
 * @param achievedAt when it was achieved, or null
 * @param grounds in the policy's order
 * @param stops the actions that have stopped with the last ground; empty while one lives
 * @param stays the actions that are still allowed for it
 * @param recipients who may get the category's data for it, as long as it goes on
 */
@Schema(name = "ExplainedPurpose")
record ExplainedPurpose(
    String purpose,
    String clause,
    boolean live,
    @Nullable Instant achievedAt,
    List<Standing> grounds,
    List<String> stops,
    List<String> stays,
    List<String> recipients) {

  /** The purposes of a category, in the policy's order. */
  static List<ExplainedPurpose> of(PolicyDocument document, Category category, ClockFacts facts) {
    return category.purposes().stream()
        .map(document.purposes()::get)
        .filter(Objects::nonNull)
        .map(purpose -> of(document, category, PurposeGrounds.of(purpose, facts)))
        .toList();
  }

  private static ExplainedPurpose of(
      PolicyDocument document, Category category, PurposeGrounds grounds) {
    boolean live = grounds.live();
    List<String> stops = live ? List.of() : Question.stopping(category);
    List<String> allowed = new ArrayList<>(Question.allowed(category));
    allowed.removeAll(stops);
    String purpose = grounds.purpose().name();
    ClockFacts.Event achieved = grounds.achieved();
    return new ExplainedPurpose(
        purpose,
        grounds.purpose().clause(),
        live,
        achieved == null ? null : achieved.at(),
        grounds.grounds().stream().map(Standing::of).toList(),
        stops,
        allowed,
        document.recipients().values().stream()
            .filter(recipient -> gets(recipient, category, purpose))
            .map(Recipient::name)
            .toList());
  }

  private static boolean gets(Recipient recipient, Category category, String purpose) {
    return recipient.purposes().contains(purpose)
        && recipient.getsCategory(category.name())
        && category.fields().stream().anyMatch(rule -> recipient.getsField(rule.name()));
  }

  /**
   * A ground.
   *
   * @param ground as the policy writes it
   * @param event that a living consent rests on, or that ended the ground; null where none did
   * @param at when
   */
  @Schema(name = "ExplainedGround")
  record Standing(String ground, boolean live, @Nullable String event, @Nullable Instant at) {

    private static Standing of(PurposeGrounds.Standing standing) {
      ClockFacts.Event by = standing.by();
      return new Standing(
          standing.ground().label(),
          standing.live(),
          by == null ? null : by.type(),
          by == null ? null : by.at());
    }
  }
}
