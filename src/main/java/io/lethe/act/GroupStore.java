package io.lethe.act;

import io.lethe.act.Groups.Diversity;
import io.lethe.act.Groups.Stage;
import io.lethe.database.Database;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

/** What was measured of the groups that runs left. */
@ApplicationScoped
public class GroupStore {

  private final Database database;

  GroupStore(Database database) {
    this.database = database;
  }

  /** By run, and by policy, category and stage within it; runs without are left out. */
  public Uni<Map<UUID, List<Groups>>> of(Collection<UUID> runs) {
    return database
        .data()
        .preparedQuery(
            "SELECT * FROM retention_groups WHERE run_id = ANY($1::uuid[])"
                + " ORDER BY policy, category, stage DESC")
        .execute(Tuple.tuple().addArrayOfUUID(runs.toArray(UUID[]::new)))
        .map(
            rows -> {
              Map<UUID, List<Groups>> found = new HashMap<>();
              rows.forEach(
                  row ->
                      found
                          .computeIfAbsent(row.getUUID("run_id"), run -> new ArrayList<>())
                          .add(groups(row)));
              return found;
            });
  }

  /** Of a run under a policy, by category. */
  Uni<List<Groups>> of(UUID run, String policy) {
    return of(List.of(run))
        .map(
            found ->
                found.getOrDefault(run, List.of()).stream()
                    .filter(groups -> groups.policy().equals(policy))
                    .toList());
  }

  private static Groups groups(Row row) {
    Long k = row.getLong("k");
    long people = row.getLong("people");
    List<Diversity> diversity = diversity(row);
    return new Groups(
        row.getString("policy"),
        row.getString("category"),
        Stage.valueOf(row.getString("stage")),
        row.getInteger("k_at_least"),
        row.getLong("n"),
        people,
        row.getLong("suppressed"),
        row.getLong("classes"),
        k,
        diversity.isEmpty() ? null : diversity.get(0).l(),
        diversity,
        (double) row.getLong("uniques") / people,
        k == null ? null : 1.0 / k,
        row.getBoolean("sampled"));
  }

  private static List<Diversity> diversity(Row row) {
    String[] fields = row.getArrayOfStrings("fields");
    Long[] ls = row.getArrayOfLongs("ls");
    return IntStream.range(0, fields.length)
        .mapToObj(i -> new Diversity(fields[i], ls[i]))
        .toList();
  }
}
