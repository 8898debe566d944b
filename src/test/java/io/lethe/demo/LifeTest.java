package io.lethe.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import net.datafaker.Faker;
import org.junit.jupiter.api.Test;

class LifeTest {

  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

  @Test
  void everythingHappensInOrderBeforeNow() {
    // When
    List<Life> lives = IntStream.range(0, 2_000).mapToObj(number -> Life.of(number, NOW)).toList();

    // Then
    assertThat(lives)
        .allSatisfy(
            life -> {
              List<Instant> times = life.events().stream().map(Life.Event::at).toList();
              assertThat(life.categories()).isNotEmpty();
              assertThat(life.joined()).isBefore(NOW);
              assertThat(times)
                  .isSorted()
                  .allSatisfy(at -> assertThat(at).isBetween(life.joined(), NOW.minusSeconds(1)));
            });
  }

  @Test
  void sameNumberHasTheSameLife() {
    // When
    Life again = Life.of(7, NOW);

    // Then
    assertThat(again).isEqualTo(Life.of(7, NOW));
  }

  @Test
  void peopleHaveValidRussianMobileNumbersAndReservedDomains() throws NumberParseException {
    // Given
    Faker faker = new Faker(Locale.forLanguageTag("ru"));
    PhoneNumberUtil numbers = PhoneNumberUtil.getInstance();

    for (int i = 0; i < 200; i++) {
      // When
      Person person = Person.draw(faker);

      // Then
      assertThat(numbers.isValidNumber(numbers.parse(person.phone(), "RU"))).isTrue();
      assertThat(person.email()).matches("[a-z]+\\.[a-z]+[0-9]+@[a-z]+\\.(example|org)");
    }
  }
}
