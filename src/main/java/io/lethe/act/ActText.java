package io.lethe.act;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.act.ActWord.Language;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Says in a language, and in the time of a zone, what acts have as JSON.
 *
 * <p>What it has no words for it says as it is: texts of the policy, and of acts that other
 * versions have written.
 */
record ActText(Language language, ZoneId zone) {

  private static final DateTimeFormatter RUSSIAN_TIME =
      DateTimeFormatter.ofPattern("dd.MM.yyyy HH:mm:ss xxx", Locale.ROOT);
  private static final DateTimeFormatter ENGLISH_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss xxx", Locale.ROOT);
  private static final DateTimeFormatter RUSSIAN_DAY =
      DateTimeFormatter.ofPattern("dd.MM.yyyy", Locale.ROOT);

  private static final Pattern REASON = Pattern.compile("from (\\S+)(?:, kept (\\S+))?");
  private static final Pattern RECORDS = Pattern.compile("(\\d+) records");
  private static final Pattern OF_A_PERSON = Pattern.compile("a person's (.+)");
  private static final Pattern PERIOD =
      Pattern.compile("P(?=\\d)(?:(\\d+)Y)?(?:(\\d+)M)?(?:(\\d+)W)?(?:(\\d+)D)?(?:(\\d+)BD)?");
  private static final String[] UNITS = {"г.", "мес.", "нед.", "дн.", "раб. дн."};

  private static final Map<String, ActWord> KNOWN =
      Stream.of(ActWord.values())
          .collect(Collectors.toMap(ActWord::english, Function.identity(), (one, same) -> one));

  private static final Map<String, ActWord> STORES =
      Map.of(
          "indexes", ActWord.STORE_INDEXES,
          "keys", ActWord.STORE_KEYS,
          "records", ActWord.STORE_RECORDS,
          "replaced", ActWord.STORE_REPLACED,
          "tables", ActWord.STORE_TABLES);

  String word(ActWord word, Object... values) {
    return values.length == 0 ? word.in(language) : word.in(language).formatted(values);
  }

  /** A text of the content. */
  String of(JsonNode text) {
    return text.isMissingNode() || text.isNull() ? word(ActWord.NOT_SAID) : text.asText();
  }

  /** A word or sentence of the content. */
  String known(JsonNode text) {
    ActWord word = KNOWN.get(text.asText());
    return word == null ? of(text) : word(word);
  }

  /** An instant of the content, in the zone, with its offset. */
  String time(JsonNode instant) {
    return instant.isMissingNode() || instant.isNull()
        ? word(ActWord.NOT_SAID)
        : time(Instant.parse(instant.asText()));
  }

  String time(Instant instant) {
    ZonedDateTime at = instant.atZone(zone);
    return (language == Language.RU ? RUSSIAN_TIME : ENGLISH_TIME).format(at);
  }

  String day(LocalDate day) {
    return language == Language.RU ? RUSSIAN_DAY.format(day) : day.toString();
  }

  /** Why it was destroyed: what the term was counted from, and how long it is. */
  String reason(JsonNode reason) {
    Matcher parts = REASON.matcher(reason.asText());
    if (!parts.matches()) {
      return of(reason);
    }
    String kept = parts.group(2);
    return word(ActWord.TERM_FROM, parts.group(1))
        + (kept == null ? "" : word(ActWord.TERM_KEPT, period(kept)));
  }

  private String period(String period) {
    Matcher parts = PERIOD.matcher(period);
    if (language != Language.RU || !parts.matches()) {
      return period;
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < UNITS.length; i++) {
      if (parts.group(i + 1) != null) {
        text.append(text.isEmpty() ? "" : " ").append(parts.group(i + 1)).append(' ');
        text.append(UNITS[i]);
      }
    }
    return text.toString();
  }

  /** What a hold or block is over. */
  String over(JsonNode over) {
    if (language == Language.RU) {
      Matcher records = RECORDS.matcher(over.asText());
      if (records.matches()) {
        return "записи: " + records.group(1);
      }
      Matcher person = OF_A_PERSON.matcher(over.asText());
      if (person.matches()) {
        return "субъект, " + person.group(1);
      }
    }
    return known(over);
  }

  /** The name of a store that was looked in. */
  String store(String store) {
    ActWord word = STORES.get(store);
    return word == null ? store : word(word);
  }

  /** A share from 0 to 1. */
  String share(JsonNode share) {
    return share.isNumber()
        ? String.format(Locale.ROOT, "%.4f", share.asDouble()).replaceAll("0+$|\\.0+$", "")
        : word(ActWord.NOT_SAID);
  }
}
