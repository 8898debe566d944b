package io.lethe.policy;

import io.lethe.crypto.Sha256;
import io.lethe.policy.PolicyVersion.State;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.lethe.problem.Violation;
import io.lethe.time.Calendars;
import io.lethe.time.TrustedTime;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Activates versions: what has to come before, the change itself, and the job that follows.
 *
 * <p><b>Guarantee</b>: activations of a policy have different instants, in the order in which they
 * commit, and none is earlier than the cut-off of a run that has begun: what was acted on by the
 * terms of before had expired by them.
 */
@ApplicationScoped
class PolicyActivation {

  private final PolicyStore store;
  private final PolicyVersions versions;
  private final Residency residency;
  private final Calendars calendars;
  private final NoticeChecks notices;
  private final TrustedTime time;
  private final Clock clock;

  PolicyActivation(
      PolicyStore store,
      PolicyVersions versions,
      Residency residency,
      Calendars calendars,
      TrustedTime time,
      Clock clock) {
    this.store = store;
    this.versions = versions;
    this.residency = residency;
    this.calendars = calendars;
    this.notices = new NoticeChecks(calendars);
    this.time = time;
    this.clock = clock;
  }

  /**
   * Activates a version in the caller's transaction, which has locked the versions.
   *
   * <p><b>Errors</b>: {@link StalePolicy} when a calendar is in force that is not known here: the
   * days of notice are counted by it.
   */
  Uni<PolicyVersionEntity> activate(String actor, List<PolicyVersionEntity> stored, int version) {
    return store
        .calendarEpoch()
        .invoke(
            epoch -> {
              if (epoch != calendars.epoch()) {
                throw new StalePolicy();
              }
            })
        .chain(() -> change(actor, stored, version));
  }

  private Uni<PolicyVersionEntity> change(
      String actor, List<PolicyVersionEntity> stored, int version) {
    PolicyVersionEntity draft = draft(stored, version);
    PolicyVersion next = versions.of(draft);
    if (!next.activatable()) {
      throw new ServiceException(
          ErrorCode.POLICY_NOT_ACTIVATABLE,
          "mend what blocks the policy",
          PolicyReview.violations(next.findings()));
    }
    if (!residency.allows(next.document())) {
      throw new ServiceException(ErrorCode.RESIDENCY_VIOLATED, residency.refusal(next.document()));
    }
    Optional<PolicyVersionEntity> active = active(stored);
    Uni<Void> prepared =
        active.isEmpty()
            ? Uni.createFrom().voidItem()
            : prepared(actor, stored, draft, active.get());
    return prepared
        .chain(() -> retire(active))
        .chain(store::databaseNow)
        .map(now -> after(stored, time.past(now)))
        .invoke(
            at -> {
              draft.state = State.ACTIVE;
              draft.activatedBy = actor;
              draft.activatedAt = at;
            })
        .call(
            at ->
                store
                    .assessed(draft.policy, draft.version)
                    .chain(
                        assessed ->
                            store.log(
                                "policy.activated", at, signed(draft, next, actor, assessed))))
        .call(at -> active.isEmpty() ? Uni.createFrom().voidItem() : recompute(stored, draft, at))
        .replaceWith(draft);
  }

  /**
   * Who activates a version signs how its text is read: every warning that it was accepted with,
   * and that nobody has assessed the methods of its depersonalization.
   */
  private static Map<String, Object> signed(
      PolicyVersionEntity draft, PolicyVersion next, String actor, boolean assessed) {
    Map<String, Object> entry = new LinkedHashMap<>(PolicyService.entry(draft, actor));
    if (!CategoryMethods.of(next).isEmpty()) {
      entry.put("methodsAssessed", assessed);
    }
    entry.put(
        "accepted",
        next.findings().stream()
            .filter(finding -> finding.severity() == Severity.WARNING)
            .map(finding -> finding.code() + " " + finding.path())
            .toList());
    return entry;
  }

