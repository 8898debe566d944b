package io.lethe.policy;

import io.lethe.access.Caller;
import io.lethe.crypto.Sha256;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.lethe.time.InstantRange;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is recorded of a draft before it is activated: a second person's approval, and notices. */
@ApplicationScoped
class PolicyPreparation {

  private final PolicyStore store;
  private final PolicyGrants grants;
  private final Clock clock;

  PolicyPreparation(PolicyStore store, PolicyGrants grants, Clock clock) {
    this.store = store;
    this.grants = grants;
    this.clock = clock;
  }

  /**
   * Approves the text of a draft as the change that it makes of the active version; the last
   * approval counts.
   *
   * <p><b>Errors</b>: {@code SECOND_PERSON} to its author, {@code VERSION_STATE}, {@code
   * NOT_FOUND}; {@code FORBIDDEN} when it, or the active version, has a category that the caller
   * was not granted.
   */
  Uni<Void> approve(Caller officer, String policy, int version) {
    return Panache.withTransaction(
            () ->
                grants
                    .locked(officer, policy, version)
                    .chain(stored -> approve(officer.id(), stored, version)))
        .replaceWithVoid();
  }

  private Uni<Void> approve(String officer, List<PolicyVersionEntity> stored, int version) {
    PolicyVersionEntity draft = PolicyActivation.draft(stored, version);
    if (draft.author.equals(officer)) {
      throw new ServiceException(
          ErrorCode.SECOND_PERSON, "who has written a version does not approve it");
    }
    draft.approvedBy = officer;
    draft.approvedAt = now();
    draft.approvedHash = Sha256.hex(draft.yaml);
    Map<String, Object> entry = new LinkedHashMap<>(PolicyService.entry(draft, officer));
    entry.put("hash", draft.approvedHash);
    PolicyActivation.active(stored)
        .ifPresent(
            active -> {
              draft.approvedOver = active.version;
              entry.put("over", active.version);
            });
    return store.log("policy.approved", now(), entry);
  }

  /**
   * Records that subjects were notified of a draft.
   *
   * <p><b>Errors</b>: {@code CLOCK_OUT_OF_RANGE} when that would be in the future or before 1990,
   * {@code VERSION_STATE}, {@code NOT_FOUND}, {@code FORBIDDEN} as with an approval.
   */
  Uni<PolicyNoticeEntity> notified(Caller officer, String policy, int version, NoticeInput input) {
    if (!new InstantRange(clock, Duration.ZERO).covers(input.at())) {
      throw new ServiceException(
          ErrorCode.CLOCK_OUT_OF_RANGE, "subjects were notified between 1990 and now");
    }
    return Panache.withTransaction(
        () ->
            grants
                .locked(officer, policy, version)
                .map(stored -> PolicyActivation.draft(stored, version))
                .map(draft -> notice(draft, officer.id(), input))
                .call(store::add)
                .call(notice -> store.log("policy.notified", notice.recordedAt, entry(notice))));
  }

  private PolicyNoticeEntity notice(PolicyVersionEntity draft, String officer, NoticeInput input) {
    PolicyNoticeEntity notice = new PolicyNoticeEntity();
    notice.policy = draft.policy;
    notice.version = draft.version;
    notice.at = input.at().truncatedTo(ChronoUnit.MICROS);
    notice.how = input.how();
    notice.recordedBy = officer;
    notice.recordedAt = now();
    return notice;
  }

  private static Map<String, ?> entry(PolicyNoticeEntity notice) {
    return Map.of(
        "policy", notice.policy,
        "version", notice.version,
        "at", notice.at.toString(),
        "how", notice.how,
        "actor", notice.recordedBy);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
