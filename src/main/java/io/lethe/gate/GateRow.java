package io.lethe.gate;

import io.lethe.database.Columns;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The gate as the database has it.
 *
 * @param server cluster, timeline and oid of this database
 * @param since when its gate was opened or sealed last
 * @param here whether the database is the one that was opened: cluster, timeline, database
 * @param exports whether facts are collected for segments
 * @param assigned number of the segment that is being written, or was written last
 * @param exported number of the last one that is on the disk
 * @param lag seconds since the last export; 0 before the first one
 * @param activityGap since when activity may be lacking
 * @param oldest number of the newest migration that a build has to know of
 * @param sealedFor seconds since the gate was opened or sealed last
 * @param adoptingBy who has asked first to adopt the database
 */
record GateRow(
    String state,
    @Nullable String reason,
    String server,
    Instant since,
    boolean here,
    boolean exports,
    long assigned,
    long assignedSize,
    long exported,
    long exportedSize,
    @Nullable String exportedHash,
    boolean fresh,
    @Nullable Instant exportedAt,
    long lag,
    @Nullable Instant activityGap,
    int oldest,
    long sealedFor,
    @Nullable String adoptingBy,
    @Nullable String adoptingWhy) {

  /** Number of the newest one in {@code db/main}. */
  static final int NEWEST_MIGRATION = 38;

  static final String SELECT =
      """
      SELECT *, concat_ws('/', gate_cluster(), gate_timeline(), gate_database()) AS server,
        (cluster = gate_cluster() AND timeline = gate_timeline()
          AND database = gate_database()) IS TRUE AS here,
        COALESCE(extract(epoch FROM now() - exported_at), 0)::bigint AS lag,
        extract(epoch FROM now() - since)::bigint AS sealed_for
      FROM gate
      """;

  static GateRow of(Row row) {
    return new GateRow(
        row.getString("state"),
        row.getString("reason"),
        row.getString("server"),
        row.getOffsetDateTime("since").toInstant(),
        row.getBoolean("here"),
        row.getBoolean("exports"),
        row.getLong("assigned"),
        row.getLong("assigned_size"),
        row.getLong("exported"),
        row.getLong("exported_size"),
        row.getString("exported_hash"),
        row.getBoolean("fresh"),
        Columns.instant(row, "exported_at"),
        row.getLong("lag"),
        Columns.instant(row, "activity_gap"),
        row.getInteger("oldest"),
        row.getLong("sealed_for"),
        row.getString("adopting_by"),
        row.getString("adopting_why"));
  }

  boolean isNew() {
    return state.equals("NEW");
  }

  /** Which database it is, and since which opening. */
  String incarnation() {
    return server + " since " + since;
  }

  boolean isSealed() {
    return state.equals("SEALED");
  }

  boolean isOpen() {
    return state.equals("OPEN") && here;
  }

  /** Whether the schema is one that this build does not know, and must not use. */
  boolean isBeyondThisBuild() {
    return oldest > NEWEST_MIGRATION;
  }

  /** Whether a migration alone has sealed it, of which this build knows. */
  boolean isMigrated() {
    return isSealed() && here && Seal.MIGRATED.name().equals(reason);
  }

  /**
   * What keeps the database from being opened, beside what was exported.
   *
   * @param newest the newest segment; empty when there is none
   */
  Optional<Seal> seal(Optional<SegmentFile.Head> newest) {
    long last = newest.map(SegmentFile.Head::number).orElse(0L);
    if (last < exported) {
      return Optional.of(Seal.EXPORT_LOST);
    }
    if (last > assigned) {
      return Optional.of(Seal.BEHIND);
    }
    Instant told = newest.map(SegmentFile.Head::caughtUp).orElse(null);
    if (told != null
        && exportedAt != null
        && told.isAfter(exportedAt)
        && (isOpen() || isMigrated())) {
      return Optional.of(Seal.CHANGED);
    }
    boolean found = Seal.FORKED.name().equals(reason); // by who was to write it
    boolean same =
        last == 0
            || newest.filter(head -> head.goesOn(exported, exportedHash, assignedSize)).isPresent();
    return same && !(found && last > exported) ? Optional.empty() : Optional.of(Seal.FORKED);
  }
}
