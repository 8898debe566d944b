package io.lethe.document;

/** A word or sentence in each language, with places for values as of {@link String#format}. */
public interface Word {

  String english();

  String russian();

  /** The text in a language. */
  default String in(Language language) {
    return language == Language.RU ? russian() : english();
  }
}
