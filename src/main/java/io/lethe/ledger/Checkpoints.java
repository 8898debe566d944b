package io.lethe.ledger;

import io.lethe.ledger.LedgerStore.Checkpoint;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Signs trees, and tells whether one was signed.
 *
 * <p><b>Source</b>: C2SP tlog-checkpoint.
 */
@ApplicationScoped
class Checkpoints {

  private final CheckpointSigners signers;

  Checkpoints(CheckpointSigners signers) {
    this.signers = signers;
  }

  /** The keys by which notes are verified, the newest last. */
  Uni<List<VerifierKey>> keys() {
    return signers.all().map(all -> all.stream().map(CheckpointSigner::verifier).toList());
  }

  /** A tree with its signed note. */
  Uni<Checkpoint> sign(MerkleFrontier tree, Instant at) {
    return signers
        .all()
        .map(
            all -> {
              String text = text(origin(all), tree.size(), tree.root());
              return Checkpoint.of(tree, at, SignedNote.of(text, all).print());
            });
  }

  /**
   * The tree that a checkpoint goes on from.
   *
   * <p><b>Errors</b>: {@link IllegalStateException} when it is not {@linkplain #isOurs ours}.
   */
  Uni<MerkleFrontier> resume(Checkpoint checkpoint) {
    MerkleFrontier tree = new MerkleFrontier(checkpoint.size(), checkpoint.frontier());
    return isOurs(checkpoint)
        .map(
            ours -> {
              if (!ours || !MessageDigest.isEqual(tree.root(), checkpoint.root())) {
                throw forged(checkpoint);
              }
              return tree;
            });
  }

  /**
   * Whether a checkpoint says what this ledger has signed; otherwise somebody has written to the
   * table.
   */
  Uni<Boolean> isOurs(Checkpoint checkpoint) {
    return signers.all().map(all -> signed(checkpoint, checkpoint.note(), all));
  }

  private static boolean signed(Checkpoint checkpoint, String note, List<CheckpointSigner> all) {
    Optional<SignedNote> read = SignedNote.parse(note);
    return read.isPresent()
        && all.stream()
            .map(CheckpointSigner::verifier)
            .anyMatch(
                key ->
                    read.get().isSignedBy(key)
                        && read.get()
                            .text()
                            .equals(text(key.name(), checkpoint.size(), checkpoint.root())));
  }

  private static IllegalStateException forged(Checkpoint checkpoint) {
    return new IllegalStateException(
        "the newest checkpoint, of size "
            + checkpoint.size()
            + ", is not one that this ledger has signed; nothing is sealed on it."
            + " Compare ledger_checkpoint with what was published, and put it right");
  }

  private static String origin(List<CheckpointSigner> all) {
    return all.get(all.size() - 1).verifier().name();
  }

  /** Origin, size and root, a line each. */
  static String text(String origin, long size, byte[] root) {
    return origin + "\n" + size + "\n" + Base64Text.of(root) + "\n";
  }
}
