package io.lethe.record;

import io.lethe.access.Caller;
import io.lethe.database.Database;
import io.lethe.key.KeyRings;
import io.lethe.key.PolicyKeys;
import io.lethe.ledger.LedgerStore;
import io.lethe.policy.PolicyCatalog;
import io.lethe.policy.PolicyEpochs;
import io.lethe.policy.PolicyVersion;
import io.lethe.policy.RetentionRule;
import io.lethe.record.Placement.Owner;
import io.lethe.record.RectifyStore.Previous;
import io.lethe.subject.Clocks;
import io.lethe.subject.RestraintLocks;
import io.lethe.subject.RestraintStore;
import io.lethe.subject.RetentionClock.Reading;
import io.lethe.subject.SubjectStore;
import io.lethe.subject.TaskService;
import io.lethe.time.TrustedTime;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes a rectification in one transaction: under the advisory locks that a hold of the category
 * waits for, and the lock of the subject, which a hold of the person waits for.
 */
@ApplicationScoped
class RectifyWriter {

  private final Database database;
  private final RectifyStore store;
  private final RecordWriter records;
  private final SubjectStore subjects;
  private final RestraintStore restraints;
  private final RestraintLocks locks;
  private final PolicyCatalog policies;
  private final PolicyEpochs epochs;
  private final KeyRings rings;
  private final Clocks clocks;
  private final TaskService tasks;
  private final TrustedTime time;
  private final LedgerStore ledger;

  RectifyWriter(
      Database database,
      RectifyStore store,
      RecordWriter records,
      SubjectStore subjects,
      RestraintStore restraints,
      RestraintLocks locks,
      PolicyCatalog policies,
      PolicyEpochs epochs,
      KeyRings rings,
      Clocks clocks,
      TaskService tasks,
      TrustedTime time,
      LedgerStore ledger) {
    this.database = database;
    this.store = store;
    this.records = records;
    this.subjects = subjects;
    this.restraints = restraints;
    this.locks = locks;
    this.policies = policies;
    this.epochs = epochs;
    this.rings = rings;
    this.clocks = clocks;
    this.tasks = tasks;
    this.time = time;
    this.ledger = ledger;
  }

  /** The data key that is in use for the record's subject and category. */
  Uni<Optional<UUID>> owner(RecordRow row) {
    return records
        .owners(database.data(), List.of(row.subject()))
        .map(owners -> Optional.ofNullable(owners.get(owner(row.subject(), row.category()))));
  }

  private static Owner owner(UUID subject, String category) {
    return new Owner(subject, category);
  }

  /**
   * Writes it.
   *
   * <p><b>Errors</b>: {@link SubjectChanged} when the record is not as it was read.
   */
  Uni<Void> write(Caller caller, PolicyKeys keys, Change change, Instant now) {
    RecordRow row = change.is();
    return database.transaction(
        tx ->
            rings
                .hold(tx, keys)
                .chain(() -> epochs.hold(tx, row.policy()))
                .chain(() -> locks.shareCategory(tx, row.policy(), row.category()))
                .chain(() -> subjects.lock(tx, List.of(row.subject())))
                .invoke(locked -> refuseChanged(!locked.containsKey(row.subject())))
                .chain(() -> own(tx, change))
                .chain(() -> store.update(tx, change.was(), row))
                .invoke(same -> refuseChanged(!same))
                .chain(() -> store.reindex(tx, row, change.fields()))
                .chain(() -> leave(tx, change, now))
                .chain(
                    () ->
                        tasks.rectified(
                            tx, row.policy(), row.category(), row.subject(), change.fields()))
                .chain(() -> log(tx, caller, change, now)));
  }

  private static void refuseChanged(boolean changed) {
    if (changed) {
      throw new SubjectChanged();
    }
  }

  /** The key that seals the record now is still the one in use, or is the first. */
  private Uni<Void> own(SqlConnection tx, Change change) {
    RecordRow row = change.is();
    UUID key = row.keyId();
    if (key == null || key.equals(change.was().keyId())) {
      return Uni.createFrom().voidItem();
    }
    Owner owner = owner(row.subject(), row.category());
    return records
        .owners(tx, List.of(row.subject()))
        .chain(
            owners -> {
              refuseChanged(
                  change.madeKey() == null
                      ? !key.equals(owners.get(owner))
                      : owners.containsKey(owner));
              return change.madeKey() == null
                  ? Uni.createFrom().voidItem()
                  : records.insertOwners(tx, Map.of(owner, key));
            });
  }

  /**
   * Keeps the old values where the policy or a hold does; else they are gone with the update. A
   * hold has ended when it has by the clocks of service and database.
   */
  private Uni<Void> leave(SqlConnection tx, Change change, Instant now) {
    RecordRow old = change.old();
    return Database.now(tx)
        .map(clock -> time.movable() || clock.isAfter(now) ? now : clock)
        .chain(
            at -> restraints.inForce(tx, old.policy(), old.category(), List.of(old.subject()), at))
        .chain(
            inForce -> {
              PolicyVersion terms = terms(old);
              RetentionRule rule =
                  Optional.ofNullable(terms.document().categories().get(old.category()))
                      .orElseThrow()
                      .replaced();
              boolean something = !old.data().equals("{}");
              return something
                      && (rule.keep().isPresent() || inForce.held(old.subject(), change.is().id()))
                  ? store.keep(tx, previous(change, terms, now))
                  : Uni.createFrom().voidItem();
            });
  }

  /** The last version that says how long data of the category is kept. */
  private PolicyVersion terms(RecordRow row) {
    return policies
        .published(row.policy())
        .filter(one -> one.version() == row.policyVersion() || one.governs(row.category()))
        .reduce((earlier, later) -> later)
        .orElseThrow();
  }

  private Previous previous(Change change, PolicyVersion terms, Instant now) {
    Reading reading = clocks.replaced(terms, change.old().category(), now);
    return new Previous(
        change.is().id(),
        change.old().withDueAt(reading.dueAt()),
        terms.version(),
        change.fields(),
        now,
        reading.deadline());
  }

  private Uni<Void> log(SqlConnection tx, Caller caller, Change change, Instant now) {
    return ledger.append(
        tx,
        "record.rectified",
        now,
        Map.of(
            "record", change.is().id().toString(),
            "policy", change.is().policy(),
            "category", change.is().category(),
            "fields", change.fields(),
            "actor", caller.id()));
  }

  /**
   * A rectification, ready to be written.
   *
   * @param was the record as it was read
   * @param is the record as it is to be
   * @param old the values that are replaced, under an id of their own
   * @param fields that change
   * @param madeKey the data key that was made for it, or null
   */
  record Change(
      RecordRow was, RecordRow is, RecordRow old, List<String> fields, @Nullable UUID madeKey) {

    /** Names no value. */
    @Override
    public String toString() {
      return "Change[record=" + is.id() + "]";
    }
  }
}
