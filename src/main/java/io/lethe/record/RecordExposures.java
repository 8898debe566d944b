package io.lethe.record;

import io.lethe.database.Database;
import io.lethe.key.Exposures;
import io.lethe.key.RingPurpose;
import io.lethe.policy.PolicyCatalog;
import io.lethe.policy.PolicyVersion;
import io.lethe.transform.FieldRule;
import io.lethe.transform.Method;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Which fields of which categories a version of a ring protects, by the rows under it. */
@ApplicationScoped
class RecordExposures implements Exposures {

  private final Database database;
  private final PolicyCatalog policies;

  RecordExposures(Database database, PolicyCatalog policies) {
    this.database = database;
    this.policies = policies;
  }

  @Override
  public Uni<List<Exposure>> of(String policy, RingPurpose purpose, int version) {
    return switch (purpose) {
      case DATA ->
          byCategory(
              "SELECT category, count(*) AS rows FROM record WHERE policy = $1"
                  + " AND key_id IS NOT NULL AND $2 > 0 GROUP BY category",
              policy,
              version,
              Method.Encrypt.class::isInstance);
      case PSEUDONYM ->
          byCategory(
              "SELECT category, count(*) AS rows FROM every_record WHERE policy = $1"
                  + " AND pseudonym_version = $2 GROUP BY category",
              policy,
              version,
              Method.Pseudonymize.class::isInstance);
      case FORMAT ->
          byCategory(
              "SELECT category, count(*) AS rows FROM record WHERE policy = $1"
                  + " AND format_version = $2 GROUP BY category",
              policy,
              version,
              Method.FormatPreserving.class::isInstance);
      case INDEX ->
          rows(
                  "SELECT r.category, b.field, count(*) AS rows FROM blind_index b"
                      + " JOIN record r ON r.bucket = b.bucket AND r.id = b.record_id"
                      + " WHERE b.policy = $1 AND b.version = $2 GROUP BY r.category, b.field",
                  policy,
                  version)
              .map(found -> found.stream().map(RecordExposures::exposure).toList());
      case SUBJECT ->
          rows(
                  "SELECT '' AS category, 'subject' AS field, (SELECT count(*) FROM subject_token"
                      + " WHERE policy = $1 AND version = $2) + (SELECT count(*) FROM tombstone"
                      + " WHERE policy = $1 AND version = $2) AS rows",
                  policy,
                  version)
              .map(found -> found.stream().map(RecordExposures::exposure).toList());
    };
  }

  private static Exposure exposure(Row row) {
    return new Exposure(row.getString("category"), row.getString("field"), row.getLong("rows"));
  }

  private Uni<List<Exposure>> byCategory(
      String query, String policy, int version, Predicate<Method> protectedBy) {
    return rows(query, policy, version)
        .map(
            found -> {
              List<Exposure> exposures = new ArrayList<>();
              found.forEach(
                  row ->
                      fields(policy, row.getString("category"), protectedBy)
                          .forEach(
                              field ->
                                  exposures.add(
                                      new Exposure(
                                          row.getString("category"), field, row.getLong("rows")))));
              return exposures;
            });
  }

  /** Fields that some version protects so: records stay under the version that protected them. */
  private Set<String> fields(String policy, String category, Predicate<Method> protectedBy) {
    return policies
        .published(policy)
        .map(PolicyVersion::document)
        .map(document -> document.categories().get(category))
        .filter(Objects::nonNull)
        .flatMap(known -> known.fields().stream())
        .filter(rule -> protectedBy.test(rule.onReceipt()))
        .map(FieldRule::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private Uni<List<Row>> rows(String query, String policy, int version) {
    return database
        .data()
        .preparedQuery(query)
        .execute(Tuple.of(policy, version))
        .map(
            found -> {
              List<Row> rows = new ArrayList<>();
              found.forEach(rows::add);
              return rows;
            });
  }
}
