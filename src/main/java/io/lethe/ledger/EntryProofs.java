package io.lethe.ledger;

import io.lethe.ledger.LedgerStore.Checkpoint;
import io.lethe.ledger.LedgerStore.SealedEntry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Base64;
import java.util.List;
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
    long size = newest.map(Checkpoint::size).orElse(0L);
    String note = newest.map(Checkpoint::note).orElse(null);
    if (salt == null || content == null || note == null || entry.index() >= size) {
      return Uni.createFrom().item(Optional.empty());
    }
    return tree.hashes(MerklePath.inclusion(entry.index(), size))
        .map(
            hashes ->
                Optional.of(
                    new EntryProof(
                        entry.index(), base64(salt), content, size, base64(hashes), note)));
  }

  private static List<String> base64(List<byte[]> hashes) {
    return hashes.stream().map(EntryProofs::base64).toList();
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
