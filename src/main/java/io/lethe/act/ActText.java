package io.lethe.act;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.document.DocumentWord;
import io.lethe.document.Language;
import io.lethe.document.Wording;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says in a language, and in the time of a zone, what acts have as JSON. */
final class ActText extends Wording {

  private static final Pattern REASON = Pattern.compile("from (\\S+)(?:, kept (\\S+))?");
  private static final Pattern RECORDS = Pattern.compile("(\\d+) records");
  private static final Pattern OF_A_PERSON = Pattern.compile("a person's (.+)");
  private static final Pattern PERIOD =
      Pattern.compile("P(?=\\d)(?:(\\d+)Y)?(?:(\\d+)M)?(?:(\\d+)W)?(?:(\\d+)D)?(?:(\\d+)BD)?");
  private static final String[] UNITS = {"г.", "мес.", "нед.", "дн.", "раб. дн."};

  private static final Map<String, ActWord> STORES =
      Map.of(
          "indexes", ActWord.STORE_INDEXES,
          "keys", ActWord.STORE_KEYS,
          "records", ActWord.STORE_RECORDS,
          "replaced", ActWord.STORE_REPLACED,
          "tables", ActWord.STORE_TABLES);

  ActText(Language language, ZoneId zone) {
    super(language, zone, List.of(ActWord.values()));
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
    if (language() != Language.RU || !parts.matches()) {
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
    if (language() == Language.RU) {
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
        : word(DocumentWord.NOT_SAID);
  }
}
