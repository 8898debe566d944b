package io.lethe.act;

import io.lethe.database.Columns;
import io.lethe.database.Database;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/** The journal of dropped time tables: one row for the whole of each, and whose records it had. */
@ApplicationScoped
public class TableJournal {

  private final Database database;

  TableJournal(Database database) {
    this.database = database;
  }

  /** Writes a row for a table, in the transaction that drops it. */
  public Uni<Void> write(SqlConnection tx, Erased table) {
    List<Part> parts = table.parts();
    return tx.preparedQuery(
            """
            INSERT INTO erasure_table (id, at, run_id, policy, category, series, from_at, until_at,
              first_id, last_id, records, subjects, root, protected_by, policy_versions, rules,
              part_records, part_subjects)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
            ON CONFLICT DO NOTHING
            """)
        .execute(
            Tuple.tuple()
                .addUUID(table.id())
                .addOffsetDateTime(Columns.utc(table.at()))
                .addUUID(table.run())
                .addString(table.policy())
                .addString(table.category())
                .addShort((short) table.series())
                .addOffsetDateTime(Columns.utc(table.from()))
                .addOffsetDateTime(Columns.utc(table.until()))
                .addUUID(table.first())
                .addUUID(table.last())
                .addLong(table.records())
                .addLong(table.subjects())
                .addValue(Buffer.buffer(table.root()))
                .addArrayOfInteger(Columns.of(parts, Part::protectedBy, new Integer[0]))
                .addArrayOfInteger(Columns.of(parts, Part::policyVersion, new Integer[0]))
                .addArrayOfShort(Columns.of(parts, part -> (short) part.rule(), new Short[0]))
                .addArrayOfLong(Columns.of(parts, Part::records, new Long[0]))
                .addArrayOfLong(Columns.of(parts, Part::subjects, new Long[0])))
        .replaceWithVoid();
  }

  /** The tables that a run has dropped, in the order of their ids. */
  public Uni<List<Erased>> of(UUID run) {
    return database
        .data()
        .preparedQuery("SELECT * FROM erasure_table WHERE run_id = $1 ORDER BY id")
        .execute(Tuple.of(run))
        .map(
            rows -> {
              List<Erased> tables = new ArrayList<>();
              rows.forEach(row -> tables.add(erased(row)));
              return tables;
            });
  }

  private static Erased erased(Row row) {
    Integer[] protectedBy = row.getArrayOfIntegers("protected_by");
    Integer[] versions = row.getArrayOfIntegers("policy_versions");
    Short[] rules = row.getArrayOfShorts("rules");
    Long[] records = row.getArrayOfLongs("part_records");
    Long[] subjects = row.getArrayOfLongs("part_subjects");
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < rules.length; i++) {
      parts.add(new Part(protectedBy[i], versions[i], rules[i], records[i], subjects[i]));
    }
    return new Erased(
        row.getUUID("id"),
        row.getOffsetDateTime("at").toInstant(),
        row.getUUID("run_id"),
        row.getString("policy"),
        row.getString("category"),
        row.getShort("series"),
        row.getOffsetDateTime("from_at").toInstant(),
        row.getOffsetDateTime("until_at").toInstant(),
        row.getUUID("first_id"),
        row.getUUID("last_id"),
        row.getLong("subjects"),
        row.getBuffer("root").getBytes(),
        parts);
  }

  /**
   * A time table that is gone.
   *
   * @param series number of the category, which is in the ids
   * @param until exclusive
   * @param first the id before every other of the table
   * @param last exclusive
   * @param subjects number of persons
   * @param root RFC 6962 tree hash over the ids, of 32 bytes
   * @param parts what was under each version
   */
  public record Erased(
      UUID id,
      Instant at,
      UUID run,
      String policy,
      String category,
      int series,
      Instant from,
      Instant until,
      UUID first,
      UUID last,
      long subjects,
      byte[] root,
      List<Part> parts) {

    public Erased {
      parts = List.copyOf(parts);
    }

    /** Number of records. */
    public long records() {
      return parts.stream().mapToLong(Part::records).sum();
    }

    /** The root in lower-case hexadecimal. */
    public String rootText() {
      return HexFormat.of().formatHex(root);
    }
  }

  /**
   * The records of a table that a version had protected.
   *
   * @param policyVersion the version whose rule was carried out
   * @param rule index in the retention list of that version's category
   */
  public record Part(int protectedBy, int policyVersion, int rule, long records, long subjects) {

    /** The same of so many persons. */
    public Part of(long persons) {
      return new Part(protectedBy, policyVersion, rule, records, persons);
    }
  }
}
