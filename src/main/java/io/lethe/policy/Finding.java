package io.lethe.policy;

import java.util.Optional;

/**
 * One thing that is wrong with, or missing from, a policy document.
 *
 * @param path where, as a dotted path such as {@code categories.user.retention[0].keep}; empty for
 *     the whole document
 * @param code what, the name of a {@link FindingCode}
 * @param severity what it keeps from happening
 * @param message how to mend it; begins with {@code line n:} when it is about one place in the text
 */
public record Finding(String path, String code, Severity severity, String message) {

  private static final String CATEGORIES = "categories.";

  static Finding of(String path, FindingCode code, String message) {
    return new Finding(path, code.name(), code.severity(), message);
  }

  /** Where the same cause keeps more from happening than elsewhere. */
  static Finding of(String path, FindingCode code, Severity severity, String message) {
    return new Finding(path, code.name(), severity, message);
  }

  static Finding of(String path, FindingCode code) {
    return of(path, code, code.title());
  }

  /** The category that this is about, if it is about one. */
  public Optional<String> category() {
    if (!path.startsWith(CATEGORIES)) {
      return Optional.empty();
    }
    String rest = path.substring(CATEGORIES.length());
    int end = rest.indexOf('.');
    return Optional.of(end < 0 ? rest : rest.substring(0, end));
  }
}
