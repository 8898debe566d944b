package io.lethe.retention;

import io.lethe.database.Database;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Finished runs whose acts and tasks are not written yet. */
@ApplicationScoped
class UnsettledRuns {

  private final Database database;

  UnsettledRuns(Database database) {
    this.database = database;
  }

  /**
   * Finished runs that acted and have no acts yet: they failed, or were cancelled, before.
   *
   * @param but runs that are left out
   */
  Uni<List<Run>> withoutActs(Set<UUID> but) {
    return database
        .data()
        .preparedQuery(
            "SELECT * FROM retention_run WHERE finished_at IS NOT NULL AND NOT settled"
                + " AND NOT dry_run AND id <> ALL($1::uuid[]) ORDER BY created_at LIMIT 10")
        .execute(Tuple.tuple().addArrayOfUUID(but.toArray(UUID[]::new)))
        .map(RunRows::list);
  }

  /** Notes that everything that a finished run did has its acts. */
  Uni<Void> settled(UUID id) {
    return database
        .data()
        .preparedQuery("UPDATE retention_run SET settled = true WHERE id = $1")
        .execute(Tuple.of(id))
        .replaceWithVoid();
  }
}
