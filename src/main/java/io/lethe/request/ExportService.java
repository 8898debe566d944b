package io.lethe.request;

import io.lethe.access.Caller;
import io.lethe.database.Database;
import io.lethe.database.Ids;
import io.lethe.policy.PolicyCatalog;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.lethe.record.ExportedRecord;
import io.lethe.record.SubjectExport;
import io.lethe.record.SubjectExport.Order;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Exports what a person has asked for.
 *
 * <p>Originals are opened for a request of the person alone: of access or portability, undecided or
 * granted within the last 30 days.
 */
@ApplicationScoped
class ExportService {

  private static final Duration AFTER_GRANT = Duration.ofDays(30);

  private final Database database;
  private final RequestStore requests;
  private final SubjectExport export;
  private final PolicyCatalog policies;
  private final Clock clock;

  ExportService(
      Database database,
      RequestStore requests,
      SubjectExport export,
      PolicyCatalog policies,
      Clock clock) {
    this.database = database;
    this.requests = requests;
    this.export = export;
    this.policies = policies;
    this.clock = clock;
  }

  /**
   * A person's records.
   *
   * <p><b>Errors</b>: {@code NOT_FOUND}, and those of {@link SubjectExport#of}.
   */
  Multi<ExportedRecord> of(Caller caller, UUID subject) {
    Instant since = clock.instant().minus(AFTER_GRANT);
    return policy(subject)
        .map(
            found ->
                found
                    .filter(policy -> covers(caller, policy))
                    .orElseThrow(
                        () ->
                            new ServiceException(ErrorCode.NOT_FOUND, "there is no such subject")))
        .chain(
            policy ->
                requests
                    .showing(subject, since)
                    .map(
                        request ->
                            new Order(
                                policy,
                                subject,
                                request.map(Request::id).orElse(null),
                                request.map(one -> one.asked().category()).orElse(null))))
        .onItem()
        .transformToMulti(order -> export.of(caller, order));
  }

  private boolean covers(Caller caller, String policy) {
    return policies
        .published(policy)
        .flatMap(version -> version.document().categories().keySet().stream())
        .anyMatch(category -> caller.covers(policy, category));
  }

  private Uni<Optional<String>> policy(UUID subject) {
    return database
        .data()
        .preparedQuery("SELECT policy FROM subject WHERE bucket = $1 AND id = $2")
        .execute(Tuple.of((short) Ids.bucket(subject), subject))
        .map(
            rows ->
                rows.size() == 0
                    ? Optional.empty()
                    : Optional.of(rows.iterator().next().getString("policy")));
  }
}
