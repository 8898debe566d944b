package io.lethe.request;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.lethe.policy.PolicyDocument;
import io.lethe.policy.RequestPart;
import io.lethe.policy.RequestRule;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A request as it stands.
 *
 * @param type what is asked for
 * @param rule the policy's name of it; null where a law's default counts
 * @param clause what it stands on
 * @param redirectedTo references to the operators whose data it is; empty where it is this one's
 * @param deadline last day of the answer, in the policy's zone; null while no clock runs
 * @param provisional whether a working day was counted in a year that the calendar lacks
 * @param stricter why a law's term counts instead of the policy's, or null
 * @param effect what a grant has done, or is doing; null in lists
 */
record RequestView(
    UUID id,
    @Schema(examples = "sens") String policy,
    int policyVersion,
    UUID subjectKey,
    @Schema(examples = "rectify") String type,
    @Nullable String rule,
    String clause,
    @Nullable String category,
    List<String> purposes,
    List<String> fields,
    Channel channel,
    Channel answerChannel,
    boolean representative,
    List<RequestPart> contains,
    List<RequestPart> missing,
    @Nullable UUID file,
    @Nullable UUID repeats,
    boolean free,
    List<String> redirectedTo,
    Instant receivedAt,
    @Nullable Instant detectedAt,
    @Nullable Instant evidenceAt,
    RequestState state,
    @Nullable LocalDate deadline,
    boolean overdue,
    boolean provisional,
    @Nullable String stricter,
    List<Clock> clocks,
    @Nullable Extension extension,
    @Nullable UUID blockId,
    @Nullable BlockOverride blockOverride,
    @Nullable Decided decision,
    @Nullable Instant closedAt,
    @Nullable Effect effect) {

  static RequestView of(Request request, RequestClock clock, Instant now, @Nullable Effect effect) {
    RequestClock.Reading reading = clock.read(request.times());
    Request.Asked asked = request.asked();
    Request.Progress progress = request.progress();
    Instant overdueAt = progress.overdueAt();
    return new RequestView(
        request.id(),
        request.policy(),
        request.policyVersion(),
        request.subject(),
        request.type().label(),
        request.rule(),
        clock.clause(),
        asked.category(),
        asked.purposes(),
        asked.fields(),
        asked.channel(),
        asked.answerChannel(),
        asked.representative(),
        asked.parts(),
        asked.missing(),
        asked.file(),
        asked.repeats(),
        asked.free(),
        asked.redirectedTo(),
        request.times().receivedAt(),
        request.times().detectedAt(),
        request.times().evidenceAt(),
        progress.state(),
        progress.deadline(),
        overdueAt != null && progress.closedAt() == null && !now.isBefore(overdueAt),
        reading.provisional(),
        reading.stricter(),
        reading.lines().stream().map(Clock::of).toList(),
        Extension.of(request.times()),
        progress.blockId(),
        BlockOverride.of(progress.override()),
        Decided.of(progress.decision()),
        progress.closedAt(),
        effect);
  }

  /**
   * One term, the policy's or a law's.
   *
   * @param law name of the overlay; null for the policy's own
   * @param startedAt null while it waits
   * @param lastDay its last day
   * @param extendedTo its last day after a notice
   */
  @Schema(name = "RequestTerm")
  record Clock(
      @Nullable String law,
      String clause,
      String term,
      Start from,
      @Nullable Instant startedAt,
      @Nullable LocalDate lastDay,
      @Nullable LocalDate extendedTo,
      boolean provisional) {

    static Clock of(RequestClock.Line line) {
      return new Clock(
          line.law(),
          line.clause(),
          line.term().toString(),
          Start.of(line.from()),
          line.startedAt(),
          line.lastDay(),
          line.extendedTo(),
          line.provisional());
    }
  }

  /** What a term runs from, as the policy writes it. */
  @Schema(name = "RequestTermStart")
  enum Start {
    @JsonProperty("received")
    RECEIVED,
    @JsonProperty("evidence")
    EVIDENCE,
    @JsonProperty("detected")
    DETECTED;

    static Start of(RequestRule.Start start) {
      return valueOf(start.name());
    }
  }

  /** A notice that has extended the deadline. */
  @Schema(name = "RequestExtension")
  record Extension(Instant noticeAt, ExtensionReason reason) {
    static @Nullable Extension of(Request.Times times) {
      Instant at = times.extendedAt();
      ExtensionReason reason = times.extensionReason();
      return at == null || reason == null ? null : new Extension(at, reason);
    }
  }

  /** How the block was lifted before the decision. */
  @Schema(name = "RequestBlockOverride")
  record BlockOverride(Instant at, String by, OverrideReason reason) {
    static @Nullable BlockOverride of(Request.@Nullable Lifting lifted) {
      return lifted == null ? null : new BlockOverride(lifted.at(), lifted.by(), lifted.reason());
    }
  }

  /** How it was decided. */
  @Schema(name = "RequestDecision")
  record Decided(
      Outcome outcome,
      Instant at,
      String by,
      @Nullable String norm,
      @Nullable DecisionReason reason) {
    static @Nullable Decided of(Request.@Nullable Decision decision) {
      return decision == null
          ? null
          : new Decided(
              decision.outcome(), decision.at(), decision.by(), decision.norm(), decision.reason());
    }
  }

  /**
   * What a grant has done, or is doing.
   *
   * @param records of a destruction, how many are there still
   * @param held of these, how many a legal hold keeps
   * @param blocked of these, how many a block keeps
   * @param remaining of a withdrawal or a stop, what goes on, on another ground
   */
  @Schema(name = "RequestEffect")
  record Effect(long records, long held, long blocked, List<Remaining> remaining) {}

  /** Purposes of a category that go on without consent. */
  @Schema(name = "RemainingPurposes")
  record Remaining(String category, List<String> purposes) {

    static List<Remaining> of(PolicyDocument document, List<String> categories) {
      return categories.stream()
          .map(document.categories()::get)
          .filter(Objects::nonNull)
          .map(category -> new Remaining(category.name(), document.purposesBeyondConsent(category)))
          .filter(remaining -> !remaining.purposes().isEmpty())
          .toList();
    }
  }
}
