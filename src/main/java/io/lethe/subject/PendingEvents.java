package io.lethe.subject;

import io.lethe.crypto.TokenInput;
import io.lethe.intake.IntakeConfig;
import io.lethe.key.PolicyKeys;
import io.lethe.subject.PendingEventStore.Met;
import io.lethe.subject.PendingEventStore.Pending;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Events that came before their subject did.
 *
 * <p><b>Guarantee</b>: whichever of an event and its subject's first record comes first, the event
 * counts for what was collected before it happened, unless the record comes later than {@code
 * lethe.intake.events-kept} after it. An event that is older than the subject's last destruction
 * does not wait.
 *
 * <p><b>Warning</b>: a record that does not say when it was collected was collected when it came,
 * and so after every event that waits.
 */
@ApplicationScoped
public class PendingEvents {

  private final PendingEventStore store;
  private final SubjectStore subjects;
  private final EventWriter writer;
  private final IntakeConfig config;
  private final Clock clock;

  PendingEvents(
      PendingEventStore store,
      SubjectStore subjects,
      EventWriter writer,
      IntakeConfig config,
      Clock clock) {
    this.store = store;
    this.subjects = subjects;
    this.writer = writer;
    this.config = config;
    this.clock = clock;
  }

  /**
   * Keeps events of unknown subjects, in a transaction that has locked nothing but the epochs;
   * answers those that are kept: the others are older than their subject's destruction.
   *
   * @throws SubjectAppeared when a subject has come meanwhile
   */
  Uni<List<SentEvent>> keep(SqlConnection tx, PolicyKeys keys, List<SentEvent> unknown) {
    String policy = keys.policy();
    var tokens = unknown.stream().map(SentEvent::tokens).toList();
    return store
        .exclude(
            tx, policy, unknown.stream().map(event -> tag(keys, event.event().subject())).toList())
        .chain(() -> subjects.find(tx, policy, tokens))
        .invoke(PendingEvents::refuseKnown)
        .chain(() -> subjects.tombstones(tx, policy, tokens))
        .map(destroyed -> current(unknown, destroyed))
        .call(kept -> keepAll(tx, keys, kept));
  }

  private static void refuseKnown(Map<Integer, UUID> found) {
    if (!found.isEmpty()) {
      throw new SubjectAppeared();
    }
  }

  private static List<SentEvent> current(
      List<SentEvent> events, Map<Integer, Tombstone> destroyed) {
    List<SentEvent> kept = new ArrayList<>(events.size());
    for (int i = 0; i < events.size(); i++) {
      Tombstone tombstone = destroyed.get(i);
      if (tombstone == null || events.get(i).event().at().isAfter(tombstone.destroyedAt())) {
        kept.add(events.get(i));
      }
    }
    return kept;
  }

  private Uni<Void> keepAll(SqlConnection tx, PolicyKeys keys, List<SentEvent> kept) {
    if (kept.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    Instant now = now();
    List<Pending> pending =
        kept.stream()
            .map(SentEvent::event)
            .map(
                event ->
                    new Pending(
                        tag(keys, event.subject()), event.type(), event.purpose(), event.at()))
            .toList();
    return store.keep(tx, keys.policy(), pending, now, now.plus(config.eventsKept()));
  }

  /**
   * Applies what waits for subjects that a transaction creates, after their records are in it; it
   * holds the epochs of the keys and of the policy.
   *
   * @param newcomers the product's references to the subjects
   */
  public Uni<Void> meet(SqlConnection tx, PolicyKeys keys, Map<UUID, String> newcomers) {
    if (newcomers.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    Map<UUID, byte[]> tags = new HashMap<>();
    newcomers.forEach((subject, reference) -> tags.put(subject, tag(keys, reference)));
    Instant now = now();
    return store
        .take(tx, keys.policy(), tags, now)
        .chain((List<Met> met) -> writer.meet(tx, keys.policy(), met, now));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  private static byte[] tag(PolicyKeys keys, String reference) {
    return keys.tag("pending", "", TokenInput.of(reference));
  }
}
