package io.lethe.subject;

import io.lethe.access.Caller;
import io.lethe.access.Role;
import io.lethe.database.Database;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.lethe.problem.Violation;
import io.lethe.subject.HoldRecordStore.Owned;
import io.lethe.subject.RestraintService.Covering;
import io.lethe.subject.RestraintStore.Placed;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Places holds over sets of records.
 *
 * <p><b>Guarantee</b>: all of the records are held, or the hold is refused and says which are not
 * there. The subjects of the records are locked first, in order of id, and the records are looked
 * for in a later statement: a batch either had committed before, and its records are missing, or it
 * finds the subjects busy, or it judges after the hold.
 */
@ApplicationScoped
class RecordHolds {

  /** Positions that a refusal names at most. */
  private static final int MOST_VIOLATIONS = 100;

  private final Database database;
  private final HoldRecordStore store;
  private final SubjectStore subjects;
  private final RestraintService restraints;
  private final RestraintScope scope;

  RecordHolds(
      Database database,
      HoldRecordStore store,
      SubjectStore subjects,
      RestraintService restraints,
      RestraintScope scope) {
    this.database = database;
    this.store = store;
    this.subjects = subjects;
    this.restraints = restraints;
    this.scope = scope;
  }

  /**
   * Places a hold over the records of the input.
   *
   * <p><b>Errors</b>: {@code POLICY_UNKNOWN}, {@code BODY_SHAPE}, {@code CLOCK_OUT_OF_RANGE},
   * {@code RECORD_UNKNOWN}.
   */
  Uni<Covering> place(Caller caller, HoldInput input, List<UUID> listed) {
    Caller officer = caller.as(Role.PRIVACY_OFFICER);
    scope.refuseUnknown(officer, input.policy());
    RestraintInput restraint = input.restraint();
    if (restraint.category() != null
        || restraint.subject() != null
        || restraint.subjectKey() != null) {
      throw new ServiceException(
          ErrorCode.BODY_SHAPE, "records are named instead of a category or a subject");
    }
    Set<UUID> records = new LinkedHashSet<>(listed);
    Placed placed = restraints.placed(officer, restraint, null, records.size());
    return database
        .transaction(
            tx ->
                restraints
                    .placing(tx, input.policy())
                    .chain(() -> owned(tx, officer, input, listed))
                    .chain(found -> subjects.lock(tx, owners(found)))
                    .chain(() -> owned(tx, officer, input, listed))
                    .call(() -> restraints.insert(tx, Restraint.HOLD, placed))
                    .chain(found -> store.insert(tx, placed.id(), found.values())))
        .replaceWith(new Covering(placed, records.size()));
  }

  private static Set<UUID> owners(Map<UUID, Owned> records) {
    return records.values().stream().map(Owned::subject).collect(Collectors.toSet());
  }

  /** The records, all of which are of the policy and covered by the officer's grants. */
  private Uni<Map<UUID, Owned>> owned(
      SqlConnection tx, Caller officer, HoldInput input, List<UUID> listed) {
    return store
        .owned(tx, input.policy(), new LinkedHashSet<>(listed))
        .invoke(
            found -> {
              found.values().removeIf(one -> !officer.covers(input.policy(), one.category()));
              refuseMissing(listed, found.keySet());
            });
  }

  private static void refuseMissing(List<UUID> listed, Set<UUID> found) {
    List<Violation> missing = new ArrayList<>();
    int count = 0;
    for (int i = 0; i < listed.size(); i++) {
      if (!found.contains(listed.get(i))) {
        count++;
        if (missing.size() < MOST_VIOLATIONS) {
          missing.add(Violation.of("records[" + i + "]", ErrorCode.RECORD_UNKNOWN));
        }
      }
    }
    if (count > 0) {
      throw new ServiceException(
          ErrorCode.RECORD_UNKNOWN,
          "nothing is held: " + count + " of the records are not there",
          missing);
    }
  }
}
