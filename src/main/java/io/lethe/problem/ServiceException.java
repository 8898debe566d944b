package io.lethe.problem;

import java.util.List;

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

  public ServiceException(ErrorCode code, String detail) {
    this(code, detail, List.of());
  }

  public ServiceException(ErrorCode code, String detail, List<Violation> violations) {
    super(code + ": " + detail);
    this.code = code;
    this.violations = List.copyOf(violations);
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
}
