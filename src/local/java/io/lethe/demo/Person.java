package io.lethe.demo;

import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import net.datafaker.Faker;

/** A person who does not exist, as Datafaker draws one for Russia. */
record Person(
    String firstName,
    String lastName,
    String gender,
    LocalDate dateOfBirth,
    String phone,
    String email,
    String city,
    String address) {

  /** Half of all live in these; Datafaker would spread them evenly over every town. */
  private static final List<String> LARGEST =
      List.of("Москва", "Москва", "Москва", "Санкт-Петербург", "Новосибирск", "Казань");

  private static final Map<Character, String> LATIN =
      Map.ofEntries(
          Map.entry('а', "a"),
          Map.entry('б', "b"),
          Map.entry('в', "v"),
          Map.entry('г', "g"),
          Map.entry('д', "d"),
          Map.entry('е', "e"),
          Map.entry('ё', "e"),
          Map.entry('ж', "zh"),
          Map.entry('з', "z"),
          Map.entry('и', "i"),
          Map.entry('й', "y"),
          Map.entry('к', "k"),
          Map.entry('л', "l"),
          Map.entry('м', "m"),
          Map.entry('н', "n"),
          Map.entry('о', "o"),
          Map.entry('п', "p"),
          Map.entry('р', "r"),
          Map.entry('с', "s"),
          Map.entry('т', "t"),
          Map.entry('у', "u"),
          Map.entry('ф', "f"),
          Map.entry('х', "kh"),
          Map.entry('ц', "ts"),
          Map.entry('ч', "ch"),
          Map.entry('ш', "sh"),
          Map.entry('щ', "shch"),
          Map.entry('ы', "y"),
          Map.entry('э', "e"),
          Map.entry('ю', "yu"),
          Map.entry('я', "ya"));

  /** Draws a person; the e-mail domains are reserved ones. */
  static Person draw(Faker faker) {
    boolean woman = faker.bool().bool();
    String first = woman ? faker.name().femaleFirstName() : faker.name().maleFirstName();
    String last = faker.expression(woman ? "#{Name.female_last_name}" : "#{Name.male_last_name}");
    LocalDate birth = faker.timeAndDate().birthday(18, 70);
    String mailbox = latin(first) + "." + latin(last) + faker.number().numberBetween(1, 10_000);
    return new Person(
        first,
        last,
        woman ? "f" : "m",
        birth,
        faker.phoneNumber().cellPhone(),
        mailbox + faker.options().option("@pochta.example", "@yashchik.example", "@example.org"),
        faker.bool().bool() ? faker.options().nextElement(LARGEST) : faker.address().cityName(),
        faker.address().fullAddress());
  }

  private static String latin(String name) {
    StringBuilder latin = new StringBuilder();
    for (char letter : name.toLowerCase(Locale.ROOT).toCharArray()) {
      latin.append(LATIN.getOrDefault(letter, ""));
    }
    return latin.toString();
  }

  /** Names nobody, as for a real one. */
  @Override
  public String toString() {
    return "Person[]";
  }
}
