package io.lethe.intake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.problem.ErrorCode;
import io.smallrye.mutiny.Uni;
import java.util.Collections;
import java.util.function.Consumer;

/**
 * Counts of one stream.
 *
 * <p><b>Thread safety</b>: none; one stream owns it.
 */
final class Tally {

  private long accepted;
  private long rejected;
  private long left;

  /** Lines that are refused without an answer of their own. */
  Uni<Void> leave(int lines, Consumer<Outcome> witness) {
    left += lines;
    rejected += lines;
    Collections.nCopies(lines, Outcome.rejected(ErrorCode.STREAM_TOO_LONG, "")).forEach(witness);
    return Uni.createFrom().voidItem();
  }

  void count(ObjectNode answer) {
    if (ItemCodec.accepted(answer)) {
      accepted++;
    } else {
      rejected++;
    }
  }

  long accepted() {
    return accepted;
  }

  long rejected() {
    return rejected;
  }

  /** How many were left without an answer of their own. */
  long left() {
    return left;
  }
}
