package io.lethe.policy;

import io.lethe.access.Caller;
import io.lethe.crypto.Sha256;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.lethe.problem.Violation;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
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
  private final PolicyEpochs epochs;
  private final PolicyGrants grants;
  private final PolicyActivation activation;
  private final RecomputeStore recomputes;
  private final MethodAssessments assessments;
  private final Clock clock;

  PolicyService(
      PolicyStore store,
      PolicyCatalog catalog,
      PolicyVersions versions,
      PolicyLoader loader,
      PolicyEpochs epochs,
      PolicyGrants grants,
      PolicyActivation activation,
      RecomputeStore recomputes,
      MethodAssessments assessments,
      Clock clock) {
    this.store = store;
    this.catalog = catalog;
    this.versions = versions;
    this.loader = loader;
    this.epochs = epochs;
    this.grants = grants;
    this.activation = activation;
    this.recomputes = recomputes;
    this.assessments = assessments;
    this.clock = clock;
  }

  /**
   * Stores a document as the next version, in state DRAFT.
   *
   * <p><b>Errors</b>: {@code POLICY_INVALID} with every finding when the text is not a policy;
   * {@code POLICY_EXISTS} when the newest version has the same text, while that of an older one
   * makes a new version (a rollback); {@code FORBIDDEN} when it is a policy that the caller was not
   * granted.
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
    List<Violation> violations = PolicyReview.violations(findings);
    return new ServiceException(
        ErrorCode.POLICY_INVALID,
        "the document has " + violations.size() + " findings",
        violations);
  }

  /** Stores a version in the caller's transaction. */
  Uni<PolicyVersionEntity> insert(
      String author, String yaml, PolicyDocument document, List<PolicyVersionEntity> stored) {
    String hash = Sha256.hex(yaml);
    if (!stored.isEmpty() && stored.get(stored.size() - 1).hash.equals(hash)) {
      throw new ServiceException(
          ErrorCode.POLICY_EXISTS, "this text is the newest version of " + document.policy());
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
   * Activates a draft; the version before it is retired, and a job brings the due dates of existing
   * records down to what the new one says.
   *
   * <p><b>Errors</b>: {@code POLICY_NOT_ACTIVATABLE} with its findings, {@code VERSION_STATE};
   * {@code APPROVAL_MISSING} with all that is stricter, {@code SECOND_PERSON} to who has approved
   * it; {@code NOTICE_MISSING}, {@code NOTICE_TOO_SHORT}, {@code CALENDAR_YEAR_MISSING}; {@code
   * FORBIDDEN} when it, or the version before it, has a category that the caller was not granted.
   */
  Uni<PolicyVersion> activate(Caller officer, String policy, int version) {
    return epochs
        .current(
            () ->
                Panache.withTransaction(
                    () ->
                        grants
                            .locked(officer, policy, version)
                            .chain(stored -> activation.activate(officer.id(), stored, version))))
        .call(loader::reload)
        .map(entity -> catalog.version(policy, version));
  }

  /** The YAML of a version, as it was stored. */
  Uni<String> yaml(String policy, int version) {
    return Panache.withSession(() -> store.find(policy, version))
        .map(found -> found.map(entity -> entity.yaml).orElseThrow(PolicyService::noVersion));
  }

  /** What has been done to bring a version about, and what follows from it. */
  Uni<Publication> publication(String policy, int version) {
    return Panache.withSession(
            () ->
                store
                    .find(policy, version)
                    .map(found -> found.orElseThrow(PolicyService::noVersion))
                    .chain(
                        entity ->
                            store
                                .notices(policy, version)
                                .map(notices -> Map.entry(entity, notices))))
        .chain(
            both ->
                Uni.combine()
                    .all()
                    .unis(assessed(policy, version), recomputes.find(policy, version))
                    .with(
                        (assessed, job) ->
                            Publication.of(both.getKey(), both.getValue(), assessed, job)));
  }

  /** Whether methods were assessed; empty where the version depersonalizes nothing. */
  private Uni<Optional<Boolean>> assessed(String policy, int version) {
    return assessments
        .of(policy, version)
        .map(
            methods ->
                methods.categories().isEmpty()
                    ? Optional.empty()
                    : Optional.of(!methods.assessments().isEmpty()));
  }

  private static ServiceException noVersion() {
    return new ServiceException(ErrorCode.NOT_FOUND, "there is no such policy version");
  }

  /** What the ledger says of a version. */
  static Map<String, ?> entry(PolicyVersionEntity entity, String actor) {
    return Map.of(
        "policy", entity.policy, "version", entity.version, "hash", entity.hash, "actor", actor);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
