package io.lethe.record;

import io.lethe.database.Database;
import io.lethe.database.Ids;
import io.lethe.intake.Outcome;
import io.lethe.key.OpenKeys;
import io.lethe.key.PolicyKeys.SubjectTokens;
import io.lethe.problem.ErrorCode;
import io.lethe.subject.SubjectStore;
import io.lethe.subject.Tombstone;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Reads, without a lock, where the drafts of a chunk go, and refuses those of destroyed subjects.
 */
@ApplicationScoped
class PlacementReader {

  private final Database database;
  private final SubjectStore subjects;
  private final RecordWriter writer;
  private final TimeTables tables;
  private final Ids ids = new Ids();

  PlacementReader(
      Database database, SubjectStore subjects, RecordWriter writer, TimeTables tables) {
    this.tables = tables;
    this.database = database;
    this.subjects = subjects;
    this.writer = writer;
  }

  /** Reads the placement of the drafts; refusals are put into {@code outcomes}. */
  Uni<Placed> read(String policy, List<Draft> drafts, Outcome[] outcomes, Instant now) {
    return database.transactionByKeys(tx -> read(tx, policy, drafts, outcomes, now));
  }

  private Uni<Placed> read(
      SqlConnection tx, String policy, List<Draft> drafts, Outcome[] outcomes, Instant now) {
    List<SubjectTokens> tokens = drafts.stream().map(Draft::tokens).toList();
    Placement placement = new Placement(ids, now.toEpochMilli());
    return Uni.combine()
        .all()
        .unis(subjects.find(tx, policy, tokens), subjects.tombstones(tx, policy, tokens))
        .asTuple()
        .chain(
            found -> {
              List<Draft> allowed = withoutDestroyed(drafts, found.getItem2(), outcomes);
              exist(placement, tokens, found.getItem1(), allowed);
              found
                  .getItem2()
                  .forEach((position, was) -> placement.tombstone(tokens.get(position), was));
              return writer
                  .owners(tx, placement.expected())
                  .invoke(placement::existingKeys)
                  .replaceWith(new Placed(placement, allowed, Map.of()));
            })
        .chain(placed -> tables.place(policy, placed, outcomes, now));
  }

  /** Those alone of whom something is stored: one who is banned is locked by nobody. */
  private static void exist(
      Placement placement,
      List<SubjectTokens> tokens,
      Map<Integer, UUID> found,
      List<Draft> allowed) {
    Set<SubjectTokens> stored = allowed.stream().map(Draft::tokens).collect(Collectors.toSet());
    found.forEach(
        (position, id) -> {
          if (stored.contains(tokens.get(position))) {
            placement.existing(tokens.get(position), id);
          }
        });
  }

  private static List<Draft> withoutDestroyed(
      List<Draft> drafts, Map<Integer, Tombstone> tombstones, Outcome[] outcomes) {
    if (tombstones.isEmpty()) {
      return drafts;
    }
    List<Draft> allowed = new ArrayList<>();
    for (int i = 0; i < drafts.size(); i++) {
      Draft draft = drafts.get(i);
      Optional<ErrorCode> refusal =
          Optional.ofNullable(tombstones.get(i)).flatMap(tombstone -> refusal(draft, tombstone));
      if (refusal.isPresent()) {
        outcomes[draft.position()] = Outcome.rejected(refusal.get(), "subject");
      } else {
        allowed.add(draft);
      }
    }
    return allowed;
  }

  private static Optional<ErrorCode> refusal(Draft draft, Tombstone tombstone) {
    if (tombstone.banned()) {
      return Optional.of(ErrorCode.SUBJECT_BANNED);
    }
    boolean later =
        draft.input().collectedAt().filter(at -> at.isAfter(tombstone.destroyedAt())).isPresent();
    return later ? Optional.empty() : Optional.of(ErrorCode.SUBJECT_DESTROYED);
  }

  /**
   * Drafts that may be stored, and where they go.
   *
   * @param tables the time tables of those that go to one, by position
   */
  record Placed(Placement placement, List<Draft> drafts, Map<Integer, TimeTable> tables) {

    /** A new id for the record of a draft. */
    UUID id(Draft draft, Ids ids, Instant now) {
      int bucket = draft.tokens().bucket();
      TimeTable table = tables.get(draft.position());
      return table == null
          ? ids.timed(bucket, now.toEpochMilli())
          : ids.inTable(bucket, table.series(), draft.collectedAt(now));
    }

    /** The product's references to the subjects to create. */
    Map<UUID, String> newcomers() {
      return placement.newcomers(drafts);
    }

    /** Those whose data keys open: a broken key refuses its own drafts alone. */
    Placed sound(OpenKeys keys, Outcome[] outcomes) {
      List<Draft> sound = new ArrayList<>(drafts.size());
      for (Draft draft : drafts) {
        boolean secret = !draft.content().secret().isEmpty();
        Optional<ErrorCode> broken =
            secret ? keys.unreadable(placement.key(draft)) : Optional.empty();
        if (broken.isPresent()) {
          outcomes[draft.position()] = Outcome.rejected(broken.get(), "");
        } else {
          sound.add(draft);
        }
      }
      return new Placed(placement, sound, tables);
    }
  }
}
