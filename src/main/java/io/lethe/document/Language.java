package io.lethe.document;

import java.util.Collection;
import java.util.Locale;

/** The languages of documents. */
public enum Language {
  RU,
  EN;

  /** The first of the accepted languages that documents have; Russian when none of them is. */
  public static Language of(Collection<Locale> accepted) {
    for (Locale locale : accepted) {
      for (Language language : values()) {
        if (language.tag().equals(locale.getLanguage())) {
          return language;
        }
      }
    }
    return RU;
  }

  /** As in RFC 5646. */
  public String tag() {
    return name().toLowerCase(Locale.ROOT);
  }
}
