package io.lethe.policy;

import java.util.Optional;

/** Who answers for the processing; a destruction act needs both parts. */
public record Operator(Optional<String> name, Optional<String> address) {

  /** An operator of whom nothing is known. */
  public static final Operator UNKNOWN = new Operator(Optional.empty(), Optional.empty());

  /** This operator, with what it lacks taken from {@code other}. */
  public Operator completedBy(Operator other) {
    return new Operator(name.or(other::name), address.or(other::address));
  }

  /** Whether both parts are known. */
  public boolean complete() {
    return name.isPresent() && address.isPresent();
  }
}
