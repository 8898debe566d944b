package io.lethe.request;

import io.lethe.policy.RequestPart;
import io.lethe.policy.RequestType;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A request as it is stored.
 *
 * @param policyVersion that was active when it came
 * @param rule the policy's name of it, or null where the law's default counts
 */
record Request(
    UUID id,
    String policy,
    int policyVersion,
    UUID subject,
    RequestType type,
    @Nullable String rule,
    Asked asked,
    Times times,
    Progress progress) {

  /** Names no person. */
  @Override
  public String toString() {
    return "Request[id=" + id + "]";
  }

  /** Refused, and sent to the operators whose data it is. */
  Request redirected(List<String> operators, Decision refusal) {
    Asked redirected =
        new Asked(
            asked.category,
            asked.purposes,
            asked.fields,
            asked.channel,
            asked.answerChannel,
            asked.representative,
            asked.parts,
            asked.missing,
            asked.file,
            asked.repeats,
            asked.free,
            operators);
    return new Request(
        id,
        policy,
        policyVersion,
        subject,
        type,
        rule,
        redirected,
        times,
        progress.decided(RequestState.REFUSED, refusal, refusal.at()));
  }

  Request with(Times changed) {
    return new Request(id, policy, policyVersion, subject, type, rule, asked, changed, progress);
  }

  Request with(Progress changed) {
    return new Request(id, policy, policyVersion, subject, type, rule, asked, times, changed);
  }

  /**
   * What was asked, and how.
   *
   * @param category null for all
   * @param purposes empty for all
   * @param fields empty for all
   * @param parts what it contained
   * @param missing what it must contain and did not
   * @param file the record that holds what the person sent, or null
   * @param repeats an earlier request of less than 30 days before, or null
   * @param free whether the answer is free of charge
   * @param redirectedTo references to the operators whose data it is, where it is not this one's
   */
  record Asked(
      @Nullable String category,
      List<String> purposes,
      List<String> fields,
      Channel channel,
      Channel answerChannel,
      boolean representative,
      List<RequestPart> parts,
      List<RequestPart> missing,
      @Nullable UUID file,
      @Nullable UUID repeats,
      boolean free,
      List<String> redirectedTo) {}

  /** What clocks run from, and who noted it. */
  record Times(
      Instant createdAt,
      String createdBy,
      Instant receivedAt,
      @Nullable Instant detectedAt,
      @Nullable Instant evidenceAt,
      @Nullable Instant extendedAt,
      @Nullable ExtensionReason extensionReason) {

    Times evidenced(Instant at) {
      return new Times(
          createdAt, createdBy, receivedAt, detectedAt, at, extendedAt, extensionReason);
    }

    Times extended(Instant at, ExtensionReason reason) {
      return new Times(createdAt, createdBy, receivedAt, detectedAt, evidenceAt, at, reason);
    }
  }

  /**
   * How far it has come.
   *
   * @param deadline last day of the answer, in the policy's zone; null while no clock runs
   * @param overdueAt when that day has passed
   * @param blockId the block that it placed, or null
   * @param override how the block was lifted before the decision, or null
   * @param decision null while there is none
   */
  record Progress(
      RequestState state,
      @Nullable LocalDate deadline,
      @Nullable Instant overdueAt,
      @Nullable UUID blockId,
      @Nullable Lifting override,
      @Nullable Decision decision,
      @Nullable Instant closedAt) {

    Progress due(RequestState next, @Nullable LocalDate day, @Nullable Instant overdue) {
      return new Progress(next, day, overdue, blockId, override, decision, closedAt);
    }

    Progress blockedBy(@Nullable UUID block) {
      return new Progress(state, deadline, overdueAt, block, override, decision, closedAt);
    }

    Progress overridden(Lifting how) {
      return new Progress(state, deadline, overdueAt, blockId, how, decision, closedAt);
    }

    Progress decided(RequestState next, Decision made, @Nullable Instant closed) {
      return new Progress(next, deadline, overdueAt, blockId, override, made, closed);
    }
  }

  /** How a block was lifted before the decision. */
  record Lifting(Instant at, String by, OverrideReason reason) {}

  /**
   * A decision.
   *
   * @param norm what a refusal stands on, or null
   */
  record Decision(
      Outcome outcome,
      Instant at,
      String by,
      @Nullable String norm,
      @Nullable DecisionReason reason) {}
}
