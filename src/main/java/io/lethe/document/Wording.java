package io.lethe.document;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Says in a language, and in the time of a zone, what contents have as JSON.
 *
 * <p>What it has no words for it says as it is: texts of policies, and of contents that other
 * versions have written.
 *
 * <p><b>Guarantee</b>: numbers have the digits of ASCII, whatever the default locale is.
 */
public class Wording {

  private static final DateTimeFormatter RUSSIAN_TIME = pattern("dd.MM.yyyy HH:mm:ss xxx");
  private static final DateTimeFormatter ENGLISH_TIME = pattern("yyyy-MM-dd HH:mm:ss xxx");
  private static final DateTimeFormatter RUSSIAN_DAY = pattern("dd.MM.yyyy");
  private static final DateTimeFormatter RUSSIAN_MONTH = pattern("MM.yyyy");

  private final Language language;
  private final ZoneId zone;
  private final Map<String, Word> known;

  /**
   * Words for a document.
   *
   * @param known words that contents have in English
   */
  public Wording(Language language, ZoneId zone, List<? extends Word> known) {
    this.language = language;
    this.zone = zone;
    this.known =
        known.stream()
            .collect(Collectors.toMap(Word::english, Function.identity(), (one, same) -> one));
  }

  private static DateTimeFormatter pattern(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ROOT);
  }

  public final Language language() {
    return language;
  }

  public final ZoneId zone() {
    return zone;
  }

  /** A word with its values. */
  public final String word(Word word, Object... values) {
    String text = word.in(language);
    return values.length == 0 ? text : String.format(Locale.ROOT, text, values);
  }

  /** A text of the content. */
  public final String of(JsonNode text) {
    return isSaid(text) ? text.asText() : word(DocumentWord.NOT_SAID);
  }

  /** A word or sentence of the content. */
  public final String known(JsonNode text) {
    Word word = known.get(text.asText());
    return word == null ? of(text) : word(word);
  }

  /** Yes or no. */
  public final String yes(JsonNode is) {
    return isSaid(is)
        ? word(is.asBoolean() ? DocumentWord.YES : DocumentWord.NO)
        : word(DocumentWord.NOT_SAID);
  }

  /** An instant of the content, in the zone, with its offset. */
  public final String time(JsonNode instant) {
    return isSaid(instant) ? time(Instant.parse(instant.asText())) : word(DocumentWord.NOT_SAID);
  }

  public final String time(Instant instant) {
    return (language == Language.RU ? RUSSIAN_TIME : ENGLISH_TIME).format(instant.atZone(zone));
  }

  public final String day(LocalDate day) {
    return language == Language.RU ? RUSSIAN_DAY.format(day) : day.toString();
  }

  public final String month(YearMonth month) {
    return language == Language.RU ? RUSSIAN_MONTH.format(month) : month.toString();
  }

  /** A name and its value. */
  public final Block.Pair pair(Word name, String value) {
    return Block.Pair.of(word(name), value);
  }

  /** A name and an identifier or a hash. */
  public final Block.Pair codePair(Word name, String value) {
    return Block.Pair.code(word(name), value);
  }

  /** A column of texts. */
  public final Block.Column column(Word name, float width) {
    return Block.Column.of(word(name), width);
  }

  /** A column of numbers. */
  public final Block.Column numberColumn(Word name, float width) {
    return Block.Column.number(word(name), width);
  }

  /** A column of identifiers or hashes. */
  public final Block.Column codeColumn(Word name, float width) {
    return Block.Column.code(word(name), width);
  }

  private static boolean isSaid(JsonNode value) {
    return !value.isMissingNode() && !value.isNull();
  }
}
