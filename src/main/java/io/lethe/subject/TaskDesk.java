package io.lethe.subject;

import io.lethe.access.Caller;
import io.lethe.access.Role;
import io.lethe.database.Database;
import io.lethe.ledger.LedgerStore;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.lethe.subject.Task.Kind;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Shows tasks to whom they are for, and notes what was done. */
@ApplicationScoped
class TaskDesk {

  private final Database database;
  private final TaskStore store;
  private final LedgerStore ledger;
  private final Clock clock;

  TaskDesk(Database database, TaskStore store, LedgerStore ledger, Clock clock) {
    this.database = database;
    this.store = store;
    this.ledger = ledger;
    this.clock = clock;
  }

  /** Whether a task is for a caller: officers and auditors see all, products the ends of access. */
  static boolean sees(Caller caller, Task task) {
    Caller whole = caller.as(Role.PRIVACY_OFFICER, Role.AUDITOR);
    return whole.covers(task.policy(), task.category())
        || task.kind() == Kind.ACCESS_MAY_END
            && caller.as(Role.PRODUCT).covers(task.policy(), task.category());
  }

  /** Whether a caller may see whom a task is about, and say that it was done. */
  static boolean does(Caller caller, Task task) {
    return caller.as(Role.PRIVACY_OFFICER).covers(task.policy(), task.category())
        || task.kind() == Kind.ACCESS_MAY_END
            && caller.as(Role.PRODUCT).covers(task.policy(), task.category());
  }

  /**
   * A task that is for the caller to do.
   *
   * <p><b>Errors</b>: {@code NOT_FOUND}.
   */
  Uni<Task> require(Caller caller, UUID id) {
    return store.find(database.data(), id, false).map(found -> require(caller, found));
  }

  /**
   * Says that a task was done.
   *
   * <p><b>Errors</b>: {@code NOT_FOUND}, {@code TASK_DONE}.
   */
  Uni<Task> done(Caller caller, UUID id, @Nullable String proof) {
    return database
        .transaction(
            tx ->
                store
                    .find(tx, id, true)
                    .map(found -> require(caller, found))
                    .chain(task -> finish(tx, caller, task, proof)))
        .chain(() -> require(caller, id));
  }

  private Uni<Void> finish(SqlConnection tx, Caller caller, Task task, @Nullable String proof) {
    if (task.doneAt() != null) {
      throw new ServiceException(ErrorCode.TASK_DONE, "it was done at " + task.doneAt());
    }
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    return store
        .done(tx, task.id(), now, caller.id(), proof)
        .chain(
            () ->
                ledger.append(
                    tx,
                    "task.done",
                    now,
                    Map.of(
                        "task", task.id().toString(),
                        "policy", task.policy(),
                        "category", task.category(),
                        "kind", task.kind().name(),
                        "recipient", task.recipient(),
                        "proof", proof == null ? "" : proof,
                        "actor", caller.id())));
  }

  private static Task require(Caller caller, Optional<Task> found) {
    return found
        .filter(task -> does(caller, task))
        .orElseThrow(() -> new ServiceException(ErrorCode.NOT_FOUND, "there is no such task"));
  }
}
