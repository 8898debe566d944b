package io.lethe.problem;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.regex.Pattern;

/**
 * One thing that is wrong in the input.
 *
 * @param path where, as a dotted path such as {@code fields.phone_number}
 * @param code what, stable
 * @param message how to mend it; never holds a value
 */
@RegisterForReflection
public record Violation(String path, String code, String message) {

  private static final Pattern IDENTIFIER = Pattern.compile("[a-z][a-z0-9_]{0,63}");
  private static final int MOST_DIGITS = 3;

  /**
   * A name that nobody declared. It may itself be a personal value, so it is told only where it
   * looks like an identifier: at most 64 lower-case letters, digits and {@code _}, a letter first,
   * and fewer than four digits. Any other is told by its position.
   *
   * @param parent path of the object that has the name, empty for the whole
   * @param position of the name in its object, from 0
   */
  public static Violation undeclared(String parent, String name, int position, ErrorCode code) {
    boolean identifier =
        IDENTIFIER.matcher(name).matches()
            && name.chars().filter(Character::isDigit).count() <= MOST_DIGITS;
    String told = (parent.isEmpty() ? "" : ".") + name;
    return of(parent + (identifier ? told : "[" + position + "]"), code);
  }

  /** A violation whose message is the code's title. */
  public static Violation of(String path, ErrorCode code) {
    return new Violation(path, code.name(), code.title());
  }
}
