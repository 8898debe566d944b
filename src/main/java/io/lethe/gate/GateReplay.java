package io.lethe.gate;

import io.lethe.database.Database;
import io.lethe.database.Rounds;
import io.lethe.gate.SegmentFile.Content;
import io.lethe.gate.SegmentFile.Fact;
import io.lethe.gate.SegmentFile.Head;
import io.lethe.ledger.LedgerExport;
import io.lethe.ledger.LedgerStore;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Brings back what a sealed database lacks of the export: rows as they were, restraints among them,
 * and the entries of the ledger.
 *
 * <p><b>Guarantee</b>: nothing is brought back before every segment that is to be was found signed,
 * whole and in order. Done again, it changes nothing.
 */
@ApplicationScoped
public class GateReplay {

  private static final Logger LOG = Logger.getLogger(GateReplay.class);

  private final Database database;
  private final GateStore store;
  private final FactStore rows;
  private final SegmentChain chain;
  private final Gate gate;
  private final Segments segments;
  private final LedgerExport export;
  private final LedgerStore ledger;
  private final Clock clock;

  GateReplay(
      Database database,
      GateStore store,
      FactStore rows,
      SegmentChain chain,
      Gate gate,
      Segments segments,
      LedgerExport export,
      LedgerStore ledger,
      Clock clock) {
    this.database = database;
    this.store = store;
    this.rows = rows;
    this.chain = chain;
    this.gate = gate;
    this.segments = segments;
    this.export = export;
    this.ledger = ledger;
    this.clock = clock;
  }

  /**
   * One replica brings back; the others find it done when they look again.
   *
   * <p><b>Errors</b>: {@code GATE_STATE} when another one is at it.
   *
   * @param work runs under the lock
   */
  public <T> Uni<T> alone(Supplier<Uni<T>> work) {
    return database.transaction(
        tx ->
            tx.query("SET LOCAL idle_in_transaction_session_timeout = 0")
                .execute()
                .chain(
                    () ->
                        tx.query(
                                "SELECT pg_try_advisory_xact_lock("
                                    + GateStore.LOCK
                                    + ", 0) AS alone")
                            .execute())
                .chain(
                    rows -> {
                      if (!rows.iterator().next().getBoolean("alone")) {
                        throw new ServiceException(
                            ErrorCode.GATE_STATE, "another replica is at it; look again");
                      }
                      return work.get();
                    }));
  }

  /**
   * Brings back all that is lacking.
   *
   * @param last done in the transaction that ends it
   *     <p><b>Errors</b>: those of {@link Segments#read}; {@link NotReplayable} when a segment is
   *     not signed by this ledger, or does not go on from the one before; {@link
   *     LedgerExport.Forked}.
   */
  public Uni<Void> replay(Function<SqlConnection, Uni<Void>> last) {
    return segments
        .newest()
        .chain(
            newest ->
                newest.isEmpty()
                    ? Uni.createFrom().voidItem()
                    : store.read(database.data()).chain(row -> replay(row, newest.get(), last)));
  }

  private Uni<Void> replay(GateRow row, Head newest, Function<SqlConnection, Uni<Void>> last) {
    if (newest.number() <= row.exported()) {
      return Uni.createFrom().voidItem();
    }
    LOG.warnf(
        "the database lacks segments %d to %d of the export: they are brought back",
        row.exported() + 1, newest.number());
    return chain
        .verify(row, newest)
        .chain(
            first ->
                database
                    .replay(store::release)
                    .chain(() -> apply(row, new Replayed(first, newest), last)));
  }

  /** A transaction for each segment: what is replayed is exported, and is not replayed again. */
  private Uni<Void> apply(GateRow row, Replayed all, Function<SqlConnection, Uni<Void>> last) {
    return Rounds.of(
            all.first().number(),
            number ->
                segments
                    .read(number)
                    .chain(
                        content ->
                            database.replay(
                                tx ->
                                    apply(tx, content)
                                        .chain(
                                            () ->
                                                number == all.newest().number()
                                                    ? finish(tx, row, all)
                                                        .chain(() -> last.apply(tx))
                                                    : Uni.createFrom().voidItem())))
                    .replaceWith(number + 1),
            number -> number <= all.newest().number())
        .replaceWithVoid();
  }

  private Uni<Void> apply(SqlConnection tx, Content content) {
    List<Fact> facts = content.facts();
    return (facts.isEmpty()
            ? Uni.createFrom().voidItem()
            : rows.put(tx, facts, clock.instant().truncatedTo(ChronoUnit.MICROS)))
        .chain(
            () ->
                Optional.ofNullable(content.tree())
                    .map(tree -> export.append(tx, content.leaves(), tree))
                    .orElseGet(() -> Uni.createFrom().voidItem()))
        .chain(() -> store.replayed(tx, content.head()));
  }

  /**
   * What begins with a fresh segment may be another branch's: what this database had beyond it is
   * exported with all the rest.
   */
  private Uni<Void> finish(SqlConnection tx, GateRow row, Replayed all) {
    Uni<Void> sequences = store.sequences(tx);
    boolean branch = all.first().fresh() && all.first().number() > 1;
    return (branch ? sequences.chain(() -> restart(tx, all.newest())) : sequences)
        .chain(
            () ->
                ledger.append(
                    tx,
                    "restore.segments-replayed",
                    clock.instant().truncatedTo(ChronoUnit.MICROS),
                    Map.of("from", row.exported() + 1, "to", all.newest().number())));
  }

  private Uni<Void> restart(SqlConnection tx, Head newest) {
    return store.restart(tx, newest.number(), Optional.ofNullable(newest.hash()).orElseThrow());
  }

  /** From where to where. */
  private record Replayed(Head first, Head newest) {}

  /** Which database it is; it may be replaced while what it lacks is brought back. */
  public Uni<String> server() {
    return store.read(database.data()).map(GateRow::server);
  }

  /**
   * Opens the database, which has all now.
   *
   * <p><b>Errors</b>: {@code GATE_STATE} when it is another one than {@code server}, or lacks
   * something again.
   */
  public Uni<Gate.Status> open(String server) {
    return segments
        .newest()
        .chain(
            newest ->
                database.replay(tx -> store.lock(tx).chain(row -> open(tx, row, newest, server))))
        .chain(gate::look);
  }

  private Uni<Void> open(SqlConnection tx, GateRow row, Optional<Head> newest, String server) {
    if (!row.isSealed()
        || row.isBeyondThisBuild()
        || !row.server().equals(server)
        || gate.seal(row, newest).isPresent()) {
      throw new ServiceException(
          ErrorCode.GATE_STATE, "another database has taken the place of this one; look again");
    }
    return gate.opened(tx, Optional.ofNullable(row.reason()).orElse(""));
  }
}
