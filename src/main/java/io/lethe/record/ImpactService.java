package io.lethe.record;

import io.lethe.access.Caller;
import io.lethe.policy.PolicyCatalog;
import io.lethe.policy.PolicyDocument;
import io.lethe.policy.PolicyGrants;
import io.lethe.policy.PolicyVersion;
import io.lethe.policy.RetentionRule;
import io.lethe.policy.TermsChange;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.lethe.record.Impact.OfCategory;
import io.lethe.subject.Clocks;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Says what a draft would do to the records that are there.
 *
 * <p><b>Guarantee</b>: exact by every clock fact as it is while the database reads it, by the same
 * timelines as runs; nothing is locked or written. A category whose terms do not change is only
 * counted.
 */
@ApplicationScoped
class ImpactService {

  private final PolicyCatalog policies;
  private final PolicyGrants grants;
  private final FactRows facts;
  private final Clocks clocks;
  private final Clock clock;

  ImpactService(
      PolicyCatalog policies, PolicyGrants grants, FactRows facts, Clocks clocks, Clock clock) {
    this.policies = policies;
    this.grants = grants;
    this.facts = facts;
    this.clocks = clocks;
    this.clock = clock;
  }

  /**
   * The impact of a draft, were it activated now.
   *
   * <p><b>Errors</b>: {@code NOT_FOUND}, {@code VERSION_STATE}; {@code FORBIDDEN} when it, or the
   * active version, has a category that the caller was not granted.
   */
  Uni<Impact> of(Caller officer, String policy, int version) {
    if (!officer.coversPolicy(policy)) {
      throw new ServiceException(ErrorCode.NOT_FOUND, "there is no such policy");
    }
    PolicyVersion draft = policies.version(policy, version);
    grants.refuseUncovered(officer, draft);
    if (draft.state() != PolicyVersion.State.DRAFT) {
      throw new ServiceException(ErrorCode.VERSION_STATE, "the version is " + draft.state());
    }
    List<PolicyVersion> history = policies.history(policy);
    TermsChange change = new TermsChange(history, draft);
    Instant at = clock.instant().truncatedTo(ChronoUnit.MICROS);
    return facts
        .counts(policy)
        .chain(counts -> categories(history, draft, change.categories(), counts, at))
        .map(
            categories ->
                new Impact(
                    policy,
                    version,
                    policies.active(policy).map(PolicyVersion::version).orElse(null),
                    at,
                    change.stricter(),
                    categories));
  }

  private Uni<List<OfCategory>> categories(
      List<PolicyVersion> history,
      PolicyVersion draft,
      Set<String> changed,
      Map<String, Long> counts,
      Instant at) {
    Set<String> all = new TreeSet<>(draft.document().categories().keySet());
    history.forEach(version -> all.addAll(version.document().categories().keySet()));
    return Multi.createFrom()
        .iterable(all)
        .onItem()
        .transformToUniAndConcatenate(
            category ->
                changed.contains(category)
                    ? changed(history, draft, category, at)
                    : Uni.createFrom()
                        .item(OfCategory.same(category, counts.getOrDefault(category, 0L))))
        .collect()
        .asList();
  }

  private Uni<OfCategory> changed(
      List<PolicyVersion> history, PolicyVersion draft, String category, Instant at) {
    String policy = draft.policy();
    List<PolicyVersion> terms =
        Stream.concat(history.stream(), Stream.of(draft))
            .filter(version -> version.governs(category))
            .toList();
    List<RetentionRule> rules =
        terms.stream()
            .flatMap(one -> one.document().categories().get(category).retention().stream())
            .filter(rule -> !rule.from().equals(PolicyDocument.DEPERSONALIZED))
            .toList();
    Set<String> types = new TreeSet<>();
    terms.forEach(version -> types.addAll(clocks.movers(version, category)));
    boolean inOrder = terms.stream().anyMatch(version -> clocks.readsInOrder(version, category));
    Impact.Count count = new Impact.Count(at);
    return facts
        .groups(
            policy,
            category,
            new FactRows.Events(types, inOrder),
            inOrder ? Optional.empty() : days(terms, rules))
        .invoke(
            group ->
                count.add(
                    group,
                    clocks.of(policy, group.version(), category).due(group.facts()),
                    clocks.with(draft, at, group.version(), category).due(group.facts())))
        .collect()
        .last()
        .map(last -> count.of(category));
  }

  /**
   * The zone in whose days every term counts; none where a rule is due at its event, where zones
   * differ, or where the database may not know the zone.
   */
  private static Optional<ZoneId> days(List<PolicyVersion> terms, List<RetentionRule> rules) {
    Set<ZoneId> zones = new HashSet<>();
    terms.forEach(version -> zones.add(version.document().zone()));
    boolean whole = zones.size() == 1 && rules.stream().allMatch(rule -> rule.keep().isPresent());
    return zones.stream().findFirst().filter(zone -> whole && isRegion(zone));
  }

  private static boolean isRegion(ZoneId zone) {
    return zone.getId()
        .matches("(Africa|America|Antarctica|Asia|Atlantic|Australia|Europe|Indian|Pacific)/.+");
  }
}
