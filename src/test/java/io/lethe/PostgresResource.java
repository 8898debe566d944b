package io.lethe;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gives every start of the application under test an empty database, without being asked. */
public final class PostgresResource implements QuarkusTestResourceLifecycleManager {

  private TestPostgres.@Nullable Database database;

  @Override
  public Map<String, String> start() {
    TestPostgres.Database fresh = TestPostgres.fresh();
    database = fresh;
    return Map.of(
        "lethe.database.url", fresh.url(),
        "lethe.database.username", fresh.username(),
        "lethe.database.password", fresh.password());
  }

  @Override
  public void stop() {
    if (database != null) {
      database.drop();
    }
  }
}
