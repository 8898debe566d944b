package io.lethe.transform;

import java.util.Locale;
import java.util.Optional;

/** What a field's values are; it decides how they are checked and normalized. */
public enum ValueType {
  TEXT,
  NAME,
  PHONE,
  EMAIL,
  DATE,
  DATETIME,
  DIGITS,
  IP,
  NUMBER,
  BOOLEAN;

  private final String yamlName = name().toLowerCase(Locale.ROOT);

  /** What the type is called in the input of every keyed token, so that it never changes. */
  public String tokenName() {
    return name();
  }

  /** The name in policies, lower case. */
  public String yamlName() {
    return yamlName;
  }

  /** The type of this name in policies. */
  public static Optional<ValueType> of(String yamlName) {
    for (ValueType type : values()) {
      if (type.yamlName.equals(yamlName)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
