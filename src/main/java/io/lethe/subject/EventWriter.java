package io.lethe.subject;

import io.lethe.subject.EventStore.CategoryDue;
import io.lethe.subject.EventStore.Starting;
import io.lethe.subject.PendingEventStore.Met;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Writes events of locked subjects, and lowers what they make due earlier.
 *
 * <p>Activity only makes a clock later, so it writes one subject row and never a record; the first
 * one alone starts clocks, and lowers what it makes due earlier than was assumed.
 */
@ApplicationScoped
class EventWriter {

  private final EventStore events;
  private final Clocks clocks;

  EventWriter(EventStore events, Clocks clocks) {
    this.events = events;
    this.clocks = clocks;
  }

  /**
   * Writes events that are received now.
   *
   * @param locked the activity that subjects have had
   */
  Uni<Void> write(
      SqlConnection tx,
      String policy,
      List<Starting> sent,
      Map<UUID, Optional<ClockFacts.Activity>> locked,
      Instant now) {
    Map<UUID, Instant> activity = new HashMap<>();
    List<Starting> starting = new ArrayList<>();
    for (Starting event : sent) {
      if (event.type().equals(RetentionClock.LAST_ACTIVITY)) {
        activity.merge(event.subject(), event.at(), (a, b) -> a.isAfter(b) ? a : b);
      } else {
        starting.add(event);
      }
    }
    List<Starting> lowering = new ArrayList<>(starting);
    activity.forEach(
        (subject, at) -> {
          if (locked.getOrDefault(subject, Optional.empty()).isEmpty()) {
            lowering.add(new Starting(subject, RetentionClock.LAST_ACTIVITY, "", at));
          }
        });
    return skip(activity.isEmpty(), () -> events.activity(tx, policy, activity, now))
        .chain(() -> skip(starting.isEmpty(), () -> events.keep(tx, policy, starting, now)))
        .chain(() -> events.lower(tx, policy, dues(policy, lowering, now)));
  }

  /**
   * Writes events that were received before their subjects, whose records have all come in this
   * transaction. What those are due by was read as if there had been activity since they were
   * collected: activity that came before them makes none due earlier, and lowers nothing.
   */
  Uni<Void> meet(SqlConnection tx, String policy, List<Met> met, Instant now) {
    List<Met> kept =
        met.stream().filter(event -> !event.type().equals(RetentionClock.LAST_ACTIVITY)).toList();
    Map<UUID, Met> activity =
        met.stream()
            .filter(event -> event.type().equals(RetentionClock.LAST_ACTIVITY))
            .collect(Collectors.toMap(Met::subject, Function.identity(), EventWriter::newest));
    List<Starting> lowering = kept.stream().map(EventWriter::starting).toList();
    return skip(kept.isEmpty(), () -> events.keepReceived(tx, policy, kept))
        .chain(() -> events.lower(tx, policy, dues(policy, lowering, now)))
        .chain(
            () ->
                skip(
                    activity.isEmpty(),
                    () -> events.activityReceived(tx, policy, activity.values())));
  }

  /** The last activity, since when the first of the two was received. */
  private static Met newest(Met one, Met other) {
    Met last = one.at().isAfter(other.at()) ? one : other;
    Met first = one.receivedAt().isBefore(other.receivedAt()) ? one : other;
    return new Met(last.subject(), last.type(), last.purpose(), last.at(), first.receivedAt());
  }

  private static Starting starting(Met met) {
    return new Starting(met.subject(), met.type(), met.purpose(), met.at());
  }

  private static Uni<Void> skip(boolean nothing, Supplier<Uni<Void>> work) {
    return nothing ? Uni.createFrom().voidItem() : work.get();
  }

  /** By subject: a due for every category that an event concerns. */
  private List<CategoryDue> dues(String policy, List<Starting> starting, Instant now) {
    Map<UUID, Map<String, Instant>> earliest = new HashMap<>();
    for (Starting event : starting) {
      ClockFacts.Event fact = new ClockFacts.Event(event.type(), event.purpose(), event.at(), now);
      Map<String, Instant> dues = clocks.notBefore(policy, fact);
      Map<String, Instant> ofSubject =
          earliest.computeIfAbsent(event.subject(), subject -> new HashMap<>());
      dues.forEach(
          (category, due) -> ofSubject.merge(category, due, (a, b) -> a.isBefore(b) ? a : b));
    }
    List<CategoryDue> dues = new ArrayList<>();
    earliest.forEach(
        (subject, categories) ->
            categories.forEach(
                (category, due) -> dues.add(new CategoryDue(subject, category, due))));
    return dues;
  }
}
