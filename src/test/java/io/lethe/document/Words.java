package io.lethe.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;

/** What holds for the words of every document. */
public final class Words {

  private Words() {}

  /** Each is there in both, with places for the same values. */
  public static void areInBothLanguages(Word... words) {
    for (Word word : words) {
      String english = word.in(Language.EN);
      String russian = word.in(Language.RU);
      assertThat(english).isNotBlank();
      assertThat(russian).isNotBlank();
      assertThat(places(russian)).isEqualTo(places(english));
    }
  }

  private static String places(String text) {
    return text.chars()
        .filter(sign -> sign == '%')
        .mapToObj(Character::toString)
        .collect(Collectors.joining());
  }
}
