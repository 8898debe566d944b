package io.lethe.access;

import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.inject.Singleton;

/** The caller of the current request. */
@Singleton
public class Callers {

  static final String ATTRIBUTE = "lethe.caller";

  private final SecurityIdentity identity;

  Callers(SecurityIdentity identity) {
    this.identity = identity;
  }

  /**
   * The caller.
   *
   * <p><b>Errors</b>: {@link ServiceException} with {@link ErrorCode#UNAUTHENTICATED} outside of an
   * authenticated request.
   */
  public Caller current() {
    Caller caller = identity.getAttribute(ATTRIBUTE);
    if (caller == null) {
      throw new ServiceException(ErrorCode.UNAUTHENTICATED, "the request has no caller");
    }
    return caller;
  }
}
