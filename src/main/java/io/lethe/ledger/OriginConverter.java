package io.lethe.ledger;

import org.eclipse.microprofile.config.spi.Converter;

/** Refuses at the start what no signature can be made under. */
public final class OriginConverter implements Converter<String> {

  private static final long serialVersionUID = 1L;

  @Override
  public String convert(String value) {
    String name = value.strip();
    if (!VerifierKey.isName(name)) {
      throw new IllegalArgumentException(
          "lethe.ledger.origin is a name without blanks and plus signs, such as"
              + " lethe.example.org/ledger");
    }
    return name;
  }
}
