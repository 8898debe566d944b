package io.lethe.subject;

import io.lethe.database.Columns;
import io.lethe.database.Database;
import io.lethe.database.Ids;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
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

/** Holds and blocks, and the advisory lock that orders them with batches. */
@ApplicationScoped
public class RestraintStore {

  private static final int CATEGORY_LOCK = 4701;

  /** In force at $4 over category $2 of policy $1, for these subjects or for everybody. */
  private static final String IN_FORCE =
      " WHERE released_at IS NULL AND records IS NULL AND (ends_at IS NULL OR ends_at > $4) AND policy = $1"
          + " AND (category IS NULL OR category = $2)"
          + " AND (subject_id IS NULL OR subject_id = ANY($3::uuid[]))";

  /** Joins what a set of records holds, at $4 under policy $1. */
  private static final String RECORDS_IN_FORCE =
      " JOIN hold h ON h.id = r.hold_id AND h.policy = $1 AND h.released_at IS NULL"
          + " AND (h.ends_at IS NULL OR h.ends_at > $4)";

  private final Database database;

  RestraintStore(Database database) {
    this.database = database;
  }

  /**
   * Held by every batch over a category until it ends, for the category and for its policy; batches
   * do not exclude each other.
   */
  public Uni<Void> shareCategory(SqlConnection connection, String policy, String category) {
    return connection
        .preparedQuery(
            "SELECT pg_advisory_xact_lock_shared($1, hashtext($2)),"
                + " pg_advisory_xact_lock_shared($1, hashtext($3))")
        .execute(Tuple.of(CATEGORY_LOCK, policy, policy + "/" + category))
        .replaceWithVoid();
  }

  /**
   * Waits for every batch over a category to end, and lets none begin; over every category of the
   * policy, also those that another replica alone knows of, when {@code category} is null.
   */
  Uni<Void> exclude(SqlConnection connection, String policy, @Nullable String category) {
    return connection
        .preparedQuery("SELECT pg_advisory_xact_lock($1, hashtext($2))")
        .execute(Tuple.of(CATEGORY_LOCK, category == null ? policy : policy + "/" + category))
        .replaceWithVoid();
  }

  /**
   * What keeps a category's records of these subjects as they are, at {@code now}.
   *
   * <p>Where no hold over a set of records is in force under the policy, the database does not look
   * for the records of any.
   */
  public Uni<InForce> inForce(
      SqlClient client, String policy, String category, Collection<UUID> subjects, Instant now) {
    return client
        .preparedQuery(
            "SELECT 'HOLD' AS kind, subject_id, NULL::uuid AS record_id FROM hold"
                + IN_FORCE
                + " UNION ALL SELECT 'BLOCK', subject_id, NULL FROM block"
                + IN_FORCE
                + " UNION ALL SELECT 'HOLD', r.subject_id, r.record_id"
                + " FROM unnest($5::smallint[], $3::uuid[]) AS i(bucket, id) JOIN hold_record r"
                + " ON r.bucket = i.bucket AND r.subject_id = i.id AND r.category = $2"
                + RECORDS_IN_FORCE
                + " WHERE EXISTS (SELECT 1 FROM hold WHERE policy = $1 AND records IS NOT NULL"
                + " AND subject_id IS NULL AND released_at IS NULL)")
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
            "SELECT 'HOLD' AS kind, * FROM hold"
                + IN_FORCE
                + " UNION ALL SELECT 'BLOCK', * FROM block"
                + IN_FORCE
                + " UNION ALL SELECT 'HOLD', h.* FROM hold_record r"
                + RECORDS_IN_FORCE
                + " WHERE r.bucket = $5 AND r.subject_id = ANY($3::uuid[]) AND r.record_id = $6"
                + " ORDER BY placed_at, id")
        .execute(
            Tuple.of(
                policy,
                category,
                new UUID[] {subject},
                Columns.utc(now),
                (short) Ids.bucket(record),
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
