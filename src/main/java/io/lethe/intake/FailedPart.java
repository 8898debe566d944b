package io.lethe.intake;

import io.lethe.problem.ErrorCode;
import io.lethe.problem.Outage;
import io.lethe.problem.Redacted;
import io.lethe.problem.Sealed;
import io.lethe.problem.ServiceException;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.util.Collection;
import org.jboss.logging.Logger;

/**
 * Answers the items of a part that failed, where other parts of the same request are stored: a
 * failure of the whole would hide what has become of them.
 */
public final class FailedPart {

  private static final Logger LOG = Logger.getLogger(FailedPart.class);

  private FailedPart() {}

  /** Lets a part fail alone: the items at these positions are refused. */
  public static Uni<Void> alone(Uni<Void> part, Outcome[] outcomes, Collection<Integer> positions) {
    return part.onFailure()
        .recoverWithItem(
            failure -> {
              Outcome refusal = refusal(failure, positions.size());
              positions.forEach(position -> outcomes[position] = refusal);
              return null;
            });
  }

  /** The answer to each item of a part that failed. */
  static Outcome refusal(Throwable failure, int items) {
    ErrorCode code = code(failure);
    LOG.errorf(Redacted.of(failure), "%d items are refused: %s", items, code);
    return Outcome.rejected(code, "");
  }

  private static ErrorCode code(Throwable failure) {
    if (failure instanceof ServiceException known) {
      return known.code();
    }
    if (Sealed.is(failure)) {
      return ErrorCode.DATABASE_SEALED;
    }
    boolean passing = Outage.is(failure) || failure instanceof IOException;
    return passing ? ErrorCode.UNAVAILABLE : ErrorCode.INTERNAL;
  }
}
