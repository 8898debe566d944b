package io.lethe.problem;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * One thing that is wrong in the input.
 *
 * @param path where, as a dotted path such as {@code fields.phone_number}
 * @param code what, stable
 * @param message how to mend it; never holds a value
 */
@RegisterForReflection
public record Violation(String path, String code, String message) {

  /** A violation whose message is the code's title. */
  public static Violation of(String path, ErrorCode code) {
    return new Violation(path, code.name(), code.title());
  }
}
