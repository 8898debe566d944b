package io.lethe.gate;

import io.lethe.database.Database;
import io.lethe.gate.SegmentFile.Head;
import io.lethe.ledger.LedgerStore;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Opens a database as it is, with all that it lacks, because two persons say so.
 *
 * <p><b>Warning</b>: what was exported and is lacking stays so: what was destroyed may be back.
 */
@ApplicationScoped
public class Adoption {

  private final Database database;
  private final GateStore store;
  private final Gate gate;
  private final Segments segments;
  private final LedgerStore ledger;
  private final Clock clock;

  Adoption(
      Database database,
      GateStore store,
      Gate gate,
      Segments segments,
      LedgerStore ledger,
      Clock clock) {
    this.database = database;
    this.store = store;
    this.gate = gate;
    this.segments = segments;
    this.ledger = ledger;
    this.clock = clock;
  }

  /**
   * Asks for it, or, as another person, agrees; nothing is opened by that.
   *
   * <p><b>Errors</b>: {@code GATE_STATE} when the database is open, {@code SECOND_PERSON}.
   *
   * @return whether two persons want it
   */
  public Uni<Boolean> agree(String who, String why) {
    return database.replay(tx -> store.lock(tx).chain(row -> agree(tx, row, who, why)));
  }

  private Uni<Boolean> agree(SqlConnection tx, GateRow row, String who, String why) {
    boolean unset = row.exports() && !segments.configured();
    if (row.isOpen() && !unset || row.isNew()) {
      throw new ServiceException(ErrorCode.GATE_STATE, "the database is open");
    }
    if (row.isBeyondThisBuild() || row.isMigrated()) {
      throw new ServiceException(
          ErrorCode.GATE_STATE, "a newer build opens the database by itself");
    }
    String first = row.adoptingBy();
    if (first == null) {
      return store.adopting(tx, who, why).replaceWith(false);
    }
    if (first.equals(who)) {
      throw new ServiceException(ErrorCode.SECOND_PERSON, "who asked first cannot agree, too");
    }
    return Uni.createFrom().item(true);
  }

  /**
   * Opens it for the two.
   *
   * @param last done in the transaction that opens it
   */
  public Uni<Void> adopt(String second, Function<SqlConnection, Uni<Void>> last) {
    return segments
        .newest()
        .chain(
            newest ->
                database.replay(
                    tx ->
                        store
                            .lock(tx)
                            .chain(row -> adopted(tx, row, second, newest))
                            .chain(() -> last.apply(tx))))
        .call(gate::look);
  }

  private Uni<Void> adopted(SqlConnection tx, GateRow row, String who, Optional<Head> newest) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    Map<String, ?> entry =
        Map.of(
            "first", Optional.ofNullable(row.adoptingBy()).orElse(""),
            "second", who,
            "why", Optional.ofNullable(row.adoptingWhy()).orElse(""),
            "sealed", Optional.ofNullable(row.reason()).orElse(Seal.MOVED.name()),
            "lacking", Math.max(0, newest.map(Head::number).orElse(0L) - row.exported()));
    return store
        .open(tx)
        .chain(
            () ->
                segments.configured()
                    ? store.restart(
                        tx, newest.map(Head::number).orElse(0L), newest.map(Head::hash).orElse(""))
                    : store.stop(tx))
        .chain(() -> ledger.append(tx, "gate.adopted", now, entry));
  }

  /** That products have sent again the activity that may be lacking. */
  public Uni<Void> resent(String who) {
    return database
        .transaction(
            tx ->
                store
                    .lock(tx)
                    .chain(
                        row -> {
                          Instant since = row.activityGap();
                          if (since == null) {
                            throw new ServiceException(
                                ErrorCode.GATE_STATE, "no activity is lacking");
                          }
                          return store
                              .resent(tx)
                              .chain(
                                  () ->
                                      ledger.append(
                                          tx,
                                          "gate.activity-resent",
                                          clock.instant().truncatedTo(ChronoUnit.MICROS),
                                          Map.of("actor", who, "since", since.toString())));
                        }))
        .call(gate::look)
        .replaceWithVoid();
  }
}
