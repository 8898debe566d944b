package io.lethe.gate;

import io.lethe.crypto.Sha256;
import io.lethe.database.Database;
import io.lethe.database.Rounds;
import io.lethe.gate.SegmentFile.Content;
import io.lethe.gate.SegmentFile.Fact;
import io.lethe.gate.SegmentFile.Head;
import io.lethe.ledger.LedgerExport;
import io.lethe.ledger.LedgerExport.Leaf;
import io.lethe.ledger.LedgerExport.Tree;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/**
 * Writes what is new into segments: facts, entries of the ledger, the checkpoint last.
 *
 * <p><b>Guarantee</b>: what a segment has is fixed in the database before it is written, so that
 * whoever writes it, and however often, writes the same; an entry is never exported before the
 * facts that it speaks of.
 */
@ApplicationScoped
public class Exporter {

  private static final int MOST = 5_000;

  private final Database database;
  private final GateStore store;
  private final FactStore facts;
  private final Segments segments;
  private final LedgerExport ledger;

  Exporter(
      Database database, GateStore store, FactStore facts, Segments segments, LedgerExport ledger) {
    this.database = database;
    this.store = store;
    this.facts = facts;
    this.segments = segments;
    this.ledger = ledger;
  }

  @Scheduled(
      identity = "export",
      every = "{lethe.export.every}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> tick() {
    return segments.configured() ? export() : Uni.createFrom().voidItem();
  }

  /** Exports what is new; what comes meanwhile is left to the next time. */
  public Uni<Void> export() {
    return Rounds.of(true, more -> once(), more -> more)
        .chain(() -> store.caughtUp(database.data()))
        .chain(at -> at.map(segments::caughtUp).orElseGet(() -> Uni.createFrom().voidItem()));
  }

  /** Exports a segment, where there is something for one; whether more was left. */
  private Uni<Boolean> once() {
    return segments
        .newest()
        .chain(newest -> database.transaction(tx -> assign(tx, newest)))
        .chain(
            next ->
                next.isEmpty()
                    ? Uni.createFrom().item(false)
                    : write(next.get().head()).replaceWith(next.get().more()));
  }

  /** What the next segment has; empty when there is nothing for one, or the gate is to decide. */
  private Uni<Optional<Next>> assign(SqlConnection tx, Optional<Head> newest) {
    return store
        .lock(tx)
        .chain(
            gate -> {
              boolean unknown = newest.filter(head -> head.number() > gate.assigned()).isPresent();
              if (!gate.isOpen() || !gate.exports() || unknown) {
                return Uni.createFrom().item(Optional.empty());
              }
              return gate.assigned() > gate.exported()
                  ? Uni.createFrom()
                      .item(Optional.of(new Next(head(gate, gate.assignedSize()), true)))
                  : assign(tx, gate);
            });
  }

  private Uni<Optional<Next>> assign(SqlConnection tx, GateRow gate) {
    long next = gate.exported() + 1;
    return ledger
        .next(tx, gate.exportedSize(), MOST)
        .map(size -> size.orElse(gate.exportedSize()))
        .chain(size -> facts.assign(tx, next, MOST).chain(facts -> assign(tx, gate, size, facts)));
  }

  /** Facts are read later than entries; while some are left, no entry goes out. */
  private Uni<Optional<Next>> assign(SqlConnection tx, GateRow gate, long size, int facts) {
    boolean full = facts >= MOST;
    long to = full ? gate.exportedSize() : size;
    boolean more = full || to - gate.exportedSize() >= MOST / 2;
    return facts == 0 && to == gate.exportedSize()
        ? Uni.createFrom().item(Optional.empty())
        : store
            .assigned(tx, gate.exported() + 1, to)
            .replaceWith(Optional.of(new Next(head(gate, to), more)));
  }

  private static Head head(GateRow gate, long size) {
    return new Head(
        gate.exported() + 1,
        Optional.ofNullable(gate.exportedHash()).orElse(""),
        gate.exportedSize(),
        size,
        gate.fresh(),
        null,
        null);
  }

  private Uni<Void> write(Head head) {
    boolean grows = head.to() > head.from();
    Uni<List<Leaf>> leaves =
        grows ? ledger.leaves(head.from(), head.to()) : Uni.createFrom().item(List.of());
    Uni<Optional<Tree>> tree =
        grows ? ledger.tree(head.to()).map(Optional::of) : Uni.createFrom().item(Optional.empty());
    return Uni.combine()
        .all()
        .unis(database.transaction(tx -> facts(tx, head)), leaves, tree)
        .asTuple()
        .chain(
            all -> {
              Facts facts = all.getItem1();
              return write(head, facts, all.getItem2(), all.getItem3());
            });
  }

  /** On one connection: another database may have taken the place of this one, and has none. */
  private Uni<Facts> facts(SqlConnection tx, Head head) {
    return store
        .lock(tx)
        .invoke(
            gate -> {
              if (!gate.isOpen()
                  || gate.assigned() != head.number()
                  || gate.exported() != head.number() - 1) {
                throw new IllegalStateException(
                    "segment %d is no longer the one to be written".formatted(head.number()));
              }
            })
        .chain(
            gate -> facts.of(tx, head.number()).map(rows -> new Facts(gate.incarnation(), rows)));
  }

  private Uni<Void> write(Head head, Facts facts, List<Leaf> leaves, Optional<Tree> tree) {
    String body = SegmentFile.body(head, facts.rows(), leaves, tree);
    String hash = Sha256.hex(body);
    if (leaves.size() != head.to() - head.from()) {
      throw new IllegalStateException(
          "entries of the ledger are missing before %d".formatted(head.to()));
    }
    return ledger
        .sign(SegmentFile.claim(head.number(), hash))
        .chain(note -> segments.write(head.number(), body + SegmentFile.seal(hash, note)))
        .chain(() -> segments.read(head.number()))
        .chain(there -> requireOurs(there, head.number(), hash, facts.of()))
        .chain(() -> database.transaction(tx -> store.exported(tx, head.hashed(hash), facts.of())));
  }

  /** A replica may have written it before, and another database, too, which this one is not. */
  private Uni<Void> requireOurs(Content there, long number, String hash, String incarnation) {
    return ledger
        .signed(there.seal())
        .chain(
            text -> {
              boolean same =
                  hash.equals(there.head().hash())
                      && text.filter(SegmentFile.claim(number, hash)::equals).isPresent();
              return same
                  ? Uni.createFrom().voidItem()
                  : database
                      .replay(tx -> forked(tx, incarnation))
                      .invoke(
                          () -> {
                            throw new IllegalStateException(
                                "segment %d is another database's".formatted(number));
                          });
            });
  }

  /** Only the database whose segment it was to be. */
  private Uni<Void> forked(SqlConnection tx, String incarnation) {
    return store
        .lock(tx)
        .chain(
            gate ->
                gate.incarnation().equals(incarnation)
                    ? store.seal(tx, Seal.FORKED)
                    : Uni.createFrom().voidItem());
  }

  /**
   * A segment to be written.
   *
   * @param more whether others are to follow at once
   */
  private record Next(Head head, boolean more) {}

  /**
   * What a segment has.
   *
   * @param of the incarnation of the database that has them
   */
  private record Facts(String of, List<Fact> rows) {}
}
