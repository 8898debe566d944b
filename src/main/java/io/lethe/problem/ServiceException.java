package io.lethe.problem;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The one exception that reaches a caller.
 *
 * <p><b>Warning</b>: {@code detail} and the violations are sent and logged; never put a personal
 * value there.
 */
public final class ServiceException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final transient List<Violation> violations;
  private final @Nullable Instant at;
  private final @Nullable UUID act;

  public ServiceException(ErrorCode code, String detail) {
    this(code, detail, List.of());
  }

  public ServiceException(ErrorCode code, String detail, List<Violation> violations) {
    this(code, detail, violations, null, null);
  }

  private ServiceException(
      ErrorCode code,
      String detail,
      List<Violation> violations,
      @Nullable Instant at,
      @Nullable UUID act) {
    super(code + ": " + detail);
    this.code = code;
    this.violations = List.copyOf(violations);
    this.at = at;
    this.act = act;
  }

  /**
   * What is gone.
   *
   * @param at since when
   * @param act the act that says so, or null while it is being written
   */
  public static ServiceException gone(ErrorCode code, Instant at, @Nullable UUID act) {
    String written = act == null ? "the act is being written" : "act " + act;
    return new ServiceException(code, "at " + at + ", " + written, List.of(), at, act);
  }

  public ErrorCode code() {
    return code;
  }

  /** The sentence after the code. */
  public String detail() {
    return getMessage().substring(code.name().length() + 2);
  }

  public List<Violation> violations() {
    return violations;
  }

  /** Since when it is gone, of what is gone. */
  public @Nullable Instant at() {
    return at;
  }

  /** The act that says so, once it is written. */
  public @Nullable UUID act() {
    return act;
  }
}
