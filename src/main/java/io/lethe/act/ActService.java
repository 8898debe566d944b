package io.lethe.act;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lethe.act.ErasureStore.Group;
import io.lethe.ledger.LedgerEntryEntity;
import io.lethe.policy.Category;
import io.lethe.policy.PolicyCatalog;
import io.lethe.policy.PolicyReview;
import io.lethe.policy.PolicyVersion;
import io.lethe.policy.RetentionRule;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** Writes and reads acts. */
@ApplicationScoped
public class ActService {

  private final ActStore acts;
  private final ErasureStore erasures;
  private final PolicyCatalog policies;
  private final ActConfig config;
  private final ObjectMapper json;
  private final Clock clock;

  ActService(
      ActStore acts,
      ErasureStore erasures,
      PolicyCatalog policies,
      ActConfig config,
      ObjectMapper json,
      Clock clock) {
    this.acts = acts;
    this.erasures = erasures;
    this.policies = policies;
    this.config = config;
    this.json = json;
    this.clock = clock;
  }

  /** Writes the acts of a run that are not written, one per policy it has acted under. */
  public Uni<Void> write(Run run) {
    return erasures
        .policies(run.id())
        .chain(
            under ->
                Multi.createFrom()
                    .iterable(under)
                    .onItem()
                    .transformToUniAndConcatenate(policy -> write(run, policy))
                    .collect()
                    .asList())
        .replaceWithVoid();
  }

  private Uni<Void> write(Run run, String policy) {
    return Uni.combine()
        .all()
        .unis(erasures.groups(run.id(), policy), erasures.keys(run.id(), policy))
        .asTuple()
        .map(counted -> act(run, policy, counted.getItem1(), counted.getItem2()))
        .chain(
            act ->
                Panache.withTransaction(
                    () ->
                        acts.of(run.id(), policy)
                            .chain(
                                written ->
                                    written.isPresent()
                                        ? Uni.createFrom().voidItem()
                                        : persist(act))))
        .onFailure()
        .recoverWithUni(failure -> written(run, policy, failure));
  }

  /** A replica that had taken the run over may have been faster: then there is nothing to do. */
  private Uni<Void> written(Run run, String policy, Throwable failure) {
    return Panache.withSession(() -> acts.of(run.id(), policy))
        .chain(
            found ->
                found.isPresent()
                    ? Uni.createFrom().voidItem()
                    : Uni.createFrom().failure(failure));
  }

  private Uni<Void> persist(Act act) {
    ActEntity entity = new ActEntity();
    entity.id = act.id();
    entity.runId = act.runId();
    entity.policy = act.policy();
    entity.createdAt = act.createdAt();
    entity.content = text(act);
    entity.hash = PolicyReview.hash(entity.content);
    Map<String, ?> entry =
        Map.of(
            "act", act.id().toString(),
            "run", act.runId().toString(),
            "policy", act.policy(),
            "hash", entity.hash);
    return acts.persist(entity)
        .chain(Panache::getSession)
        .chain(
            session ->
                session.persist(LedgerEntryEntity.of("act.written", act.createdAt(), entry)));
  }

  private Act act(Run run, String policy, List<Group> groups, long keys) {
    PolicyVersion newest =
        groups.stream()
            .map(group -> policies.version(policy, group.policyVersion()))
            .reduce((a, b) -> a.version() > b.version() ? a : b)
            .orElseThrow();
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
        "automated",
        "by reference: the event-log export of this act lists the subjects' keys",
        groups.stream().map(Group::category).distinct().toList(),
        counts(run, policy, groups),
        groups.stream().map(group -> destruction(policy, group)).toList(),
        keys,
        new Act.ResidualCopies(
            "Backups, replicas and the write-ahead log hold copies until they have aged out, and"
                + " dead rows until the database has vacuumed them;"
                + " destroyed data keys stay in backups of the keys as long. Where keys and data"
                + " share a database, no crypto-shredding is claimed.",
            LocalDate.ofInstant(now, newest.document().zone()).plusDays(config.backupDays())));
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
        left.failed());
  }

  private static long sum(List<Group> groups, String action) {
    return groups.stream()
        .filter(group -> group.action().equals(action))
        .mapToLong(Group::records)
        .sum();
  }

  private Act.Destruction destruction(String policy, Group group) {
    PolicyVersion version = policies.version(policy, group.policyVersion());
    Category category = version.document().categories().get(group.category());
    RetentionRule rule = category.retention().get(group.rule());
    boolean destroyed = group.action().equals("DESTROY");
    String term = rule.keep().map(keep -> ", kept " + keep).orElse("");
    return new Act.Destruction(
        group.category(),
        category.fields().stream().map(field -> field.name()).toList(),
        group.action(),
        destroyed
            ? "rows and their indexes deleted; the data key, if any, with the last record"
            : "depersonalized by the methods of the policy version; rows and indexes deleted;"
                + " the data key, if any, with the last record",
        "from " + rule.from() + term,
        rule.clause(),
        group.policyVersion(),
        version.hash(),
        group.records(),
        group.subjects(),
        group.first(),
        group.last());
  }

  /** The ids of runs' acts, by run; a run without acts is left out. */
  public Uni<Map<UUID, List<UUID>>> ids(Collection<UUID> runs) {
    return Panache.withSession(() -> acts.ofRuns(runs))
        .map(
            found ->
                found.stream()
                    .collect(
                        Collectors.groupingBy(
                            row -> (UUID) row[0],
                            Collectors.mapping(row -> (UUID) row[1], Collectors.toList()))));
  }

  Uni<List<ActEntity>> page(UUID after, int limit) {
    return Panache.withSession(() -> acts.page(after, limit));
  }

  /** An act as it is stored. */
  Uni<ActEntity> require(UUID id) {
    return Panache.withSession(() -> acts.findById(id))
        .map(
            entity ->
                Optional.ofNullable(entity)
                    .orElseThrow(
                        () -> new ServiceException(ErrorCode.NOT_FOUND, "there is no such act")));
  }

  JsonNode content(ActEntity entity) {
    try {
      return json.readTree(entity.content);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("act " + entity.id + " is not valid JSON", e);
    }
  }

  private String text(Act act) {
    try {
      return json.writeValueAsString(act);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an act can always be written", e);
    }
  }

  /**
   * What an act needs to know of its run.
   *
   * @param left what the last pass met and left as it was, by policy
   */
  public record Run(UUID id, String requestedBy, Map<String, Left> left) {}

  /** Records that were due and are as they were. */
  @RegisterForReflection
  public record Left(long held, long blocked, long failed) {

    /** Both together. */
    public Left plus(Left other) {
      return new Left(held + other.held, blocked + other.blocked, failed + other.failed);
    }
  }
}
