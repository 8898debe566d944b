package io.lethe.ledger;

import io.lethe.ledger.LedgerStore.Checkpoint;
import io.lethe.ledger.LedgerStore.SealedEntry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Proofs of single entries under the newest checkpoint. */
@ApplicationScoped
public class EntryProofs {

  private final LedgerStore store;
  private final TreeReader tree;

  EntryProofs(LedgerStore store, TreeReader tree) {
    this.store = store;
    this.tree = tree;
  }

  /** The proof of an entry, by its id; empty while it is not sealed, or when it is erased. */
  public Uni<Optional<EntryProof>> of(long entry) {
    return store
        .entry(entry)
        .chain(
            found ->
                found.isEmpty()
                    ? Uni.createFrom().item(Optional.empty())
                    : store.newest().chain(newest -> of(found.get(), newest)));
  }

  private Uni<Optional<EntryProof>> of(SealedEntry entry, Optional<Checkpoint> newest) {
    byte[] salt = entry.salt();
    String content = entry.content();
    Optional<Checkpoint> covering = newest.filter(tree -> entry.index() < tree.size());
    if (salt == null || content == null || covering.isEmpty()) {
      return Uni.createFrom().item(Optional.empty());
    }
    Checkpoint checkpoint = covering.get();
    return tree.hashes(MerklePath.inclusion(entry.index(), checkpoint.size()))
        .map(
            hashes ->
                Optional.of(
                    new EntryProof(
                        entry.index(),
                        Base64Text.of(salt),
                        content,
                        checkpoint.size(),
                        Base64Text.of(hashes),
                        checkpoint.note())));
  }
}
