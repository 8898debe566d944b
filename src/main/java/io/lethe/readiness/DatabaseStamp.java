package io.lethe.readiness;

import io.lethe.database.Database;
import io.lethe.database.LetheConfig;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;

/**
 * Stamps a fresh database with the kind of this build, and refuses one of the other kind: a clock
 * that can be moved must never meet production data.
 */
@ApplicationScoped
class DatabaseStamp {

  private final Database database;
  private final BuildKind kind;
  private final LetheConfig config;

  DatabaseStamp(Database database, BuildKind kind, LetheConfig config) {
    this.database = database;
    this.kind = kind;
    this.config = config;
  }

  void check(@Observes @Priority(Interceptor.Priority.APPLICATION) StartupEvent started)
      throws Throwable {
    if (config.mode().hasDatabases()) {
      VertxContextSupport.subscribeAndAwait(this::check);
    }
  }

  private Uni<Void> check() {
    return database
        .data()
        .preparedQuery("INSERT INTO database_stamp (kind) VALUES ($1) ON CONFLICT DO NOTHING")
        .execute(Tuple.of(kind.name()))
        .chain(() -> database.data().query("SELECT kind FROM database_stamp").execute())
        .map(rows -> rows.iterator().next().getString("kind"))
        .invoke(this::refuseOther)
        .replaceWithVoid();
  }

  private void refuseOther(String stamp) {
    if (!stamp.equals(kind.name())) {
      throw new ServiceException(
          ErrorCode.DATABASE_OF_OTHER_KIND,
          "the database is stamped "
              + stamp
              + " and this build is "
              + kind
              + "; give it a database of its own");
    }
  }
}
