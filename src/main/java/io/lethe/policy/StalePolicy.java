package io.lethe.policy;

/**
 * Another version has come to be active than this replica knows.
 *
 * <p>Whoever meets it reads the versions again and repeats what it did: {@link
 * PolicyEpochs#current} does.
 */
public final class StalePolicy extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Another version is known now, or should be. */
  public StalePolicy() {
    super("a version has been activated that is not known here", null, false, false);
  }
}
