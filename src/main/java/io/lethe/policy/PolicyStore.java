package io.lethe.policy;

import io.lethe.ledger.LedgerEntryEntity;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Sort;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Stored versions; every method runs in the caller's session or transaction. */
@ApplicationScoped
class PolicyStore implements PanacheRepositoryBase<PolicyVersionEntity, Long> {

  /** What changes when a version is saved or activated. */
  static String signature(List<PolicyVersionEntity> versions) {
    return versions.stream()
        .map(version -> version.policy + "/" + version.version + "/" + version.state)
        .collect(Collectors.joining(","));
  }

  Uni<List<PolicyVersionEntity>> versions(String policy) {
    return list("policy", Sort.by("version"), policy);
  }

  Uni<Optional<PolicyVersionEntity>> find(String policy, int version) {
    return find("policy = ?1 and version = ?2", policy, version)
        .firstResult()
        .map(Optional::ofNullable);
  }

  /** The notices of a version, the first one first. */
  Uni<List<PolicyNoticeEntity>> notices(String policy, int version) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createQuery(
                        "FROM PolicyNoticeEntity WHERE policy = ?1 AND version = ?2 ORDER BY at, id",
                        PolicyNoticeEntity.class)
                    .setParameter(1, policy)
                    .setParameter(2, version)
                    .getResultList());
  }

  /** The assessments of all versions of these policies, the first one first. */
  Uni<List<MethodAssessmentEntity>> assessments(Collection<String> policies) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createQuery(
                        "FROM MethodAssessmentEntity WHERE policy IN :policies ORDER BY id",
                        MethodAssessmentEntity.class)
                    .setParameter("policies", policies)
                    .getResultList());
  }

  /** Whether somebody has assessed the methods of a version. */
  Uni<Boolean> assessed(String policy, int version) {
    return assessments(List.of(policy))
        .map(all -> all.stream().anyMatch(one -> one.version == version));
  }

  /** Stores something of a version in the same transaction. */
  Uni<Void> add(Object entity) {
    return Panache.getSession().chain(session -> session.persist(entity));
  }

  /** The database's time, not that of the transaction's beginning. */
  Uni<Instant> databaseNow() {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(
                        "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS bigint)",
                        Long.class)
                    .getSingleResult())
        .map(micros -> Instant.EPOCH.plus(micros, ChronoUnit.MICROS));
  }

  /** How many tables have been added to calendars. */
  Uni<Integer> calendarEpoch() {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(
                        "SELECT count(*) FROM calendar_version WHERE epoch IS NOT NULL", Long.class)
                    .getSingleResult())
        .map(Long::intValue);
  }

  /** Makes writers of versions and calendars wait for each other until this transaction ends. */
  Uni<Void> lock() {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery("SELECT CAST(pg_advisory_xact_lock(4702, 0) AS text)")
                    .getResultList())
        .replaceWithVoid();
  }

  /** Appends an unsealed ledger entry in the same transaction. */
  Uni<Void> log(String type, Instant at, Map<String, ?> entry) {
    return Panache.getSession()
        .chain(session -> session.persist(LedgerEntryEntity.of(type, at, entry)));
  }
}
