package io.lethe.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.function.Supplier;

/** A default locale whose digits are not those of ASCII, as a host may have it. */
public final class ArabicDigits {

  private static final Locale LOCALE = Locale.forLanguageTag("ar-EG-u-nu-arab");

  private ArabicDigits() {}

  /** Does something under that locale, and puts the other one back. */
  public static <T> T during(Supplier<T> work) {
    Locale before = Locale.getDefault();
    Locale.setDefault(LOCALE);
    try {
      assertThat("%d".formatted(17)).as("the locale has other digits").isEqualTo("\u0661\u0667");
      return work.get();
    } finally {
      Locale.setDefault(before);
    }
  }
}
