package io.lethe.policy;

import io.lethe.access.Caller;
import io.lethe.policy.PolicyVersion.State;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.lethe.problem.Violation;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Stores and activates versions. */
@ApplicationScoped
class PolicyService {

  private final PolicyStore store;
  private final PolicyCatalog catalog;
  private final PolicyVersions versions;
  private final PolicyLoader loader;
  private final Clock clock;

  PolicyService(
      PolicyStore store,
      PolicyCatalog catalog,
      PolicyVersions versions,
      PolicyLoader loader,
      Clock clock) {
    this.store = store;
    this.catalog = catalog;
    this.versions = versions;
    this.loader = loader;
    this.clock = clock;
  }

  /**
   * Stores a document as the next version, in state DRAFT.
   *
   * <p><b>Errors</b>: {@code POLICY_INVALID} with every finding when the text is not a policy;
   * {@code POLICY_EXISTS} when the same text is stored; {@code FORBIDDEN} when it is a policy that
   * the caller was not granted.
   */
  Uni<PolicyVersion> save(Caller author, String yaml) {
    PolicyReview review = versions.review(yaml);
    PolicyDocument document = review.document().orElseThrow(() -> invalid(review.findings()));
    if (!author.coversPolicy(document.policy())) {
      throw new ServiceException(ErrorCode.FORBIDDEN, "the grants do not cover this policy");
    }
    return Panache.withTransaction(
            () ->
                store
                    .lock()
                    .chain(() -> store.versions(document.policy()))
                    .chain(stored -> insert(author.id(), yaml, document, stored)))
        .call(loader::reload)
        .map(entity -> catalog.version(entity.policy, entity.version));
  }

  private static ServiceException invalid(List<Finding> findings) {
    List<Violation> violations =
        findings.stream()
            .map(finding -> new Violation(finding.path(), finding.code(), finding.message()))
            .toList();
    return new ServiceException(
        ErrorCode.POLICY_INVALID,
        "the document has " + violations.size() + " findings",
        violations);
  }

  /** Stores a version in the caller's transaction. */
  Uni<PolicyVersionEntity> insert(
      String author, String yaml, PolicyDocument document, List<PolicyVersionEntity> stored) {
    String hash = PolicyReview.hash(yaml);
    if (stored.stream().anyMatch(version -> version.hash.equals(hash))) {
      throw new ServiceException(
          ErrorCode.POLICY_EXISTS, "this text is a stored version of " + document.policy());
    }
    PolicyVersionEntity entity = new PolicyVersionEntity();
    entity.policy = document.policy();
    entity.version = stored.size() + 1;
    entity.hash = hash;
    entity.yaml = yaml;
    entity.author = author;
    entity.createdAt = now();
    return store
        .persistAndFlush(entity)
        .call(saved -> store.log("policy.saved", saved.createdAt, entry(saved, author)));
  }

  /**
   * Activates a draft; the version before it is retired.
   *
   * <p><b>Errors</b>: {@code POLICY_NOT_ACTIVATABLE} with its findings, {@code VERSION_STATE},
   * {@code RETENTION_CHANGE_NOT_YET}; {@code FORBIDDEN} when it, or the version before it, has a
   * category that the caller was not granted.
   */
  Uni<PolicyVersion> activate(Caller officer, String policy, int version) {
    return Panache.withTransaction(
            () ->
                store
                    .lock()
                    .chain(() -> store.versions(policy))
                    .invoke(stored -> refuseUncovered(officer, stored, version))
                    .chain(stored -> activate(officer.id(), stored, version)))
        .call(loader::reload)
        .map(entity -> catalog.version(policy, version));
  }

  /** Activates a version in the caller's transaction. */
  Uni<PolicyVersionEntity> activate(String actor, List<PolicyVersionEntity> stored, int version) {
    PolicyVersionEntity draft =
        stored.stream()
            .filter(entity -> entity.version == version)
            .findFirst()
            .orElseThrow(
                () -> new ServiceException(ErrorCode.NOT_FOUND, "there is no such version"));
    if (draft.state != State.DRAFT) {
      throw new ServiceException(ErrorCode.VERSION_STATE, "the version is " + draft.state);
    }
    PolicyVersion next = versions.of(draft);
    if (!next.activatable()) {
      throw new ServiceException(
          ErrorCode.POLICY_NOT_ACTIVATABLE,
          "mend what blocks the policy",
          invalid(next.findings()).violations());
    }
    Optional<PolicyVersionEntity> active =
        stored.stream().filter(entity -> entity.state == State.ACTIVE).findFirst();
    if (active.isPresent()) {
      refuseFuture(next);
    }
    active.ifPresent(entity -> refuseChangedTerms(versions.of(entity), next));
    Uni<Void> retired =
        active.isEmpty()
            ? Uni.createFrom().voidItem()
            : Uni.createFrom()
                .item(active.get())
                .invoke(entity -> entity.state = State.RETIRED)
                .chain(store::flush);
    return retired
        .invoke(
            () -> {
              draft.state = State.ACTIVE;
              draft.activatedBy = actor;
              draft.activatedAt = now();
            })
        .chain(() -> store.log("policy.activated", now(), entry(draft, actor)))
        .replaceWith(draft);
  }

  private void refuseUncovered(Caller officer, List<PolicyVersionEntity> stored, int version) {
    boolean covered =
        stored.stream()
            .filter(entity -> entity.state == State.ACTIVE || entity.version == version)
            .map(versions::of)
            .allMatch(one -> officer.coversAll(one.policy(), one.document().categories().keySet()));
    if (!covered) {
      throw new ServiceException(
          ErrorCode.FORBIDDEN,
          "the grants do not cover every category of the version and of the active one");
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

  private static void refuseChangedTerms(PolicyVersion active, PolicyVersion next) {
    active
        .document()
        .categories()
        .forEach(
            (name, category) -> {
              Category changed = next.document().categories().get(name);
              boolean same = changed != null && changed.retention().equals(category.retention());
              if (!same && !active.blocks(name)) {
                throw new ServiceException(
                    ErrorCode.RETENTION_CHANGE_NOT_YET,
                    "category " + name + " has other terms than in version " + active.version());
              }
            });
  }

  /** The YAML of a version, as it was stored. */
  Uni<String> yaml(String policy, int version) {
    return Panache.withSession(() -> store.find(policy, version))
        .map(
            found ->
                found
                    .map(entity -> entity.yaml)
                    .orElseThrow(
                        () -> new ServiceException(ErrorCode.NOT_FOUND, "no such version")));
  }

  private static Map<String, ?> entry(PolicyVersionEntity entity, String actor) {
    return Map.of(
        "policy", entity.policy, "version", entity.version, "hash", entity.hash, "actor", actor);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
