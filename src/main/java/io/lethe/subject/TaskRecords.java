package io.lethe.subject;

import io.lethe.database.Database;
import io.lethe.policy.Category;
import io.lethe.subject.Task.Kind;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The records that tasks of runs are about: the journal lists them, as long as it lives. */
@ApplicationScoped
class TaskRecords {

  private final Database database;

  TaskRecords(Database database) {
    this.database = database;
  }

  /** The records of a run's task, in the order of their ids; of a notice those who were told of. */
  Uni<List<Affected>> affected(Task task, UUID after, int limit) {
    String told =
        task.kind() == Kind.NOTIFY
            ? " AND EXISTS (SELECT 1 FROM disclosure d WHERE d.bucket = e.bucket"
                + " AND d.subject_id = e.subject_id AND d.category = e.category"
                + " AND d.recipient = $7)"
            : " AND $7::text IS NOT NULL";
    return database
        .data()
        .preparedQuery(
            "SELECT e.record_id, e.subject_id FROM erasure e WHERE e.run_id = $1"
                + " AND e.policy = $2 AND e.category = $3 AND e.action = $4 AND e.record_id > $5"
                + " AND e.subject_id IS NOT NULL AND e.rule <> $8"
                + " AND NOT EXISTS (SELECT 1 FROM act_destroyed g"
                + " WHERE g.run_id = e.run_id AND g.policy = e.policy AND NOT g.emptied)"
                + told
                + " ORDER BY e.record_id LIMIT $6")
        .execute(
            Tuple.tuple()
                .addUUID(task.runId())
                .addString(task.policy())
                .addString(task.category())
                .addString(task.what().name())
                .addUUID(after)
                .addInteger(limit)
                .addString(task.recipient())
                .addShort((short) Category.REPLACED))
        .map(
            rows -> {
              List<Affected> affected = new ArrayList<>();
              rows.forEach(
                  row ->
                      affected.add(
                          new Affected(row.getUUID("record_id"), row.getUUID("subject_id"))));
              return affected;
            });
  }

  /** A record of a task. */
  record Affected(UUID record, UUID subjectKey) {}
}
