package io.lethe.request;

import io.lethe.access.Caller;
import io.lethe.policy.PolicyCatalog;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.lethe.record.ExportedRecord;
import io.lethe.record.SubjectExport;
import io.lethe.record.SubjectExport.Order;
import io.lethe.subject.SubjectStore;
import io.smallrye.mutiny.Multi;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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

  private final SubjectStore subjects;
  private final RequestStore requests;
  private final SubjectExport export;
  private final PolicyCatalog policies;
  private final Clock clock;

  ExportService(
      SubjectStore subjects,
      RequestStore requests,
      SubjectExport export,
      PolicyCatalog policies,
      Clock clock) {
    this.subjects = subjects;
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
    return subjects
        .policy(subject)
        .map(
            found ->
                found
                    .filter(policy -> !policies.covered(caller, policy).isEmpty())
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
}
