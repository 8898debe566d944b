package io.lethe.record;

import io.lethe.database.Database;
import io.lethe.intake.IntakeKeys;
import io.lethe.intake.Outcome;
import io.lethe.key.DataKeys;
import io.lethe.key.KeyRings;
import io.lethe.key.OpenKeys;
import io.lethe.key.PolicyKeys;
import io.lethe.key.PolicyKeys.SubjectTokens;
import io.lethe.policy.PolicyEpochs;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.lethe.record.PlacementReader.Placed;
import io.lethe.subject.BanService;
import io.lethe.subject.ClockFacts;
import io.lethe.subject.PendingEvents;
import io.lethe.subject.SubjectStore;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Stores protected records of one policy.
 *
 * <p>What it needs to know is read without a lock, data keys are made and stored in their own data
 * source, and one transaction then locks the subjects, checks that nothing has changed, and writes.
 * If something has, it starts over.
 */
@ApplicationScoped
class RecordStorage {

  private static final int ATTEMPTS = 6;

  private final Database database;
  private final SubjectStore subjects;
  private final RecordWriter writer;
  private final KeyRings rings;
  private final PolicyEpochs epochs;
  private final DataKeys dataKeys;
  private final PlacementReader places;
  private final TimeTables tables;
  private final BanService bans;
  private final ReceivedClocks clocks;
  private final IntakeKeys again;
  private final PendingEvents pending;
  private final Clock clock;
  private final DraftSealing sealing = new DraftSealing();

  RecordStorage(
      Database database,
      SubjectStore subjects,
      RecordWriter writer,
      KeyRings rings,
      PolicyEpochs epochs,
      DataKeys dataKeys,
      PlacementReader places,
      TimeTables tables,
      BanService bans,
      ReceivedClocks clocks,
      IntakeKeys again,
      PendingEvents pending,
      Clock clock) {
    this.database = database;
    this.subjects = subjects;
    this.writer = writer;
    this.rings = rings;
    this.epochs = epochs;
    this.dataKeys = dataKeys;
    this.places = places;
    this.tables = tables;
    this.bans = bans;
    this.clocks = clocks;
    this.again = again;
    this.pending = pending;
    this.clock = clock;
  }

  /**
   * Stores the drafts and puts an answer for each into {@code outcomes}; returns those that it has
   * stored.
   *
   * @param basis keys that the drafts were protected with, and the epoch by which; to be done again
   *     when another epoch of the keys or the policy has begun ({@link PolicyEpochs})
   */
  Uni<List<Draft>> store(Basis basis, List<Draft> drafts, Outcome[] outcomes) {
    return attempt(basis, drafts, outcomes, 1).invoke(() -> IntakeKeys.repeat(drafts, outcomes));
  }

