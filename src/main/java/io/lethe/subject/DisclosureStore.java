package io.lethe.subject;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lethe.database.Columns;
import io.lethe.database.Database;
import io.lethe.database.Ids;
import io.lethe.policy.PolicyDocument;
import io.lethe.subject.DecisionInput.Basis;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The register of transfers. It outlives its subject, of whom it has but Lethe's key.
 *
 * <p><b>Source</b>: Federal Law 152-FZ, articles 14(7) and 19(2)(8).
 */
@ApplicationScoped
public class DisclosureStore {

  private static final int YEARS = 3;
  private static final TypeReference<List<Basis>> BASIS = new TypeReference<>() {};
  private static final String[] EVENTS = PolicyDocument.GROUND_EVENTS.toArray(new String[0]);

  private final Database database;
  private final ObjectMapper json;

  DisclosureStore(Database database, ObjectMapper json) {
    this.database = database;
    this.json = json;
  }

  /**
   * Registers a transfer, unless what it was decided by has changed.
   *
   * @param events how many of the subject's events it was decided by
   * @return whether it is registered
   */
  Uni<Boolean> register(UUID subject, Disclosure disclosure, int events) {
    return database
        .data()
        .preparedQuery(
            """
            INSERT INTO disclosure (bucket, subject_id, id, at, policy, policy_version, category,
              recipient, country, action, purpose, clause, grounds, fields, basis, by)
            SELECT s.bucket, s.id, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13::text[],
              $14::text[], $15::text::jsonb, $16
            FROM subject s
            WHERE s.bucket = $1 AND s.id = $2
              AND $17 = (
                SELECT count(*) FROM subject_event e
                WHERE e.bucket = $1 AND e.subject_id = $2 AND e.type = ANY($18::text[]))
              AND NOT EXISTS (
                SELECT 1 FROM block b
                WHERE b.released_at IS NULL AND (b.ends_at IS NULL OR b.ends_at > $4)
                  AND b.policy = $5 AND b.subject_id IS NULL
                  AND (b.category IS NULL OR b.category = $7))
              AND NOT EXISTS (
                SELECT 1 FROM block b
                WHERE b.released_at IS NULL AND (b.ends_at IS NULL OR b.ends_at > $4)
                  AND b.bucket = $1 AND b.subject_id = $2
                  AND (b.category IS NULL OR b.category = $7))
            """)
        .execute(row(subject, disclosure).addLong((long) events).addArrayOfString(EVENTS))
        .map(rows -> rows.rowCount() == 1);
  }

  private Tuple row(UUID subject, Disclosure disclosure) {
    return Tuple.tuple()
        .addShort((short) Ids.bucket(subject))
        .addUUID(subject)
        .addUUID(disclosure.id())
        .addOffsetDateTime(Columns.utc(disclosure.at()))
        .addString(disclosure.policy())
        .addInteger(disclosure.policyVersion())
        .addString(disclosure.category())
        .addString(disclosure.recipient())
        .addString(disclosure.country())
        .addString(disclosure.action())
        .addString(disclosure.purpose())
        .addString(disclosure.clause())
        .addArrayOfString(disclosure.grounds().toArray(new String[0]))
        .addArrayOfString(disclosure.fields().toArray(new String[0]))
        .addString(text(disclosure.basis()))
        .addString(disclosure.by());
  }

  /** A subject's disclosures of these categories, the oldest first. */
  Uni<List<Disclosure>> page(UUID subject, List<String> categories, UUID after, int limit) {
    return database
        .data()
        .preparedQuery(
            "SELECT *, basis::text AS text FROM disclosure WHERE bucket = $1 AND subject_id = $2"
                + " AND id > $3 AND category = ANY($4::text[]) ORDER BY id LIMIT $5")
        .execute(
            Tuple.tuple()
                .addShort((short) Ids.bucket(subject))
                .addUUID(subject)
                .addUUID(after)
                .addArrayOfString(categories.toArray(new String[0]))
                .addInteger(limit))
        .map(
            rows -> {
              List<Disclosure> page = new ArrayList<>(rows.size());
              rows.forEach(row -> page.add(disclosure(row)));
              return page;
            });
  }

  /** The policy of a subject that there is, or of which something was disclosed. */
  Uni<Optional<String>> policy(UUID subject) {
    return database
        .data()
        .preparedQuery(
            """
            (SELECT policy FROM subject WHERE bucket = $1 AND id = $2)
            UNION ALL
            (SELECT policy FROM disclosure WHERE bucket = $1 AND subject_id = $2 LIMIT 1)
            LIMIT 1
            """)
        .execute(Tuple.of((short) Ids.bucket(subject), subject))
        .map(rows -> Columns.first(rows, row -> row.getString("policy")));
  }

  /**
   * Removes what is older than three years, wherever days begin; but not while the person's data is
   * held, or a third party has to be told what became of it: then it is still needed.
   */
  public Uni<Integer> expire(Instant now) {
    Instant before =
        LocalDate.ofInstant(now, ZoneOffset.UTC)
            .minusYears(YEARS)
            .minusDays(1)
            .atStartOfDay(ZoneOffset.UTC)
            .toInstant();
    return database
        .data()
        .preparedQuery(
            """
            DELETE FROM disclosure d WHERE d.at < $1
              AND NOT EXISTS (
                SELECT 1 FROM every_record r
                WHERE r.bucket = d.bucket AND r.subject_id = d.subject_id
                  AND r.category = d.category)
              AND NOT EXISTS (
                SELECT 1 FROM task t
                WHERE t.done_at IS NULL AND t.kind = 'NOTIFY' AND t.policy = d.policy
                  AND t.category = d.category AND t.recipient = d.recipient)
            """)
        .execute(Tuple.of(Columns.utc(before)))
        .map(rows -> rows.rowCount());
  }

  private Disclosure disclosure(Row row) {
    return new Disclosure(
        row.getUUID("id"),
        row.getOffsetDateTime("at").toInstant(),
        row.getString("policy"),
        row.getInteger("policy_version"),
        row.getString("category"),
        row.getString("recipient"),
        row.getString("country"),
        row.getString("action"),
        row.getString("purpose"),
        row.getString("clause"),
        List.of(row.getArrayOfStrings("grounds")),
        List.of(row.getArrayOfStrings("fields")),
        basis(row.getString("text")),
        row.getString("by"));
  }

  private String text(List<Basis> basis) {
    try {
      return json.writeValueAsString(basis);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a basis can always be written", e);
    }
  }

  private List<Basis> basis(String text) {
    try {
      return json.readValue(text, BASIS);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a disclosure's basis is JSON", e);
    }
  }
}
