package io.lethe.key;

import io.lethe.database.Database;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether the keys are those by which a restored database knows its people. */
@ApplicationScoped
public class RestoredKeys {

  private final Database database;
  private final RingStore rings;

  RestoredKeys(Database database, RingStore rings) {
    this.database = database;
    this.rings = rings;
  }

  /**
   * Looks for the key version of every token and tombstone.
   *
   * <p><b>Errors</b>: {@code GATE_STATE} when one is not there: those who are held or destroyed
   * would be taken for others when they come back.
   */
  public Uni<Void> requireAll() {
    return database
        .data()
        .query(
            "SELECT DISTINCT policy, version FROM subject_token"
                + " UNION SELECT DISTINCT policy, version FROM tombstone ORDER BY 1, 2")
        .execute()
        .chain(
            used ->
                rings
                    .all()
                    .invoke(
                        there -> {
                          List<String> lacking = new ArrayList<>();
                          for (Row row : used) {
                            String ring = RingPurpose.SUBJECT.ring(row.getString("policy"));
                            int version = row.getInteger("version");
                            if (!has(there, ring, version)) {
                              lacking.add(ring + " version " + version);
                            }
                          }
                          refuse(lacking);
                        }))
        .replaceWithVoid();
  }

  private static boolean has(List<RingStore.RingRow> rings, String name, int version) {
    return rings.stream()
        .filter(ring -> ring.name().equals(name))
        .map(ring -> ring.version(version))
        .flatMap(Optional::stream)
        .anyMatch(found -> found.wrapped() != null);
  }

  private static void refuse(List<String> lacking) {
    if (!lacking.isEmpty()) {
      throw new ServiceException(
          ErrorCode.GATE_STATE,
          "the keys lack "
              + String.join(", ", lacking)
              + ", under which people are known who came or went after the backup;"
              + " restore the keys of that time, or adopt the database");
    }
  }
}
