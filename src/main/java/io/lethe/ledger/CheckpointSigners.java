package io.lethe.ledger;

import io.smallrye.mutiny.Uni;
import java.util.List;

/**
 * The keys of this ledger. They are under the key encryption key, of which the ledger knows
 * nothing.
 */
public interface CheckpointSigners {

  /**
   * Those that sign now, the newest last; the first one is made when there is none.
   *
   * <p><b>Errors</b>: {@code KEY_UNAVAILABLE} when they cannot be opened.
   */
  Uni<List<CheckpointSigner>> all();
}
