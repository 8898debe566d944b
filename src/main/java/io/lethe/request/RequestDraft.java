package io.lethe.request;

import io.lethe.policy.Category;
import io.lethe.policy.PolicyDocument;
import io.lethe.policy.PolicyVersion;
import io.lethe.policy.RequestPart;
import io.lethe.policy.RequestRule;
import io.lethe.policy.RequestType;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.lethe.problem.Violation;
import io.lethe.request.Request.Asked;
import io.lethe.request.Request.Decision;
import io.lethe.request.Request.Progress;
import io.lethe.request.Request.Times;
import io.lethe.request.RequestKinds.Kind;
import io.lethe.time.InstantRange;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A request that was read and is not stored yet.
 *
 * @param by who noted it
 * @param now when, in microseconds
 */
record RequestDraft(PolicyVersion version, Kind kind, RequestInput input, String by, Instant now) {

  private static final Set<RequestType> OF_PURPOSES =
      EnumSet.of(RequestType.WITHDRAW_CONSENT, RequestType.STOP_PROCESSING, RequestType.OPT_OUT);

  /**
   * This one; what does not fit is refused.
   *
   * <p><b>Errors</b>: {@code BODY_SHAPE}, {@code PURPOSE_NOT_ALLOWED}, {@code FIELD_NOT_DECLARED},
   * {@code CLOCK_OUT_OF_RANGE}.
   */
  RequestDraft checked() {
    PolicyDocument document = kind.document();
    if ((input.subject() == null) == (input.subjectKey() == null)) {
      throw shape("subject", "name the person by its reference or by its key");
    }
    checkPurpose(document);
    if (kind.type().destroys() && !input.fields().isEmpty()) {
      throw shape("fields", "a destruction is of a category, or of everything");
    }
    if (input.endsAt() != null && !kind.type().asksForBlock()) {
      throw shape("endsAt", "only a block that is asked for may end by itself");
    }
    if (!input.fields().stream().allMatch(this::declared)) {
      throw new ServiceException(
          ErrorCode.FIELD_NOT_DECLARED, "no category that is meant declares such a field");
    }
    past("receivedAt", input.receivedAt());
    past("detectedAt", input.detectedAt());
    if (input.endsAt() != null && !input.endsAt().isAfter(now)) {
      throw range("endsAt");
    }
    return this;
  }

  /** What a category was named for must not end all purposes, nor those of others. */
  private void checkPurpose(PolicyDocument document) {
    String purpose = input.purpose();
    Category category =
        input.category() == null ? null : document.categories().get(input.category());
    if (purpose != null
        && (!document.purposes().containsKey(purpose)
            || category != null && !category.purposes().contains(purpose))) {
      throw new ServiceException(
          ErrorCode.PURPOSE_NOT_ALLOWED, "the policy, or the category, declares no such purpose");
    }
    boolean stops = OF_PURPOSES.contains(kind.type());
    boolean named = kind.type() == RequestType.OPT_OUT || input.category() != null;
    if (stops && named && purposes().isEmpty()) {
      throw shape("purpose", "say of what the person wants no more");
    }
  }

  private boolean declared(String field) {
    return kind.document().categories().values().stream()
        .filter(one -> input.category() == null || one.name().equals(input.category()))
        .anyMatch(category -> category.field(field).isPresent());
  }

  private void past(String path, @Nullable Instant at) {
    if (at != null && (at.isBefore(InstantRange.OLDEST) || at.isAfter(now))) {
      throw range(path);
    }
  }

  private static ServiceException shape(String path, String why) {
    return new ServiceException(
        ErrorCode.BODY_SHAPE, why, List.of(Violation.of(path, ErrorCode.BODY_SHAPE)));
  }

  private static ServiceException range(String path) {
    return new ServiceException(
        ErrorCode.CLOCK_OUT_OF_RANGE,
        path + " is out of range",
        List.of(Violation.of(path, ErrorCode.CLOCK_OUT_OF_RANGE)));
  }

  /** What is meant: what was named, else the rule's as far as the category has them; or all. */
  private List<String> purposes() {
    if (input.purpose() != null) {
      return List.of(input.purpose());
    }
    List<String> rule = kind.rule().map(RequestRule::purposes).orElse(List.of());
    if (input.category() == null) {
      return rule;
    }
    Category category = kind.document().categories().get(input.category());
    List<String> own = category == null ? List.of() : category.purposes();
    return rule.isEmpty() ? own : own.stream().filter(rule::contains).toList();
  }

  /** What it must contain and does not; of nobody's representative no authority is asked. */
  private List<RequestPart> missing() {
    boolean representative = Boolean.TRUE.equals(input.representative());
    return kind.rule().map(RequestRule::mustContain).stream()
        .flatMap(parts -> parts.stream())
        .filter(part -> part != RequestPart.AUTHORITY || representative)
        .filter(part -> !input.contains().contains(part))
        .sorted()
        .toList();
  }

  /** When it came, in microseconds. */
  Instant receivedAt() {
    return micros(Optional.ofNullable(input.receivedAt()).orElse(now));
  }

  private static Instant micros(Instant at) {
    return at.truncatedTo(ChronoUnit.MICROS);
  }

  /**
   * The request; one that lacks what it must contain is refused, by the clause that says so.
   *
   * @param id its id
   * @param repeats an earlier one of less than 30 days before, or null
   * @param free whether the answer is
   */
  Request of(UUID id, UUID subject, @Nullable UUID repeats, boolean free) {
    Times times = times();
    RequestClock.Reading reading = kind.clock().read(times);
    List<RequestPart> missing = missing();
    Progress progress =
        new Progress(
            reading.deadline() == null ? RequestState.AWAITING_EVIDENCE : RequestState.OPEN,
            reading.deadline(),
            reading.overdueAt(),
            null,
            null,
            null,
            null);
    if (!missing.isEmpty()) {
      Decision refusal =
          new Decision(
              Outcome.REFUSED, now, by, kind.clock().clause(), DecisionReason.DETAILS_MISSING);
      progress = progress.decided(RequestState.REFUSED, refusal, now);
    }
    return new Request(
        id,
        kind.document().policy(),
        version.version(),
        subject,
        kind.type(),
        kind.rule().map(RequestRule::name).orElse(null),
        asked(missing, repeats, free),
        times,
        progress);
  }

  private Times times() {
    Instant detected = input.detectedAt();
    boolean unlawful =
        kind.type() == RequestType.STOP_UNLAWFUL || kind.type() == RequestType.DESTROY_UNLAWFUL;
    Instant since = detected != null ? micros(detected) : unlawful ? receivedAt() : null;
    return new Times(now, by, receivedAt(), since, null, null, null);
  }

  private Asked asked(List<RequestPart> missing, @Nullable UUID repeats, boolean free) {
    return new Asked(
        input.category(),
        purposes(),
        input.fields(),
        input.channel(),
        Objects.requireNonNullElse(input.answerChannel(), input.channel()),
        Boolean.TRUE.equals(input.representative()),
        input.contains().stream().distinct().sorted().toList(),
        missing,
        input.file(),
        repeats,
        free,
        List.of());
  }

  /** Names no person. */
  @Override
  public String toString() {
    return "RequestDraft[policy=" + input.policy() + "]";
  }
}
