package io.lethe.act;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lethe.access.Caller;
import io.lethe.act.ActStatus.Copies;
import io.lethe.crypto.Sha256;
import io.lethe.database.Columns;
import io.lethe.database.Database;
import io.lethe.ledger.LedgerStore;
import io.lethe.policy.PolicyCatalog;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.lethe.problem.Violation;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What is added to acts: media that were destroyed by hand; and what has become of copies. */
@ApplicationScoped
class ActMedia {

  private final Database database;
  private final ActService acts;
  private final ActSignatures signatures;
  private final ActExpiryStore expiry;
  private final PolicyCatalog policies;
  private final LedgerStore ledger;
  private final ObjectMapper json;
  private final Clock clock;

  ActMedia(
      Database database,
      ActService acts,
      ActSignatures signatures,
      ActExpiryStore expiry,
      PolicyCatalog policies,
      LedgerStore ledger,
      ObjectMapper json,
      Clock clock) {
    this.database = database;
    this.acts = acts;
    this.signatures = signatures;
    this.expiry = expiry;
    this.policies = policies;
    this.ledger = ledger;
    this.json = json;
    this.clock = clock;
  }

  /**
   * Adds a medium to an act.
   *
   * <p><b>Errors</b>: {@code BODY_SHAPE} when the act has no such category on paper, {@code
   * CLOCK_OUT_OF_RANGE}, {@code ACT_DESTROYED} when the act went meanwhile.
   */
  Uni<ActStatus> add(Caller officer, ActEntity act, ActMedium medium) {
    if (paper(act).stream().noneMatch(one -> one.category().equals(medium.category()))) {
      throw new ServiceException(
          ErrorCode.BODY_SHAPE,
          "the act tells of no such category that is on paper",
          List.of(Violation.of("category", ErrorCode.BODY_SHAPE)));
    }
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    if (medium.destroyedAt().isAfter(now)) {
      throw new ServiceException(
          ErrorCode.CLOCK_OUT_OF_RANGE,
          "destroyedAt is in the future",
          List.of(Violation.of("destroyedAt", ErrorCode.CLOCK_OUT_OF_RANGE)));
    }
    String hash = Sha256.hex(text(medium));
    return database
        .transaction(
            tx ->
                expiry
                    .keep(tx, act.id)
                    .chain(() -> insert(tx, row(officer, act, medium, now, hash)))
                    .chain(
                        () ->
                            ledger.append(
                                tx,
                                "act.medium-added",
                                now,
                                Map.of(
                                    "act", act.id.toString(),
                                    "category", medium.category(),
                                    "sheets", medium.sheets(),
                                    "hash", hash,
                                    "actor", officer.id()))))
        .chain(() -> status(act));
  }

  private static Uni<Void> insert(SqlConnection tx, Tuple row) {
    return tx.preparedQuery(
            "INSERT INTO act_media (id, act_id, category, medium, sheets, method, destroyed_at,"
                + " name, position, recorded_by, recorded_at, hash)"
                + " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)")
        .execute(row)
        .replaceWithVoid();
  }

  private static Tuple row(
      Caller officer, ActEntity act, ActMedium medium, Instant now, String hash) {
    return Tuple.tuple()
        .addUUID(UUID.randomUUID())
        .addUUID(act.id)
        .addString(medium.category())
        .addString(medium.medium())
        .addInteger(medium.sheets())
        .addString(medium.method())
        .addOffsetDateTime(Columns.utc(medium.destroyedAt().truncatedTo(ChronoUnit.MICROS)))
        .addString(medium.name())
        .addString(medium.position())
        .addString(officer.id())
        .addOffsetDateTime(Columns.utc(now))
        .addString(hash);
  }

  /** What has become of what an act tells of. */
  Uni<ActStatus> status(ActEntity act) {
    return Uni.combine()
        .all()
        .unis(media(act), signatures.of(act))
        .with((media, signed) -> status(act, media, signed));
  }

  private Uni<List<ActMedium>> media(ActEntity act) {
    return database
        .data()
        .preparedQuery("SELECT * FROM act_media WHERE act_id = $1 ORDER BY recorded_at, id")
        .execute(Tuple.of(act.id))
        .map(
            rows -> {
              List<ActMedium> media = new ArrayList<>();
              rows.forEach(row -> media.add(medium(row)));
              return media;
            });
  }

  private ActStatus status(ActEntity act, List<ActMedium> media, List<ActSignature> signed) {
    List<Act.Paper> paper = paper(act);
    boolean complete =
        paper.stream()
            .allMatch(one -> media.stream().anyMatch(is -> is.category().equals(one.category())));
    return new ActStatus(
        act.id,
        act.hash,
        copies(act),
        act.createdAt,
        goneBy(act),
        paper,
        media,
        complete,
        signed.stream().map(ActSignature::brief).toList());
  }

  /** Where copies of it are left, by now. */
  Copies copies(ActEntity act) {
    return LocalDate.ofInstant(clock.instant(), policies.zone(act.policy)).isAfter(goneBy(act))
        ? Copies.BACKUP_AGED_OUT
        : Copies.LIVE_ERASED;
  }

  private LocalDate goneBy(ActEntity act) {
    return LocalDate.parse(acts.content(act).path("residualCopies").path("backupsGoneBy").asText());
  }

  private List<Act.Paper> paper(ActEntity act) {
    List<Act.Paper> paper = new ArrayList<>();
    for (JsonNode one : acts.content(act).path("paper")) {
      paper.add(
          new Act.Paper(
              one.path("category").asText(),
              one.path("medium").asText(),
              one.path("clause").asText()));
    }
    return paper;
  }

  private static ActMedium medium(Row row) {
    return new ActMedium(
        row.getString("category"),
        row.getString("medium"),
        row.getInteger("sheets"),
        row.getString("method"),
        row.getOffsetDateTime("destroyed_at").toInstant(),
        row.getString("name"),
        row.getString("position"));
  }

  private String text(ActMedium medium) {
    try {
      return json.writeValueAsString(medium);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a medium can always be written", e);
    }
  }
}
