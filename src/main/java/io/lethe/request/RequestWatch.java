package io.lethe.request;

import io.lethe.database.Database;
import io.lethe.database.Rounds;
import io.lethe.request.WatchStore.Overdue;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Looks after requests: closes destructions that are done, and measures what is overdue and due
 * soon.
 */
@ApplicationScoped
class RequestWatch {

  private final Database database;
  private final WatchStore store;
  private final RequestStore requests;
  private final RequestKinds kinds;
  private final RequestEntries entries;
  private final RequestMetrics metrics;
  private final RequestsConfig config;
  private final Clock clock;

  RequestWatch(
      Database database,
      WatchStore store,
      RequestStore requests,
      RequestKinds kinds,
      RequestEntries entries,
      RequestMetrics metrics,
      RequestsConfig config,
      Clock clock) {
    this.database = database;
    this.store = store;
    this.requests = requests;
    this.kinds = kinds;
    this.entries = entries;
    this.metrics = metrics;
    this.config = config;
    this.clock = clock;
  }

  /** One look. */
  Uni<Void> once() {
    return close().chain(this::measure);
  }

  private Uni<Void> close() {
    return store.carriedOut().chain(done -> Rounds.each(done, this::close));
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
