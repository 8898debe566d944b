package io.lethe.key;

/**
 * Another version of a ring has come to write since the keys were read.
 *
 * <p>Whoever meets it reads the keys again and repeats what it did with them: {@link
 * KeyRings#write} and {@link KeyRings#read} do.
 */
public final class StaleKeys extends RuntimeException {

  private static final long serialVersionUID = 1L;

  StaleKeys() {
    super("the keys are those of an older epoch", null, false, false);
  }
}
