package io.lethe.gate;

import io.lethe.database.Columns;
import io.lethe.gate.SegmentFile.Fact;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;

/** The facts that wait for a segment, and those that come back from one. */
@ApplicationScoped
class FactStore {

  /** Assigns free facts to the next segment, and rows of the persons whom they are about. */
  Uni<Integer> assign(SqlConnection tx, long segment, int most) {
    return tx.preparedQuery("SELECT export_assign($1, $2) AS facts")
        .execute(Tuple.of(segment, most))
        .map(rows -> rows.iterator().next().getInteger("facts"));
  }

  /** The facts of a segment, in their order; persons first. */
  Uni<List<Fact>> of(SqlClient client, long segment) {
    return client
        .preparedQuery(
            "SELECT id, relation, gone, fact::text AS fact FROM export_fact WHERE segment = $1"
                + " ORDER BY relation NOT IN ('subject', 'subject_token'), id")
        .execute(Tuple.of(segment))
        .map(
            rows ->
                Columns.all(
                    rows,
                    row ->
                        new Fact(
                            row.getLong("id"),
                            row.getString("relation"),
                            row.getBoolean("gone"),
                            row.getString("fact"))));
  }

  /** Puts rows as they were exported, in their order. */
  Uni<Void> put(SqlConnection tx, List<Fact> facts, Instant now) {
    return tx.preparedQuery(
            "SELECT replay_facts($1::bigint[], $2::text[], $3::boolean[], $4::text[], $5)")
        .execute(
            Tuple.tuple()
                .addArrayOfLong(Columns.of(facts, Fact::id, new Long[0]))
                .addArrayOfString(Columns.of(facts, Fact::relation, new String[0]))
                .addArrayOfBoolean(Columns.of(facts, Fact::gone, new Boolean[0]))
                .addArrayOfString(Columns.of(facts, Fact::row, new String[0]))
                .addOffsetDateTime(Columns.utc(now)))
        .replaceWithVoid();
  }
}
