package io.lethe.gate;

/**
 * Why what was exported cannot be brought back: a directory, a segment or a journal that is not as
 * it has to be. The message names it, says how to mend it, and has no personal value.
 */
public final class NotReplayable extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  public NotReplayable(String message) {
    super(message);
  }

  public NotReplayable(String message, Throwable cause) {
    super(message, cause);
  }
}
