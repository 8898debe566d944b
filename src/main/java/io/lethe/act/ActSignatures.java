package io.lethe.act;

import io.lethe.access.Caller;
import io.lethe.act.ActSignature.Check;
import io.lethe.act.ActSignature.Format;
import io.lethe.act.ActSignature.SignedBy;
import io.lethe.crypto.CmsSignature;
import io.lethe.crypto.CmsSignature.Accepted;
import io.lethe.crypto.CmsSignature.Refused;
import io.lethe.crypto.Sha256;
import io.lethe.database.Columns;
import io.lethe.database.Database;
import io.lethe.ledger.LedgerStore;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.lethe.problem.Violation;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The electronic signatures of acts.
 *
 * <p><b>Guarantee</b>: what is recorded is over the act's content as it was hashed.
 *
 * <p><b>Warning</b>: whether a certificate can be trusted is not judged.
 */
@ApplicationScoped
class ActSignatures {

  private final Database database;
  private final ActExpiryStore expiry;
  private final LedgerStore ledger;
  private final Clock clock;

  ActSignatures(Database database, ActExpiryStore expiry, LedgerStore ledger, Clock clock) {
    this.database = database;
    this.expiry = expiry;
    this.ledger = ledger;
    this.clock = clock;
  }

  /**
   * Records a signature; one that is recorded already is refused.
   *
   * <p><b>Errors</b>: {@code SIGNATURE_FORM}, {@code SIGNATURE_OF_OTHER_CONTENT}, {@code
   * SIGNATURE_INVALID}, {@code SIGNATURE_EXISTS}, {@code ACT_DESTROYED} when the act went
   * meanwhile.
   */
  Uni<ActSignature> record(Caller officer, ActEntity act, ActSignature.Sent sent) {
    return Uni.createFrom()
        .item(() -> checked(officer, act, sent))
        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
        .call(
            signature ->
                database.transaction(
                    tx -> expiry.keep(tx, act.id).chain(() -> insert(tx, act, signature))));
  }

  private ActSignature checked(Caller officer, ActEntity act, ActSignature.Sent sent) {
    byte[] cms = bytes(sent.signature());
    CmsSignature.Result result =
        CmsSignature.check(cms, act.content.getBytes(StandardCharsets.UTF_8));
    if (result instanceof Refused refused) {
      throw refused(code(refused.fault()), refused.mend());
    }
    return new ActSignature(
        UUID.randomUUID(),
        sent.format(),
        Sha256.hex(cms),
        ((Accepted) result)
            .signers().stream()
                .map(
                    signer ->
                        new SignedBy(
                            signer.digest(),
                            signer.verified() ? Check.VERIFIED : Check.NOT_CHECKED))
                .toList(),
        officer.id(),
        clock.instant().truncatedTo(ChronoUnit.MICROS),
        sent.signature());
  }

  private static byte[] bytes(String base64) {
    try {
      return Base64.getMimeDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw refused(ErrorCode.SIGNATURE_FORM, "it is not base64");
    }
  }

  private static ErrorCode code(CmsSignature.Fault fault) {
    return switch (fault) {
      case FORM -> ErrorCode.SIGNATURE_FORM;
      case CONTENT -> ErrorCode.SIGNATURE_OF_OTHER_CONTENT;
      case SIGNATURE -> ErrorCode.SIGNATURE_INVALID;
    };
  }

  private static ServiceException refused(ErrorCode code, String mend) {
    return new ServiceException(code, mend, List.of(new Violation("signature", code.name(), mend)));
  }

  private Uni<Void> insert(SqlConnection tx, ActEntity act, ActSignature signature) {
    List<SignedBy> signers = signature.signers();
    return tx.preparedQuery(
            "INSERT INTO act_signature (id, act_id, format, signature, hash, digests, verified,"
                + " recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
                + " ON CONFLICT (act_id, hash) DO NOTHING")
        .execute(
            Tuple.tuple()
                .addUUID(signature.id())
                .addUUID(act.id)
                .addString(signature.format().name())
                .addValue(Buffer.buffer(bytes(signature.signature())))
                .addString(signature.hash())
                .addArrayOfString(Columns.of(signers, SignedBy::digest, new String[0]))
                .addArrayOfBoolean(
                    Columns.of(signers, one -> one.signature() == Check.VERIFIED, new Boolean[0]))
                .addString(signature.recordedBy())
                .addOffsetDateTime(Columns.utc(signature.recordedAt())))
        .invoke(
            done -> {
              if (done.rowCount() == 0) {
                throw refused(ErrorCode.SIGNATURE_EXISTS, "the act has this signature already");
              }
            })
        .chain(() -> ledger.append(tx, "act.signed", signature.recordedAt(), entry(act, signature)))
        .replaceWithVoid();
  }

  private static Map<String, ?> entry(ActEntity act, ActSignature signature) {
    return Map.of(
        "act", act.id.toString(),
        "hash", signature.hash(),
        "format", signature.format().name(),
        "actor", signature.recordedBy());
  }

  /** What was recorded of an act, the first one first. */
  Uni<List<ActSignature>> of(ActEntity act) {
    return database
        .data()
        .preparedQuery("SELECT * FROM act_signature WHERE act_id = $1 ORDER BY recorded_at, id")
        .execute(Tuple.of(act.id))
        .map(
            rows -> {
              List<ActSignature> signatures = new ArrayList<>();
              rows.forEach(row -> signatures.add(signature(row)));
              return signatures;
            });
  }

  private static ActSignature signature(Row row) {
    String[] digests = row.getArrayOfStrings("digests");
    Boolean[] verified = row.getArrayOfBooleans("verified");
    List<SignedBy> signers = new ArrayList<>();
    for (int i = 0; i < digests.length; i++) {
      signers.add(new SignedBy(digests[i], verified[i] ? Check.VERIFIED : Check.NOT_CHECKED));
    }
    Instant at = row.getOffsetDateTime("recorded_at").toInstant();
    return new ActSignature(
        row.getUUID("id"),
        Format.valueOf(row.getString("format")),
        row.getString("hash"),
        signers,
        row.getString("recorded_by"),
        at,
        Base64.getEncoder().encodeToString(row.getBuffer("signature").getBytes()));
  }
}
