package io.lethe.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LanguageTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "            | RU",
        "*           | RU",
        "ru          | RU",
        "en          | EN",
        "en-GB ru    | EN",
        "ru en       | RU",
        "de en       | EN",
        "de          | RU"
      })
  void languageIsTheFirstThatDocumentsHave(String accepted, Language language) {
    List<Locale> locales =
        accepted == null
            ? List.of()
            : List.of(accepted.split(" ")).stream().map(Locale::forLanguageTag).toList();
    assertThat(Language.of(locales)).isEqualTo(language);
  }

  @Test
  void everyWordIsInBothLanguages() {
    Words.areInBothLanguages(DocumentWord.values());
  }
}
