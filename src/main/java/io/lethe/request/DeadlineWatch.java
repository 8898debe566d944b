package io.lethe.request;

import io.lethe.database.Database;
import io.lethe.database.Rounds;
import io.lethe.policy.PolicyEpochs;
import io.lethe.time.Calendars;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * Counts the deadlines of open requests anew when a calendar was added to: one that was provisional
 * is later then, as a rule.
 *
 * <p>It looks at all of them each time: a replica that did not know of the calendar yet may have
 * written one since the last look.
 */
@ApplicationScoped
class DeadlineWatch {

  private static final int AT_ONCE = 500;

  private final Database database;
  private final RequestStore requests;
  private final RequestKinds kinds;
  private final RequestEntries entries;
  private final PolicyEpochs epochs;
  private final Calendars calendars;
  private final Clock clock;

  DeadlineWatch(
      Database database,
      RequestStore requests,
      RequestKinds kinds,
      RequestEntries entries,
      PolicyEpochs epochs,
      Calendars calendars,
      Clock clock) {
    this.database = database;
    this.requests = requests;
    this.kinds = kinds;
    this.entries = entries;
    this.epochs = epochs;
    this.calendars = calendars;
    this.clock = clock;
  }

  /** One look. */
  Uni<Void> once() {
    return calendars.epoch() == 0
        ? Uni.createFrom().voidItem()
        : Rounds.of(
                Optional.of(new UUID(0, 0)),
                after -> page(after.orElseThrow()),
                Optional::isPresent)
            .replaceWithVoid();
  }

  private Uni<Optional<UUID>> page(UUID after) {
    return requests
        .open(after, AT_ONCE)
        .call(page -> Rounds.each(moved(page), this::move))
        .map(
            page ->
                page.size() < AT_ONCE
                    ? Optional.empty()
                    : Optional.of(page.get(page.size() - 1).id()));
  }

  private List<Request> moved(List<Request> page) {
    return page.stream().filter(request -> !counted(request).equals(request)).toList();
  }

  private Request counted(Request request) {
    RequestClock.Reading reading = kinds.of(request).clock().read(request.times());
    Request.Progress progress = request.progress();
    return Objects.equals(reading.deadline(), progress.deadline())
        ? request
        : request.with(progress.due(progress.state(), reading.deadline(), reading.overdueAt()));
  }

  /** Another step, or another replica, may have been faster; this one may not know the calendar. */
  private Uni<Void> move(Request request) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    return epochs.current(
        () ->
            database.transaction(
                tx ->
                    epochs
                        .hold(tx, request.policy())
                        .chain(() -> requests.lock(tx, request.id()))
                        .chain(found -> move(tx, found, now))));
  }

  private Uni<Void> move(SqlConnection tx, Optional<Request> found, Instant now) {
    return found
        .filter(one -> one.progress().closedAt() == null)
        .filter(one -> !counted(one).equals(one))
        .map(this::counted)
        .map(request -> requests.update(tx, request, null).chain(() -> log(tx, request, now)))
        .orElse(Uni.createFrom().voidItem());
  }

  private Uni<Void> log(SqlConnection tx, Request request, Instant now) {
    String deadline = String.valueOf(request.progress().deadline());
    return entries.append(tx, "counted-anew", request, "watch", now, Map.of("deadline", deadline));
  }
}
