package io.lethe.subject;

import io.lethe.access.Caller;
import io.lethe.access.Role;
import io.lethe.database.Database;
import io.lethe.ledger.LedgerStore;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.lethe.subject.RestraintStore.Placed;
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
  private final RestraintLocks locks;
  private final RestraintRows rows;
  private final RestraintEnds ends;
  private final HoldRecordStore records;
  private final SubjectStore subjects;
  private final RestraintScope scope;
  private final LedgerStore ledger;
  private final Clock clock;

  RestraintService(
      Database database,
      RestraintLocks locks,
      RestraintRows rows,
      RestraintEnds ends,
      HoldRecordStore records,
      SubjectStore subjects,
      RestraintScope scope,
      LedgerStore ledger,
      Clock clock) {
    this.database = database;
    this.locks = locks;
    this.rows = rows;
    this.ends = ends;
    this.records = records;
    this.subjects = subjects;
    this.scope = scope;
    this.ledger = ledger;
    this.clock = clock;
  }

  /** Places it and says how many records it covers. */
  public Uni<Covering> place(Restraint kind, Caller caller, RestraintInput input) {
    scope.refuseUncovered(caller, input);
    return scope
        .subject(input)
        .map(subject -> placed(caller, input, subject.orElse(null), null))
        .chain(
            placed ->
                database.transaction(
                    connection ->
                        lock(connection, placed).chain(() -> insert(connection, kind, placed))))
        .chain(placed -> rows.covered(placed).map(count -> new Covering(placed, count)));
  }

  /** Places a block on a subject that {@code tx} has locked, in the same transaction. */
  public Uni<UUID> block(SqlConnection tx, Caller caller, RestraintInput input) {
    return insert(tx, Restraint.BLOCK, placed(caller, input, input.subjectKey(), null))
        .map(Placed::id);
  }

  /** To be called before it is looked for what one covers that is no subject. */
  Uni<Void> placing(SqlConnection tx, String policy) {
    return locks.placing(tx, policy);
  }

  /** Writes down one whose subjects are locked. */
  Uni<Placed> insert(SqlConnection tx, Restraint kind, Placed placed) {
    return locks
        .placing(tx, placed.policy())
        .chain(() -> rows.insert(tx, kind, placed))
        .chain(() -> ends.foresee(tx, placed))
        .chain(() -> log(tx, kind, "placed", placed))
        .replaceWith(placed);
  }

  /**
   * Releases a block in the transaction of {@code tx}.
   *
   * @return whether it was in force until then; nothing is done otherwise
   */
  public Uni<Boolean> unblock(SqlConnection tx, Caller caller, UUID id) {
    return release(tx, Restraint.BLOCK, caller.id(), id).map(Optional::isPresent);
  }

  /** Releases it. */
  Uni<Placed> release(Restraint kind, Caller caller, UUID id) {
    ServiceException missing =
        new ServiceException(ErrorCode.NOT_FOUND, "there is no such " + kind.table());
    return rows.find(kind, id)
        .map(found -> found.orElseThrow(() -> missing))
        .chain(placed -> over(placed).invoke(over -> refuse(caller, placed, over, missing)))
        .chain(() -> release(kind, caller.id(), id));
  }

  private static void refuse(
      Caller caller, Placed placed, List<String> categories, ServiceException missing) {
    if (!caller.as(Role.PRIVACY_OFFICER).coversAll(placed.policy(), categories)) {
      throw missing;
    }
  }

  /** The categories that one covers. */
  private Uni<List<String>> over(Placed placed) {
    return placed.records() == null
        ? Uni.createFrom().item(scope.categories(placed.policy(), placed.category()))
        : records.categories(database.data(), placed.id());
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

  private Uni<Void> lock(SqlConnection connection, Placed placed) {
    UUID subject = placed.subjectKey();
    return subject == null
        ? locks.exclude(connection, placed.policy(), placed.category())
        : subjects
            .lock(connection, List.of(subject))
            .invoke(
                locked -> {
                  if (locked.isEmpty()) {
                    throw RestraintScope.unknown();
                  }
                })
            .replaceWithVoid();
  }

  /**
   * What is to be placed.
   *
   * <p><b>Errors</b>: {@code CLOCK_OUT_OF_RANGE} when it has ended by now.
   *
   * @param over number of records, of a hold over a set of them
   */
  Placed placed(
      Caller caller, RestraintInput input, @Nullable UUID subject, @Nullable Integer over) {
    input.refuseEnded(now());
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
        null,
        over);
  }

  private Uni<Void> log(SqlConnection connection, Restraint kind, String step, Placed placed) {
    Map<String, Object> entry = new HashMap<>();
    entry.put("id", placed.id().toString());
    entry.put("policy", placed.policy());
    if (placed.category() != null) {
      entry.put("category", placed.category());
    }
    if (placed.subjectKey() != null) {
      entry.put("subject", placed.subjectKey().toString());
    }
    if (placed.records() != null) {
      entry.put("records", placed.records());
    }
    return ledger.append(connection, kind.table() + "." + step, now(), entry);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  /** What was placed, and the number of records it covers now. */
  public record Covering(Placed placed, long covers) {}
}
