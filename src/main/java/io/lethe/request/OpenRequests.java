package io.lethe.request;

import io.lethe.access.Caller;
import io.lethe.access.Role;
import io.lethe.database.Database;
import io.lethe.policy.PolicyEpochs;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.lethe.request.RequestKinds.Kind;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;

/**
 * One step of a request that is not decided.
 *
 * <p><b>Guarantee</b>: the request is locked first and then its subject, and the step is one
 * transaction with what it does and its ledger entry.
 */
@ApplicationScoped
class OpenRequests {

  private final Database database;
  private final PolicyEpochs epochs;
  private final RequestStore requests;
  private final RequestKinds kinds;
  private final RequestReader reader;
  private final RequestEntries entries;
  private final Clock clock;

  OpenRequests(
      Database database,
      PolicyEpochs epochs,
      RequestStore requests,
      RequestKinds kinds,
      RequestReader reader,
      RequestEntries entries,
      Clock clock) {
    this.database = database;
    this.epochs = epochs;
    this.requests = requests;
    this.kinds = kinds;
    this.reader = reader;
    this.entries = entries;
    this.clock = clock;
  }

  /**
   * Takes a request a step further.
   *
   * <p><b>Errors</b>: {@code NOT_FOUND}, {@code REQUEST_STATE} when it is decided.
   */
  Uni<RequestView> step(Caller caller, UUID id, Work work) {
    Caller officer = caller.as(Role.PRIVACY_OFFICER);
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    return epochs.current(() -> stepOnce(officer, id, work, now));
  }

  private Uni<RequestView> stepOnce(Caller officer, UUID id, Work work, Instant now) {
    return database
        .transaction(
            tx ->
                requests
                    .lock(tx, id)
                    .map(found -> reader.require(officer, found))
                    .invoke(OpenRequests::refuseDecided)
                    .chain(
                        request ->
                            work.apply(tx, new Step(officer, request, kinds.of(request), now))))
        .chain(reader::whole);
  }

  private static void refuseDecided(Request request) {
    if (!request.progress().state().undecided()) {
      throw new ServiceException(ErrorCode.REQUEST_STATE, "the request is decided");
    }
  }

  /** Keeps what a step has made of the request, and tells the ledger. */
  Uni<Request> keep(SqlConnection tx, Step step, Request next, String word, Map<String, ?> more) {
    return requests
        .update(tx, next, RequestService.expiry(next, step.kind()))
        .chain(() -> entries.append(tx, word, next, step.caller().id(), step.now(), more))
        .replaceWith(next);
  }

  /** A request that is being taken further. */
  record Step(Caller caller, Request request, Kind kind, Instant now) {}

  /** What a step does. */
  interface Work {
    Uni<Request> apply(SqlConnection tx, Step step);
  }
}