  private Uni<List<Draft>> attempt(
      Basis basis, List<Draft> drafts, Outcome[] outcomes, int attempt) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    return again
        .unanswered(database.data(), basis.caller(), drafts, outcomes)
        .chain(fresh -> fresh.isEmpty() ? none() : place(basis, fresh, outcomes, now))
        .onFailure(failure -> failure instanceof SubjectChanged && attempt < ATTEMPTS)
        .recoverWithUni(() -> attempt(basis, drafts, outcomes, attempt + 1))
        .onFailure(SubjectChanged.class)
        .transform(
            failure ->
                new ServiceException(
                    ErrorCode.UNAVAILABLE, "the subjects kept changing; send the records again"));
  }

  private Uni<List<Draft>> place(Basis basis, List<Draft> drafts, Outcome[] outcomes, Instant now) {
    return places
        .read(basis.policy(), drafts, outcomes, now)
        .chain(placed -> placed.drafts().isEmpty() ? none() : write(basis, placed, outcomes, now));
  }

  private Uni<List<Draft>> write(Basis basis, Placed placed, Outcome[] outcomes, Instant now) {
    Placement placement = placed.placement();
    placed.drafts().forEach(placement::subject);
    var used = placement.usedKeys(placed.drafts());
    return dataKeys
        .open(basis.policy(), used)
        .chain(
            opened ->
                dataKeys
                    .create(basis.keys(), placement.newKeys())
                    .onFailure()
                    .invoke(opened::close)
                    .map(opened::with))
        .chain(opened -> write(basis, placed.sound(opened, outcomes), opened, outcomes, now));
  }

  private Uni<List<Draft>> write(
      Basis basis, Placed placed, OpenKeys opened, Outcome[] outcomes, Instant now) {
    List<RecordRow> sealed;
    try (opened) {
      sealed = sealing.seal(placed, opened, now);
    }
    if (sealed.isEmpty()) {
      return none();
    }
    return database
        .transactionByKeys(
            tx ->
                rings
                    .hold(tx, basis.keys())
                    .chain(() -> epochs.hold(tx, basis.policy(), basis.epoch()))
                    .chain(() -> tables.enter(tx, placed.tables().values()))
                    .chain(() -> insert(tx, basis.keys(), placed.placement(), sealed))
                    .call(rows -> writer.keepKeys(tx, basis.caller(), placed.drafts(), rows))
                    .call(rows -> pending.meet(tx, basis.keys(), placed.newcomers())))
        .invoke(
            rows -> {
              for (int i = 0; i < rows.size(); i++) {
                Draft draft = placed.drafts().get(i);
                outcomes[draft.position()] =
                    ReceiveService.accepted(draft, Optional.of(rows.get(i).id().toString()));
              }
            })
        .replaceWith(placed.drafts());
  }

  private Uni<List<RecordRow>> insert(
      SqlConnection tx, PolicyKeys keys, Placement placement, List<RecordRow> rows) {
    List<UUID> expected = placement.expected();
    return newcomers(tx, keys, placement)
        .chain(() -> lock(tx, placement, expected))
        .call(() -> create(tx, keys, placement))
        .chain(
            locked ->
                (expected.isEmpty()
                        ? Uni.createFrom().item(Map.<UUID, List<ClockFacts.Event>>of())
                        : subjects.events(tx, expected))
                    .map(events -> clocks.start(rows, locked, events)))
        .call(
            due ->
                Uni.combine()
                    .all()
                    .unis(writer.insertOwners(tx, placement.newOwners()), writer.insert(tx, due))
                    .discardItems());
  }

  private Uni<Void> newcomers(SqlConnection tx, PolicyKeys keys, Placement placement) {
    return placement.created().isEmpty() ? done() : bans.newcomer(tx, keys.policy());
  }

  private Uni<Map<UUID, Optional<ClockFacts.Activity>>> lock(
      SqlConnection tx, Placement placement, List<UUID> expected) {
    if (expected.isEmpty()) {
      return Uni.createFrom().item(Map.of());
    }
    return subjects
        .lockCollected(tx, expected)
        .call(
            locked ->
                writer
                    .owners(tx, expected)
                    .invoke(
                        owners ->
                            refuseChanged(
                                locked.size() < expected.size() || !placement.stillHolds(owners))));
  }

  /**
   * Creates the new subjects. Nobody may have come to be meanwhile, under whatever live version:
   * what writes under an older one has committed before this epoch began.
   */
  private Uni<Void> create(SqlConnection tx, PolicyKeys keys, Placement placement) {
    Map<UUID, SubjectTokens> created = placement.created();
    if (created.isEmpty()) {
      return done();
    }
    List<SubjectTokens> fresh = List.copyOf(created.values());
    boolean several = fresh.get(0).tokens().size() > 1;
    Uni<Boolean> met =
        several
            ? subjects.find(tx, keys.policy(), fresh).map(found -> !found.isEmpty())
            : Uni.createFrom().item(false);
    return met.invoke(RecordStorage::refuseChanged)
        .chain(() -> subjects.create(tx, keys.policy(), created))
        .invoke(made -> refuseChanged(made < created.size()))
        .chain(() -> subjects.tombstones(tx, keys.policy(), fresh))
        .invoke(
            tombstones ->
                tombstones.forEach(
                    (position, tombstone) ->
                        refuseChanged(!placement.knows(fresh.get(position), tombstone))))
        .replaceWithVoid();
  }

  private static void refuseChanged(boolean changed) {
    if (changed) {
      throw new SubjectChanged();
    }
  }

  private static Uni<List<Draft>> none() {
    return Uni.createFrom().item(List.of());
  }

  private static Uni<Void> done() {
    return Uni.createFrom().voidItem();
  }
}
