package io.lethe.policy;

/**
 * Another version has come to be active, or a calendar been added to, that this replica knows not
 * of.
 *
 * <p>Whoever meets it reads the versions again and repeats what it did: {@link
 * PolicyEpochs#current} does.
 */
public final class StalePolicy extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Another version is known now, or should be. */
  public StalePolicy() {
    super("a version or calendar is in force that is not known here", null, false, false);
  }
}
