package io.lethe.subject;

import io.lethe.access.Caller;
import io.lethe.access.Role;
import io.lethe.database.Database;
import io.lethe.key.KeyRings;
import io.lethe.ledger.LedgerStore;
import io.lethe.policy.PolicyCatalog;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.lethe.subject.RestraintStore.Placed;
import io.lethe.time.InstantRange;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Places and releases holds and blocks.
 *
 * <p><b>Guarantee</b>: one that was answered is honoured by every batch that had not committed
 * before the answer; a subject's under the lock of its row, a category's under its advisory lock.
 */
@ApplicationScoped
public class RestraintService {

  private final Database database;
  private final RestraintStore restraints;
  private final RestraintRows rows;
  private final RestraintEnds ends;
  private final SubjectStore subjects;
  private final PolicyCatalog policies;
  private final KeyRings rings;
  private final LedgerStore ledger;
  private final Clock clock;

  RestraintService(
      Database database,
      RestraintStore restraints,
      RestraintRows rows,
      RestraintEnds ends,
      SubjectStore subjects,
      PolicyCatalog policies,
      KeyRings rings,
      LedgerStore ledger,
      Clock clock) {
    this.database = database;
    this.restraints = restraints;
    this.rows = rows;
    this.ends = ends;
    this.subjects = subjects;
    this.policies = policies;
    this.rings = rings;
    this.ledger = ledger;
    this.clock = clock;
  }

  /** Places it and says how many records it covers. */
  public Uni<Covering> place(Restraint kind, Caller caller, RestraintInput input) {
    if (!caller.as(Role.PRIVACY_OFFICER).coversPolicy(input.policy())) {
      throw new ServiceException(ErrorCode.POLICY_UNKNOWN, "there is no such policy");
    }
    List<String> categories = categories(input.policy(), input.category());
    if (!caller.as(Role.PRIVACY_OFFICER).coversAll(input.policy(), categories)) {
      throw new ServiceException(
          ErrorCode.FORBIDDEN, "the grants do not cover all that this would cover");
    }
    if (input.subject() != null && input.subjectKey() != null) {
      throw new ServiceException(
          ErrorCode.BODY_SHAPE, "name the subject by its reference or by its key, not by both");
    }
    Instant ends = input.endsAt();
    if (ends != null && (!ends.isAfter(now()) || ends.isAfter(InstantRange.LATEST))) {
      throw new ServiceException(
          ErrorCode.CLOCK_OUT_OF_RANGE, "endsAt has to be later than now; leave it out for no end");
    }
    return subject(input)
        .map(subject -> placed(caller, input, subject.orElse(null)))
        .chain(
            placed ->
                database.transaction(
                    connection ->
                        lock(connection, placed).chain(() -> insert(connection, kind, placed))))
        .chain(placed -> rows.covered(placed).map(count -> new Covering(placed, count)));
  }

  /** Places a block on a subject that {@code tx} has locked, in the same transaction. */
  public Uni<UUID> block(SqlConnection tx, Caller caller, RestraintInput input) {
    return insert(tx, Restraint.BLOCK, placed(caller, input, input.subjectKey())).map(Placed::id);
  }

  private Uni<Placed> insert(SqlConnection tx, Restraint kind, Placed placed) {
    return rows.insert(tx, kind, placed)
        .chain(() -> ends.foresee(tx, placed))
        .chain(() -> log(tx, kind, "placed", placed))
        .replaceWith(placed);
  }

  /** Releases a block in the transaction of {@code tx}; nothing when it is not in force. */
  public Uni<Void> unblock(SqlConnection tx, Caller caller, UUID id) {
    return release(tx, Restraint.BLOCK, caller.id(), id).replaceWithVoid();
  }

  /** Releases it. */
  Uni<Placed> release(Restraint kind, Caller caller, UUID id) {
    return rows.find(kind, id)
        .invoke(found -> refuseUncovered(kind, caller, found))
        .chain(() -> release(kind, caller.id(), id));
  }

