package io.lethe.policy;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithParentName;
import java.util.Map;
import java.util.Optional;

/** Operators whose name and address the policy document leaves open. */
@ConfigMapping(prefix = "lethe.operators")
public interface OperatorsConfig {

  /** The operator of each policy, by the policy's name. */
  @WithParentName
  Map<String, Operator> operators();

  /** An operator, as an act names it. */
  interface Operator {

    /** Registered name. */
    Optional<String> name();

    /** Registered address. */
    Optional<String> address();
  }
}
