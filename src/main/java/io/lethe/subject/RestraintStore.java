package io.lethe.subject;

import io.lethe.database.Columns;
import io.lethe.database.Database;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Holds and blocks in force. */
@ApplicationScoped
public class RestraintStore {

  /** In force at $4 over category $2. */
  private static final String STANDS =
      " x.released_at IS NULL AND (x.ends_at IS NULL OR x.ends_at > $4)"
          + " AND (x.category IS NULL OR x.category = $2)";

  /** Over the category or the policy $1, for everybody. */
  private static final String OF_ALL =
      " FROM %1$s x WHERE x.policy = $1 AND x.subject_id IS NULL AND x.records IS NULL AND"
          + STANDS;

  /** Over these subjects: $5 their buckets, $3 their ids, which leads to the index of subjects. */
  private static final String OF_PEOPLE =
      " FROM unnest($5::smallint[], $3::uuid[]) AS i(bucket, id) JOIN %1$s x"
          + " ON x.bucket = i.bucket AND x.subject_id = i.id WHERE x.policy = $1 AND"
          + STANDS;

  /** Null for a record that a restore has lost: what is sent again has another id, and is held. */
  private static final String RECORD =
      "(SELECT e.id FROM every_record e WHERE e.bucket = r.bucket AND e.id = r.record_id)";

  /**
   * Over records of these subjects. The first condition is decided before anything is joined: where
   * no hold over records is in force under the policy, none is looked for.
   */
  private static final String OF_RECORDS =
      " FROM unnest($5::smallint[], $3::uuid[]) AS i(bucket, id) JOIN hold_record r"
          + " ON r.bucket = i.bucket AND r.subject_id = i.id AND r.category = $2"
          + " JOIN hold x ON x.id = r.hold_id"
          + " WHERE EXISTS (SELECT 1 FROM hold WHERE policy = $1 AND records IS NOT NULL"
          + " AND subject_id IS NULL AND released_at IS NULL) AND x.policy = $1 AND"
          + STANDS;

  private final Database database;

  RestraintStore(Database database) {
    this.database = database;
  }

  /**
   * Every hold and block in force, a row each; of sets of records, a row per record.
   *
   * @param columns of the hold or block {@code x}
   * @param ofRecord the same, or of its record {@code r}
   */
  private static String statement(String columns, String ofRecord) {
    String all = "SELECT '%2$s' AS kind, " + columns + ", NULL::uuid AS record_id";
    String hold = (all + OF_ALL + " UNION ALL " + all + OF_PEOPLE).formatted("hold", "HOLD");
    String block = (all + OF_ALL + " UNION ALL " + all + OF_PEOPLE).formatted("block", "BLOCK");
    String ofRecords = "SELECT 'HOLD', " + ofRecord + ", " + RECORD + OF_RECORDS;
    return hold + " UNION ALL " + block + " UNION ALL " + ofRecords;
  }

  /** What keeps a category's records of these subjects as they are, at {@code now}. */
  public Uni<InForce> inForce(
      SqlClient client, String policy, String category, Collection<UUID> subjects, Instant now) {
    return client
        .preparedQuery(statement("x.subject_id", "r.subject_id"))
        .execute(
            Tuple.of(
                policy,
                category,
                subjects.toArray(new UUID[0]),
                Columns.utc(now),
                SubjectColumns.buckets(subjects)))
        .map(InForce::of);
  }

  /** Every hold and block behind a subject's record, at {@code now}; oldest first. */
  public Uni<List<Standing>> standing(
      String policy, String category, UUID subject, UUID record, Instant now) {
    return database
        .data()
        .preparedQuery(
            statement("x.*", "x.*")
                + " AND COALESCE("
                + RECORD
                + ", $6) = $6 ORDER BY placed_at, id")
        .execute(
            Tuple.of(
                policy,
                category,
                new UUID[] {subject},
                Columns.utc(now),
                SubjectColumns.buckets(List.of(subject)),
                record))
        .map(
            rows -> {
              List<Standing> standing = new ArrayList<>();
              rows.forEach(
                  row ->
                      standing.add(
                          new Standing(Restraint.valueOf(row.getString("kind")), placed(row))));
              return standing;
            });
  }

  static Placed placed(Row row) {
    return new Placed(
        row.getUUID("id"),
        row.getString("policy"),
        row.getString("category"),
        row.getUUID("subject_id"),
        row.getString("authority"),
        row.getString("reason"),
        Columns.instant(row, "ends_at"),
        row.getOffsetDateTime("placed_at").toInstant(),
        row.getString("placed_by"),
        Columns.instant(row, "released_at"),
        row.getInteger("records"));
  }

  /**
   * A hold or a block as it is stored.
   *
   * @param records number of records, of a hold over a set of them
   */
  public record Placed(
      UUID id,
      String policy,
      @Nullable String category,
      @Nullable UUID subjectKey,
      @Nullable String authority,
      String reason,
      @Nullable Instant endsAt,
      Instant placedAt,
      String placedBy,
      @Nullable Instant releasedAt,
      @Nullable Integer records) {}

  /** One that is in force. */
  public record Standing(Restraint kind, Placed placed) {}

  /**
   * Restraints in force.
   *
   * @param everybody those over the category or the policy
   * @param records that are held themselves, by subject
   */
  public record InForce(
      Map<UUID, Set<Restraint>> bySubject, Set<Restraint> everybody, Map<UUID, Set<UUID>> records) {

    private static InForce of(Iterable<Row> rows) {
      InForce inForce =
          new InForce(new HashMap<>(), EnumSet.noneOf(Restraint.class), new HashMap<>());
      for (Row row : rows) {
        Restraint kind = Restraint.valueOf(row.getString("kind"));
        UUID subject = row.getUUID("subject_id");
        UUID record = row.getUUID("record_id");
        if (subject == null) {
          inForce.everybody.add(kind);
        } else if (record == null) {
          inForce
              .bySubject
              .computeIfAbsent(subject, s -> EnumSet.noneOf(Restraint.class))
              .add(kind);
        } else {
          inForce.records.computeIfAbsent(subject, s -> new HashSet<>()).add(record);
        }
      }
      return inForce;
    }

    /** Whether a hold, with a block or without, keeps a subject's record. */
    public boolean held(UUID subject, UUID record) {
      return everybody.contains(Restraint.HOLD)
          || bySubject.getOrDefault(subject, Set.of()).contains(Restraint.HOLD)
          || holds(subject, record);
    }

    private boolean holds(UUID subject, UUID record) {
      return records.getOrDefault(subject, Set.of()).contains(record);
    }

    /** How many records of a subject are held themselves. */
    public int heldRecords(UUID subject) {
      return records.getOrDefault(subject, Set.of()).size();
    }

    /** The one that counts for a subject's record: a block before a hold. */
    public Optional<Restraint> of(UUID subject, UUID record) {
      return of(subject)
          .or(() -> holds(subject, record) ? Optional.of(Restraint.HOLD) : Optional.empty());
    }

    /** The one that counts for all of a subject's records: a block before a hold. */
    public Optional<Restraint> of(UUID subject) {
      Set<Restraint> own = bySubject.getOrDefault(subject, Set.of());
      for (Restraint kind : List.of(Restraint.BLOCK, Restraint.HOLD)) {
        if (everybody.contains(kind) || own.contains(kind)) {
          return Optional.of(kind);
        }
      }
      return Optional.empty();
    }
  }
}
