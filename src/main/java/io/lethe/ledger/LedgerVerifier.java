package io.lethe.ledger;

import io.lethe.ledger.LedgerStore.Checkpoint;
import io.lethe.ledger.LedgerStore.SealedEntry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.MessageDigest;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Recomputes the whole ledger from its contents and compares it with every published root.
 *
 * <p>It names the first fault: an entry whose content does not match its commitment, a missing
 * index, a checkpoint whose root is not that of the entries before it, or a newest one that this
 * ledger has not signed.
 */
@ApplicationScoped
class LedgerVerifier {

  private static final int PAGE = 2_000;

  private final LedgerStore store;
  private final Checkpoints checkpoints;
  private final AtomicReference<Uni<Verification>> running = new AtomicReference<>();

  LedgerVerifier(LedgerStore store, Checkpoints checkpoints) {
    this.store = store;
    this.checkpoints = checkpoints;
  }

  /**
   * Verifies entries and checkpoints up to the newest checkpoint. It reads the whole ledger: who
   * asks while one is under way gets the outcome of that one.
   */
  Uni<Verification> verify() {
    Uni<Verification> next =
        Uni.createFrom()
            .deferred(this::whole)
            .onTermination()
            .invoke(() -> running.set(null))
            .memoize()
            .indefinitely();
    return running.updateAndGet(current -> current == null ? next : current);
  }

  private Uni<Verification> whole() {
    return store
        .newest()
        .chain(
            newest ->
                page(new MerkleFrontier(), newest.map(Checkpoint::size).orElse(0L))
                    .chain(verified -> after(verified, () -> signature(newest, verified))))
        .chain(verified -> after(verified, () -> beyond(verified)));
  }

  private static Uni<Verification> after(Verification verified, Supplier<Uni<Verification>> next) {
    return verified.intact() ? next.get() : Uni.createFrom().item(verified);
  }

  private Uni<Verification> signature(Optional<Checkpoint> newest, Verification verified) {
    return newest
        .map(checkpoints::isOurs)
        .orElseGet(() -> Uni.createFrom().item(true))
        .map(
            ours ->
                ours
                    ? verified
                    : new Verification(
                        false,
                        verified.size(),
                        Optional.of(
                            "the checkpoint of size "
                                + verified.size()
                                + " is not signed by this ledger")));
  }

  /** Entries with an index that no checkpoint covers; the newest may have come while we read. */
  private Uni<Verification> beyond(Verification verified) {
    return store
        .uncovered(verified.size())
        .map(
            uncovered ->
                uncovered
                    ? new Verification(
                        false,
                        verified.size(),
                        Optional.of(
                            "entries from index " + verified.size() + " have no checkpoint"))
                    : verified);
  }

  private Uni<Verification> page(MerkleFrontier tree, long size) {
    return store
        .entries(tree.size() - 1, PAGE)
        .chain(
            entries ->
                store
                    .checkpoints(tree.size() - 1, tree.size() + entries.size())
                    .map(checkpoints -> fault(tree, entries, checkpoints, size)))
        .chain(
            fault -> {
              if (fault.isPresent() || tree.size() >= size) {
                return Uni.createFrom().item(new Verification(fault.isEmpty(), tree.size(), fault));
              }
              return page(tree, size);
            });
  }

  private static Optional<String> fault(
      MerkleFrontier tree, List<SealedEntry> entries, List<Checkpoint> checkpoints, long size) {
    Iterator<Checkpoint> published = checkpoints.iterator();
    Optional<Checkpoint> next = next(published);
    for (SealedEntry entry : entries) {
      if (tree.size() == size) {
        break;
      }
      if (entry.index() != tree.size()) {
        return Optional.of("the entry of index " + tree.size() + " is missing");
      }
      if (!matches(entry)) {
        return Optional.of(
            "the entry of index " + entry.index() + " does not match its commitment");
      }
      tree.append(MerkleFrontier.leaf(entry.commitment()));
      while (next.isPresent() && next.get().size() <= tree.size()) {
        Checkpoint checkpoint = next.get();
        if (checkpoint.size() == tree.size()
            && !MessageDigest.isEqual(checkpoint.root(), tree.root())) {
          return Optional.of("the checkpoint of size " + tree.size() + " has another root");
        }
        next = next(published);
      }
    }
    boolean stuck = entries.isEmpty() && tree.size() < size;
    return stuck
        ? Optional.of("the entry of index " + tree.size() + " is missing")
        : Optional.empty();
  }

  /** Whether what an entry says is what was committed to; nothing is known of an erased one. */
  private static boolean matches(SealedEntry entry) {
    byte[] salt = entry.salt();
    String content = entry.content();
    return salt == null
        || content == null
        || MessageDigest.isEqual(LedgerLeaf.commitment(salt, content), entry.commitment());
  }

  private static Optional<Checkpoint> next(Iterator<Checkpoint> checkpoints) {
    return checkpoints.hasNext() ? Optional.of(checkpoints.next()) : Optional.empty();
  }

  /**
   * The outcome.
   *
   * @param size entries verified
   * @param fault the first fault, if any
   */
  record Verification(boolean intact, long size, Optional<String> fault) {}
}
