package io.lethe.statement;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.document.ArabicDigits;
import io.lethe.document.Language;
import io.lethe.document.PdfText;
import io.lethe.document.Wording;
import io.lethe.document.Words;
import io.lethe.policy.RequestType;
import io.lethe.statement.StatementStore.Written;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class StatementDocumentTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ZoneId MOSCOW = ZoneId.of("Europe/Moscow");
  private static final String ID = "019a3e1a-6200-8d10-8b2f-3f1f0a7b6c11";
  private static final String HASH =
      "622e3cd3552b5890e667f0248856bfc20eda860700842fc92af88c8b894f523d";
  private static final Written WRITTEN =
      new Written(
          UUID.fromString(ID), "sens", "2026-10", Instant.parse("2026-11-01T03:12:45.678Z"), HASH);

  /** A statement with a line of each kind. */
  private static ObjectNode statement() throws IOException {
    return (ObjectNode)
        JSON.readTree(
            """
            {"id":"019a3e1a-6200-8d10-8b2f-3f1f0a7b6c11","policy":"sens","month":"2026-10",
            "from":"2026-09-30T21:00:00Z","until":"2026-10-31T21:00:00Z","measuredAt":"2026-11-01T03:12:44.123456Z",
            "categories":[{"category":"mandatory","due":9001,"destroyed":9002,"depersonalized":9003,"replacedValues":9004,"left":9005,"beyondDeadline":9006,"oldestDueAt":"2026-10-12T21:00:00Z"},
            {"category":"order_email","due":0,"destroyed":0,"depersonalized":0,"replacedValues":0,"left":0,"beyondDeadline":0,"oldestDueAt":null}],
            "kept":[{"category":"mandatory","restraint":"HOLD","id":"b9c6f1f4-5a0e-4f4e-9c57-7f0f0b7b8a11","records":9007},
            {"category":"mandatory","restraint":"BLOCK","id":"b9c6f1f4-5a0e-4f4e-9c57-7f0f0b7b8a12","records":9008}],
            "setAside":[{"what":"order_email","count":9009}],
            "holds":{"placed":9010,"released":9011,"inForce":9012},
            "blocks":{"placed":9013,"released":9014,"inForce":9015},
            "requests":{"received":9016,"answered":9017,"answeredLate":9018,"overdue":9019,"open":[
            {"id":"019a3e1a-6200-8d10-8b2f-3f1f0a7b6c12","type":"ACCESS","deadline":"2026-11-10","overdue":false},
            {"id":"019a3e1a-6200-8d10-8b2f-3f1f0a7b6c13","type":"OTHER","deadline":null,"overdue":true}]},
            "incidents":{"noted":9020,"closed":9021,"lateNotices":9022},
            "results":[{"category":"mandatory","operation":"EXPORTED","times":9023,"rows":9024}],
            "reidentifications":9025,
            "keyJobs":[{"what":"ROTATE","count":9026}],
            "acts":[{"id":"b4058608-93c8-4e87-8f41-9e7586f4210f","createdAt":"2026-10-12T21:00:03Z","hash":"aa2e3cd3552b5890e667f0248856bfc20eda860700842fc92af88c8b894f52bb"}]}
            """);
  }

  private static byte[] pdf(JsonNode statement, Language language) {
    return StatementDocument.pdf(
        new Wording(language, MOSCOW, List.of(StatementWord.values())), WRITTEN, statement);
  }

  @Test
  void russianStatementHasEveryPartAndItsHash() throws IOException {
    // When
    String text = PdfText.of(pdf(statement(), Language.RU));

    // Then
    for (int count = 9001; count <= 9026; count++) {
      assertThat(text).contains(Integer.toString(count));
    }
    assertThat(text)
        .contains("Ежемесячный отчёт об исполнении политики обработки персональных данных")
        .contains("01.10.2026 00:00:00 +03:00", "01.11.2026 00:00:00 +03:00")
        .contains("01.11.2026 06:12:44 +03:00", "01.11.2026 06:12:45 +03:00")
        .contains("mandatory", "order_email", "13.10.2026 00:00:00 +03:00")
        .contains("Передача третьим лицам", "Смена версии ключа", "13.10.2026 00:00:03")
        .contains("фамилия, имя, отчество", "должность", "подпись", "дата")
        .contains("отчёт " + ID, "страница 1 из ")
        .doesNotContain("HOLD", "BLOCK", "ACCESS", "OTHER", "EXPORTED", "ROTATE", "не указано");

    // And each value stands beside what it is of; readers judge for themselves where blanks are
    assertThat(text.replace(" ", ""))
        .contains("Номеротчёта" + ID, "Политикаsens", "Месяц10.2026")
        .contains("Запретнауничтожениеb9c6f1f4-5a0e-4f4e-9c57-7f0f0b7b8a119007")
        .contains("Блокированиеb9c6f1f4-5a0e-4f4e-9c57-7f0f0b7b8a129008")
        .contains("Запретынауничтожение901090119012", "Блокирования901390149015")
        .contains("7b6c12Сведенияобобработкеикопияданных10.11.2026нет")
        .contains("7b6c13Иноенетда")
        .contains("b4058608-93c8-4e87-8f41-9e7586f4210faa2e3cd3552b5890e667f0248856bfc20e")
        .contains("SHA-256отчёта" + HASH, "GET/api/v1/statements/" + ID);
  }

  @Test
  void englishStatementSaysTheSame() throws IOException {
    // When
    String text = PdfText.of(pdf(statement(), Language.EN));

    // Then
    for (int count = 9001; count <= 9026; count++) {
      assertThat(text).contains(Integer.toString(count));
    }
    assertThat(text)
        .contains("Monthly statement on a policy of personal data", "2026-10")
        .contains("2026-11-01 06:12:44 +03:00", "2026-11-10")
        .contains("HOLD", "ACCESS", "EXPORTED", "ROTATE", HASH, "page 1 of ")
        .contains("full name", "position", "signature", "date")
        .doesNotContain("страница", "Категория", "not stated");
  }

  @Test
  void hugeStatementLosesNoLineAndHasTheHeadsOfItsTablesOnEachPage() throws IOException {
    // Given
    ObjectNode statement = statement();
    ArrayNode open = ((ObjectNode) statement.path("requests")).putArray("open");
    ArrayNode acts = statement.putArray("acts");
    ArrayNode categories = statement.putArray("categories");
    for (int i = 0; i < 1_000; i++) {
      open.addObject()
          .put("id", new UUID(7, i).toString())
          .put("type", "DESTROY_UNLAWFUL")
          .put("deadline", LocalDate.of(2026, 11, 1).plusDays(i).toString())
          .put("overdue", i % 3 == 0);
      acts.addObject()
          .put("id", new UUID(8, i).toString())
          .put("createdAt", "2026-10-12T21:00:03Z")
          .put("hash", "%064x".formatted(i));
      categories
          .addObject()
          .put("category", "category_" + i + "_with_a_name_that_is_as_long_as_a_name_may_be")
          .put("due", Long.MAX_VALUE - i)
          .putNull("oldestDueAt");
    }

    // When
    List<String> pages = PdfText.pages(pdf(statement, Language.RU));

    // Then
    String dense = String.join("", pages).replace(" ", "");
    for (int i = 0; i < 1_000; i++) {
      assertThat(dense)
          .contains(new UUID(7, i).toString(), new UUID(8, i).toString(), "%064x".formatted(i))
          .contains("category_" + i + "_with_a_name_that_is_as_long_as_a_name_may_be")
          .contains(Long.toString(Long.MAX_VALUE - i));
    }
    for (int page = 1; page <= pages.size(); page++) {
      assertThat(pages.get(page - 1))
          .contains("отчёт " + ID, "страница " + page + " из " + pages.size())
          .containsAnyOf("Позже предела", "Срок ответа", "SHA-256 акта", "SHA-256 отчёта");
    }
    String ofRequests = new UUID(7, 0).toString().substring(0, 18);
    assertThat(pages.stream().filter(page -> page.contains(ofRequests)))
        .hasSizeGreaterThan(10)
        .allMatch(page -> page.contains("Срок ответа"));
    assertThat(pages.get(pages.size() - 1)).contains("фамилия, имя, отчество");
  }

  @Test
  void emptyStatementSaysThatThereIsNone() throws IOException {
    // Given
    ObjectNode statement = statement();
    for (String list : List.of("categories", "kept", "setAside", "results", "keyJobs", "acts")) {
      statement.putArray(list);
    }
    ((ObjectNode) statement.path("requests")).putArray("open");

    // When
    String text = PdfText.of(pdf(statement, Language.EN));

    // Then
    assertThat(text.split("\\bnone\\b", -1)).hasSize(8);
  }

  @Test
  void statementOfAnotherVersionDoesNotSayNoneOfWhatItDoesNotTell() throws IOException {
    // Given
    ObjectNode statement = statement();
    statement.remove(List.of("results", "reidentifications", "incidents"));
    ((ObjectNode) statement.path("keyJobs").path(0)).put("what", "ANOTHER");

    // When
    String text = PdfText.of(pdf(statement, Language.EN));

    // Then
    assertThat(text).contains("Results of depersonalization", "ANOTHER");
    assertThat(text.split("not stated", -1)).hasSize(6);
  }

  @Test
  void sameStatementIsTheSameBytesUnderAnyDefaultLocale() throws IOException {
    // Given
    ObjectNode statement = statement();

    for (Language language : Language.values()) {
      // When
      byte[] file = pdf(statement, language);

      // Then
      assertThat(pdf(statement, language)).isEqualTo(file);
      assertThat(ArabicDigits.during(() -> pdf(statement, language))).isEqualTo(file);
    }
  }

  @Test
  void everyWordIsInBothLanguages() {
    Words.areInBothLanguages(StatementWord.values());
  }

  @Test
  void everyTypeOfRequestIsSaidInRussian() {
    Wording text = new Wording(Language.RU, MOSCOW, List.of(StatementWord.values()));
    for (RequestType type : RequestType.values()) {
      assertThat(text.known(JSON.getNodeFactory().textNode(type.name()))).matches("[А-Яа-яё ]+");
    }
  }
}