  private void refuseUncovered(Restraint kind, Caller caller, Optional<Placed> found) {
    boolean covered =
        found
            .filter(
                placed ->
                    caller
                        .as(Role.PRIVACY_OFFICER)
                        .coversAll(placed.policy(), categories(placed.policy(), placed.category())))
            .isPresent();
    if (!covered) {
      throw new ServiceException(ErrorCode.NOT_FOUND, "there is no such " + kind.table());
    }
  }

  private Uni<Placed> release(Restraint kind, String actor, UUID id) {
    return database
        .transaction(connection -> release(connection, kind, actor, id))
        .chain(
            released ->
                released.isPresent()
                    ? Uni.createFrom().item(released.get())
                    : Uni.createFrom()
                        .failure(new ServiceException(kind.released(), "it was released before")));
  }

  private Uni<Optional<Placed>> release(
      SqlConnection connection, Restraint kind, String actor, UUID id) {
    return rows.release(connection, kind, id, now(), actor)
        .call(
            released ->
                released.isEmpty()
                    ? Uni.createFrom().voidItem()
                    : ends.note(connection, released.get(), now())
                        .chain(() -> log(connection, kind, "released", released.get())));
  }

  private List<String> categories(String policy, @Nullable String category) {
    if (policies.published(policy).findAny().isEmpty()) {
      throw new ServiceException(ErrorCode.POLICY_UNKNOWN, "there is no such policy");
    }
    List<String> all = policies.categories(policy);
    if (category == null) {
      return all;
    }
    if (!all.contains(category)) {
      throw new ServiceException(
          ErrorCode.CATEGORY_UNKNOWN, "policy " + policy + " has no such category");
    }
    return List.of(category);
  }

  private Uni<Optional<UUID>> subject(RestraintInput input) {
    UUID key = input.subjectKey();
    if (key != null) {
      return subjects
          .exists(input.policy(), key)
          .map(
              exists -> {
                if (!exists) {
                  throw unknown();
                }
                return Optional.of(key);
              });
    }
    if (input.subject() == null) {
      return Uni.createFrom().item(Optional.empty());
    }
    String reference = input.subject();
    return rings
        .read(input.policy(), keys -> subjects.find(input.policy(), keys.subject(reference)))
        .map(found -> Optional.of(found.orElseThrow(RestraintService::unknown)));
  }

  private static ServiceException unknown() {
    return new ServiceException(
        ErrorCode.SUBJECT_UNKNOWN, "the policy holds no data of this subject");
  }

  private Uni<Void> lock(SqlConnection connection, Placed placed) {
    UUID subject = placed.subjectKey();
    return subject == null
        ? restraints.exclude(connection, placed.policy(), placed.category())
        : subjects
            .lock(connection, List.of(subject))
            .invoke(
                locked -> {
                  if (locked.isEmpty()) {
                    throw unknown();
                  }
                })
            .replaceWithVoid();
  }

  private Placed placed(Caller caller, RestraintInput input, @Nullable UUID subject) {
    return new Placed(
        UUID.randomUUID(),
        input.policy(),
        input.category(),
        subject,
        input.authority(),
        input.reason(),
        input.endsAt(),
        now(),
        caller.id(),
        null);
  }

  private Uni<Void> log(SqlConnection connection, Restraint kind, String step, Placed placed) {
    Map<String, String> entry = new HashMap<>();
    entry.put("id", placed.id().toString());
    entry.put("policy", placed.policy());
    if (placed.category() != null) {
      entry.put("category", placed.category());
    }
    if (placed.subjectKey() != null) {
      entry.put("subject", placed.subjectKey().toString());
    }
    return ledger.append(connection, kind.table() + "." + step, now(), entry);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  /** What was placed, and the number of records it covers now. */
  public record Covering(Placed placed, long covers) {}
}
