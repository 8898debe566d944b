package io.lethe.retention;

import io.lethe.database.Database;
import io.lethe.policy.PolicyCatalog;
import io.lethe.policy.PolicyDocument;
import io.lethe.policy.PolicyVersion;
import io.lethe.policy.Recipient;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.lethe.retention.DepersonalizationStore.Reading;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lets depersonalized data out to a recipient: one that the policy declares for it, and only where
 * nobody stands out of it.
 *
 * <p><b>Guarantee</b>: an export whose smallest group has fewer than {@code k-at-least} people is
 * refused. A row without quasi-identifiers may be anybody's in the export, so that the whole of it
 * is its group.
 *
 * <p><b>Source</b>: Sweeney, k-anonymity (2002); Roskomnadzor order 140 of 19.06.2025, the register
 * of later operations.
 */
@ApplicationScoped
class ExportGate {

  private final Database database;
  private final PolicyCatalog policies;

  ExportGate(Database database, PolicyCatalog policies) {
    this.database = database;
    this.policies = policies;
  }

  /**
   * Looks at all that would go out; research within the operator passes.
   *
   * <p><b>Errors</b>: {@code EXPORT_DENIED} where the policy declares no such transfer, {@code
   * EXPORT_IDENTIFYING}; {@code PARAMETER_INVALID} where the policy has no such purpose.
   *
   * @return what was looked at; empty within the operator
   */
  Uni<Optional<Groups>> open(Reading reading) {
    refuseUnknown(reading);
    String recipient = reading.recipient();
    if (recipient == null) {
      return Uni.createFrom().item(Optional.empty());
    }
    PolicyDocument document = document(reading.policy(), reading.category(), recipient);
    return groups(reading.policy(), reading.category())
        .invoke(groups -> refuseSmall(groups, document.kAtLeast()))
        .map(Optional::of);
  }

  /** Whether a version that was ever in force has the category: of another there are no results. */
  boolean knows(Reading reading) {
    return policies
        .published(reading.policy())
        .anyMatch(version -> version.document().categories().containsKey(reading.category()));
  }

  /** What is registered of a purpose is the policy's word for it, and nobody's free text. */
  private void refuseUnknown(Reading reading) {
    String purpose = reading.purpose();
    boolean known =
        purpose == null
            || policies
                .published(reading.policy())
                .anyMatch(version -> version.document().purposes().containsKey(purpose));
    if (!known) {
      throw new ServiceException(
          ErrorCode.PARAMETER_INVALID, "purpose: the policy has no such purpose");
    }
  }

  private PolicyDocument document(String policy, String category, String recipient) {
    PolicyDocument document =
        policies
            .active(policy)
            .map(PolicyVersion::document)
            .orElseThrow(
                () -> new ServiceException(ErrorCode.EXPORT_DENIED, "the policy is not in force"));
    Recipient declared = document.recipients().get(recipient);
    if (declared == null || !declared.getsCategory(category)) {
      throw new ServiceException(
          ErrorCode.EXPORT_DENIED,
          "the policy gives nothing of this category to such a recipient"
              + (document.clause("recipients").isEmpty()
                  ? ""
                  : " (" + document.clause("recipients") + ")"));
    }
    return document;
  }

  private Uni<Groups> groups(String policy, String category) {
    return database
        .data()
        .preparedQuery(
            """
            SELECT COALESCE(sum(n), 0)::bigint AS people,
              COALESCE(sum(records), 0)::bigint AS records,
              min(n) FILTER (WHERE quasi <> '{}')::bigint AS smallest
            FROM (
              SELECT quasi, count(*) AS records, count(*) FILTER (WHERE counts) AS n
              FROM depersonalized.record
              WHERE policy = $1 AND category = $2 GROUP BY quasi) AS grouped
            """)
        .execute(Tuple.of(policy, category))
        .map(rows -> groups(rows.iterator().next()));
  }

  private static Groups groups(Row row) {
    return new Groups(row.getLong("people"), row.getLong("records"), row.getLong("smallest"));
  }

  private static void refuseSmall(Groups groups, int needed) {
    if (groups.records() > 0 && groups.k() < needed) {
      throw new ServiceException(
          ErrorCode.EXPORT_IDENTIFYING,
          "the smallest group has " + groups.k() + " people, and " + needed + " are needed");
    }
  }

  /**
   * Groups of the same quasi-identifiers.
   *
   * @param people at least; who has lost the row by which they counted is in some of the records
   * @param smallest of those that have some; null where none has
   */
  record Groups(long people, long records, @Nullable Long smallest) {
    long k() {
      return smallest == null ? people : Math.min(smallest, people);
    }
  }
}
