package io.lethe.request;

import io.lethe.database.Database;
import io.lethe.ledger.LedgerStore;
import io.lethe.request.WatchStore.Overdue;
import io.lethe.time.TrustedTime;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Looks after requests: closes destructions that are done, deletes what has outlived its own term,
 * and measures what is overdue and due soon.
 */
@ApplicationScoped
class RequestWatch {

  private final Database database;
  private final WatchStore store;
  private final RequestStore requests;
  private final RequestKinds kinds;
  private final RequestEntries entries;
  private final RequestMetrics metrics;
  private final LedgerStore ledger;
  private final TrustedTime time;
  private final RequestsConfig config;
  private final Clock clock;

  RequestWatch(
      Database database,
      WatchStore store,
      RequestStore requests,
      RequestKinds kinds,
      RequestEntries entries,
      RequestMetrics metrics,
      LedgerStore ledger,
      TrustedTime time,
      RequestsConfig config,
      Clock clock) {
    this.database = database;
    this.store = store;
    this.requests = requests;
    this.kinds = kinds;
    this.entries = entries;
    this.metrics = metrics;
    this.ledger = ledger;
    this.time = time;
    this.config = config;
    this.clock = clock;
  }

  /** One look. */
  Uni<Void> once() {
    return close().chain(this::delete).chain(this::measure);
  }

  private Uni<Void> close() {
    return store
        .carriedOut()
        .chain(
            done ->
                Multi.createFrom()
                    .iterable(done)
                    .onItem()
                    .transformToUniAndConcatenate(this::close)
                    .collect()
                    .asList())
        .replaceWithVoid();
  }

  /** Another replica may have been faster. */
  private Uni<Void> close(UUID id) {
    Instant now = now();
    return database.transaction(
        tx ->
            requests
                .lock(tx, id)
                .chain(
                    found ->
                        found
                            .filter(
                                request -> request.progress().state() == RequestState.CARRYING_OUT)
                            .map(request -> closed(request, now))
                            .map(
                                request ->
                                    requests
                                        .update(
                                            tx,
                                            request,
                                            RequestService.expiry(request, kinds.of(request)))
                                        .chain(
                                            () ->
                                                entries.append(
                                                    tx,
                                                    "carried-out",
                                                    request,
                                                    "watch",
                                                    now,
                                                    Map.of())))
                            .orElse(Uni.createFrom().voidItem())));
  }

  private static Request closed(Request request, Instant now) {
    Request.Decision decision = request.progress().decision();
    return decision == null
        ? request
        : request.with(request.progress().decided(RequestState.GRANTED, decision, now));
  }

  /** By the time that both the service and the database have reached. */
  private Uni<Void> delete() {
    return store
        .databaseTime()
        .map(time::cutoff)
        .chain(
            cutoff ->
                database.transaction(
                    tx ->
                        store
                            .delete(tx, cutoff)
                            .chain(
                                gone ->
                                    gone == 0
                                        ? Uni.createFrom().voidItem()
                                        : ledger.append(
                                            tx,
                                            "request.deleted",
                                            now(),
                                            Map.of("requests", gone)))));
  }

  private Uni<Void> measure() {
    Instant now = now();
    return store
        .measure(now, now.plus(config.dueSoon()))
        .invoke((List<Overdue> counted) -> metrics.measured(counted))
        .replaceWithVoid();
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
