package io.lethe.act;

import io.lethe.act.ActService.Left;
import io.lethe.act.ActService.Run;
import io.lethe.act.ErasureStore.Group;
import io.lethe.act.TableJournal.Erased;
import io.lethe.policy.Category;
import io.lethe.policy.PolicyCatalog;
import io.lethe.policy.PolicyVersion;
import io.lethe.policy.RetentionRule;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/** What an act says of a run, from the counts of the journal. */
@ApplicationScoped
class ActContent {

  private final PolicyCatalog policies;
  private final ActConfig config;
  private final Clock clock;

  ActContent(PolicyCatalog policies, ActConfig config, Clock clock) {
    this.policies = policies;
    this.config = config;
    this.clock = clock;
  }

  /** The act of a run under a policy. */
  Act of(Run run, String policy, Told told) {
    List<Group> groups = told.groups();
    PolicyVersion newest =
        groups.stream()
            .map(group -> policies.version(policy, group.policyVersion()))
            .reduce((a, b) -> a.version() > b.version() ? a : b)
            .orElseThrow();
    List<Act.Paper> paper = paper(newest, groups);
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    return new Act(
        UUID.randomUUID(),
        run.id(),
        now,
        policy,
        new Act.Operator(
            newest.document().operator().name().orElse(null),
            newest.document().operator().address().orElse(null)),
        new Act.Responsible(
            config.responsible().name().orElse(null),
            config.responsible().position().orElse(null),
            run.requestedBy()),
        config.informationSystem(),
        (paper.isEmpty() ? ActWord.AUTOMATED : ActWord.MIXED).english(),
        ActWord.BY_REFERENCE.english(),
        groups.stream().map(Group::category).distinct().toList(),
        paper,
        counts(run, policy, groups),
        told.kept(),
        groups.stream().map(group -> destruction(policy, group)).toList(),
        tables(policy, told.tables()),
        told.measured(),
        told.keys(),
        told.readBack(),
        new Act.ResidualCopies(
            ActWord.RESIDUAL.english(),
            LocalDate.ofInstant(now, newest.document().zone()).plusDays(config.backupDays())),
        told.eventLog());
  }

  private static List<Act.TimeTable> tables(String policy, List<Erased> tables) {
    return tables.stream()
        .filter(table -> table.policy().equals(policy))
        .map(
            table ->
                new Act.TimeTable(
                    table.category(),
                    table.from(),
                    table.until(),
                    table.first(),
                    table.last(),
                    table.records(),
                    table.subjects(),
                    table.rootText()))
        .toList();
  }

  private static List<Act.Paper> paper(PolicyVersion newest, List<Group> groups) {
    return groups.stream()
        .filter(group -> group.rule() != Category.REPLACED)
        .map(Group::category)
        .distinct()
        .map(newest.document().categories()::get)
        .filter(Objects::nonNull)
        .flatMap(
            category ->
                category.onPaper().stream()
                    .map(on -> new Act.Paper(category.name(), on.medium(), on.clause())))
        .toList();
  }

  private static Act.Counts counts(Run run, String policy, List<Group> groups) {
    long destroyed = sum(groups, "DESTROY");
    long depersonalized = sum(groups, "DEPERSONALIZE");
    Left left = run.left().getOrDefault(policy, new Left(0, 0, 0));
    return new Act.Counts(
        destroyed + depersonalized + left.held() + left.blocked() + left.failed(),
        destroyed,
        depersonalized,
        left.held(),
        left.blocked(),
        left.failed(),
        groups.stream()
            .filter(group -> group.rule() == Category.REPLACED)
            .mapToLong(Group::records)
            .sum());
  }

  private static long sum(List<Group> groups, String action) {
    return groups.stream()
        .filter(group -> group.action().equals(action) && group.rule() != Category.REPLACED)
        .mapToLong(Group::records)
        .sum();
  }

  private static Category category(PolicyVersion version, Group group) {
    return version.document().categories().get(group.category());
  }

  private Act.Destruction destruction(String policy, Group group) {
    PolicyVersion version = policies.version(policy, group.policyVersion());
    RetentionRule rule = category(version, group).rule(group.rule());
    Category protectedAs = category(policies.version(policy, group.protectedBy()), group);
    String term = rule.keep().map(keep -> ", kept " + keep).orElse("");
    return new Act.Destruction(
        group.category(),
        protectedAs.fields().stream().map(field -> field.name()).toList(),
        group.action(),
        method(group).english(),
        "from " + rule.from() + term,
        rule.clause(),
        group.policyVersion(),
        version.hash(),
        group.protectedBy(),
        group.records(),
        group.subjects(),
        group.first(),
        group.last());
  }

  private static ActWord method(Group group) {
    if (group.rule() == Category.REPLACED) {
      return ActWord.METHOD_REPLACED;
    }
    if (group.tables()) {
      return ActWord.METHOD_TABLES;
    }
    return group.action().equals("DESTROY") ? ActWord.METHOD_ROWS : ActWord.METHOD_DEPERSONALIZED;
  }

  /**
   * What is known of a run under a policy.
   *
   * @param tables that the run has dropped, under whatever policy
   */
  record Told(
      List<Group> groups,
      List<Erased> tables,
      List<Groups> measured,
      long keys,
      List<Act.Kept> kept,
      ReadBack readBack,
      Act.EventLog eventLog) {}
}
