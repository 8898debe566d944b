package io.lethe.policy;

import io.lethe.database.Columns;
import io.lethe.database.Database;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads versions outside of any session: the data path does when it meets an activation, where
 * several may read at once.
 */
@ApplicationScoped
class PolicyRows {

  private final Database database;

  PolicyRows(Database database) {
    this.database = database;
  }

  /** Every stored version, detached. */
  Uni<List<PolicyVersionEntity>> all() {
    return all(database.data());
  }

  /** The same, on the connection of a transaction that must not wait for another one. */
  Uni<List<PolicyVersionEntity>> all(SqlClient client) {
    return some(client, "");
  }

  /** The active version of each policy. */
  Uni<List<PolicyVersionEntity>> active() {
    return some(database.data(), " WHERE state = 'ACTIVE'");
  }

  private static Uni<List<PolicyVersionEntity>> some(SqlClient client, String where) {
    return client
        .query(
            "SELECT id, policy, version, hash, yaml, state, author, created_at, activated_by,"
                + " activated_at FROM policy_version"
                + where
                + " ORDER BY policy, version")
        .execute()
        .map(
            rows -> {
              List<PolicyVersionEntity> versions = new ArrayList<>();
              rows.forEach(row -> versions.add(version(row)));
              return versions;
            });
  }

  private static PolicyVersionEntity version(Row row) {
    PolicyVersionEntity version = new PolicyVersionEntity();
    version.id = row.getLong("id");
    version.policy = row.getString("policy");
    version.version = row.getInteger("version");
    version.hash = row.getString("hash");
    version.yaml = row.getString("yaml");
    version.state = PolicyVersion.State.valueOf(row.getString("state"));
    version.author = row.getString("author");
    version.createdAt = row.getOffsetDateTime("created_at").toInstant();
    version.activatedBy = row.getString("activated_by");
    version.activatedAt = Columns.instant(row, "activated_at");
    return version;
  }
}