  /**
   * A draft of this number.
   *
   * <p><b>Errors</b>: {@code NOT_FOUND}, {@code VERSION_STATE}.
   */
  static PolicyVersionEntity draft(List<PolicyVersionEntity> stored, int version) {
    PolicyVersionEntity draft =
        stored.stream()
            .filter(entity -> entity.version == version)
            .findFirst()
            .orElseThrow(
                () -> new ServiceException(ErrorCode.NOT_FOUND, "there is no such version"));
    if (draft.state != State.DRAFT) {
      throw new ServiceException(ErrorCode.VERSION_STATE, "the version is " + draft.state);
    }
    return draft;
  }

  static Optional<PolicyVersionEntity> active(List<PolicyVersionEntity> stored) {
    return stored.stream().filter(entity -> entity.state == State.ACTIVE).findFirst();
  }

  /** Everything that has to come before a version that follows another. */
  private Uni<Void> prepared(
      String actor,
      List<PolicyVersionEntity> stored,
      PolicyVersionEntity draft,
      PolicyVersionEntity active) {
    PolicyVersion next = versions.of(draft);
    refuseUnapproved(actor, stored, draft, active);
    return store
        .notices(draft.policy, draft.version)
        .invoke(
            told ->
                notices.check(
                    versions.of(active), next, told.stream().map(one -> one.at).toList(), now()))
        .invoke(() -> refuseFuture(next))
        .replaceWithVoid();
  }

  private void refuseUnapproved(
      String actor,
      List<PolicyVersionEntity> stored,
      PolicyVersionEntity draft,
      PolicyVersionEntity active) {
    List<PolicyVersion> history =
        stored.stream()
            .filter(entity -> entity.state != State.DRAFT)
            .map(versions::of)
            .sorted(Comparator.comparing(one -> one.activatedAt().orElseThrow()))
            .toList();
    List<Violation> stricter = new TermsChange(history, versions.of(draft)).stricter();
    if (stricter.isEmpty()) {
      return;
    }
    boolean approved =
        draft.approvedBy != null
            && Sha256.hex(draft.yaml).equals(draft.approvedHash)
            && Integer.valueOf(active.version).equals(draft.approvedOver);
    if (!approved) {
      throw new ServiceException(
          ErrorCode.APPROVAL_MISSING,
          "another officer than the author has to approve it over version " + active.version,
          stricter);
    }
    if (actor.equals(draft.approvedBy)) {
      throw new ServiceException(
          ErrorCode.SECOND_PERSON, "who has approved a version does not activate it");
    }
  }

  private void refuseFuture(PolicyVersion next) {
    LocalDate today = LocalDate.ofInstant(now(), next.document().zone());
    next.document()
        .effective()
        .filter(day -> day.isAfter(today))
        .ifPresent(
            day -> {
              throw new ServiceException(
                  ErrorCode.VERSION_STATE, "the version is effective from " + day);
            });
  }

  private Uni<Void> retire(Optional<PolicyVersionEntity> active) {
    active.ifPresent(entity -> entity.state = State.RETIRED);
    return active.isPresent() ? store.flush() : Uni.createFrom().voidItem();
  }

  /** This instant, rounded up to what is stored, and later than every activation before. */
  private static Instant after(List<PolicyVersionEntity> stored, Instant instant) {
    Instant rounded = instant.plusNanos(999).truncatedTo(ChronoUnit.MICROS);
    return stored.stream()
        .flatMap(entity -> Optional.ofNullable(entity.activatedAt).stream())
        .map(at -> at.plus(1, ChronoUnit.MICROS))
        .filter(at -> at.isAfter(rounded))
        .max(Comparator.naturalOrder())
        .orElse(rounded);
  }

  private Uni<Void> recompute(
      List<PolicyVersionEntity> stored, PolicyVersionEntity activated, Instant at) {
    PolicyRecomputeEntity job = new PolicyRecomputeEntity();
    job.policy = activated.policy;
    job.version = activated.version;
    job.createdAt = at;
    int activations = (int) stored.stream().filter(one -> one.state != State.DRAFT).count();
    return store
        .calendarEpoch()
        .invoke(calendars -> job.epoch = activations + calendars)
        .chain(() -> store.add(job));
  }

  private Instant now() {
    return clock.instant();
  }
}
