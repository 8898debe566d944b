package io.lethe.act;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.document.Language;
import io.lethe.document.PdfText;
import io.lethe.document.Words;
import io.lethe.ledger.EntryProof;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ActDocumentTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ZoneId MOSCOW = ZoneId.of("Europe/Moscow");
  private static final String ID = "b4058608-93c8-4e87-8f41-9e7586f4210f";
  private static final String HASH =
      "622e3cd3552b5890e667f0248856bfc20eda860700842fc92af88c8b894f523d";
  private static final String ROOT = "XkIhD+CHtO1JyK8XrbeDDxMqoaDLvOnskxJzJv0JE4I=";
  private static final Optional<EntryProof> PROOF =
      Optional.of(
          new EntryProof(15, "", "", 17, List.of(), "lethe\n17\n" + ROOT + "\n\n— lethe +0dS\n"));

  /** An act with every kind of line. */
  private static ObjectNode act(int lines) throws IOException {
    ObjectNode act =
        (ObjectNode)
            JSON.readTree(
                """
                {"id":"b4058608-93c8-4e87-8f41-9e7586f4210f",
                "runId":"80459549-bc60-4576-9898-7c8a4f5b5f7e","createdAt":"2026-09-10T21:00:03Z",
                "policy":"sens","operator":{"name":"ООО «Сенс»","address":"101000, г. Москва, ул. Примерная, д. 1"},
                "responsible":{"name":"Петрова Анна Сергеевна","position":"Ответственный за обработку персональных данных","requestedBy":"officer@https://issuer.example"},
                "informationSystem":"ИСПДн «Лета»","processing":"mixed: automated, and by hand",
                "subjects":"by reference: the event-log export of this act lists the subjects' keys",
                "categories":["mandatory","order_email"],
                "paper":[{"category":"mandatory","medium":"личное дело клиента","clause":"4.5"}],
                "counts":{"selected":9001,"destroyed":9002,"depersonalized":9003,"held":9004,"blocked":9005,"failed":9006,"replacedValues":9007},
                "kept":[{"category":"mandatory","restraint":"HOLD","id":"3f0c1f6e-6a7b-4a55-9a58-0f6f3d1f6a11","over":"a person's mandatory","authority":"Арбитражный суд, определение А40-1234/26","reason":"судебный спор","endsAt":null,"records":2}],
                "timeTables":[{"category":"web_log","from":"2026-08-09T21:00:00Z","until":"2026-08-10T21:00:00Z","firstId":"019932a3-9249-8ef4-9209-f70bdd83972a","lastId":"019932a4-9249-8ef4-9209-f70bdd83972a","records":120000,"subjects":4321,"root":"aa2e3cd3552b5890e667f0248856bfc20eda860700842fc92af88c8b894f52bb"}],
                "depersonalization":[{"policy":"sens","category":"mandatory","stage":"AFTER","kAtLeast":5,"rows":321,"people":300,"suppressed":7,"classes":12,"k":6,"l":2,"diversity":[{"field":"gender","l":2}],"uniqueShare":0.0025,"highestRisk":0.16666666,"sampled":false}],
                "dataKeysDestroyed":9008,
                "readBack":{"at":"2026-09-10T21:00:02Z","records":1000,"tables":1,"keys":998,"found":{"indexes":0,"keys":0,"records":0,"replaced":0,"tables":0}},
                "residualCopies":{"statement":"","backupsGoneBy":"2026-10-11"},
                "eventLog":{"lines":9009,"sha256":"bb2e3cd3552b5890e667f0248856bfc20eda860700842fc92af88c8b894f52cc","root":"cc2e3cd3552b5890e667f0248856bfc20eda860700842fc92af88c8b894f52dd"},
                "destruction":[]}
                """);
    ((ObjectNode) act.path("residualCopies")).put("statement", ActWord.RESIDUAL.english());
    ArrayNode destruction = (ArrayNode) act.path("destruction");
    for (int i = 1; i <= lines; i++) {
      destruction.add(line(i));
    }
    return act;
  }

  private static ObjectNode line(int number) {
    ObjectNode line = JSON.createObjectNode();
    line.put("category", "category_" + number + "_of_the_policy");
    ArrayNode fields = line.putArray("fields");
    IntStream.range(0, number % 7 == 0 ? 60 : 3)
        .forEach(field -> fields.add("field_" + number + "_" + field));
    boolean destroyed = number % 2 == 0;
    line.put("action", destroyed ? "DESTROY" : "DEPERSONALIZE");
    line.put("method", (destroyed ? ActWord.METHOD_ROWS : ActWord.METHOD_DEPERSONALIZED).english());
    line.put("reason", "from last-activity, kept P1Y6M");
    line.put(
        "clause",
        number % 5 == 0
            ? "4.7.3 Положения об обработке персональных данных, утверждённого приказом, ".repeat(6)
            : "4.7." + number);
    line.put("policyVersion", number % 2 + 1);
    line.put("policyHash", Integer.toString(number % 2 + 1).repeat(64));
    line.put("protectedBy", 1);
    line.put("records", 1_000_000 + number);
    line.put("subjects", 500_000 + number);
    line.put("first", "2026-09-10T21:00:01Z");
    line.put("last", "2026-09-10T21:00:02Z");
    return line;
  }

  private static ActStatus status() {
    return new ActStatus(
        UUID.fromString(ID),
        HASH,
        ActStatus.Copies.LIVE_ERASED,
        Instant.EPOCH,
        LocalDate.EPOCH,
        List.of(new Act.Paper("mandatory", "личное дело клиента", "4.5")),
        List.of(
            new ActMedium(
                "mandatory",
                "личное дело клиента",
                12,
                "измельчение, DIN 66399 P-4",
                Instant.parse("2026-09-11T08:00:00Z"),
                "Сидорова М. И.",
                "архивариус")),
        true,
        List.of(
            new ActSignature(
                UUID.fromString(ID),
                ActSignature.Format.CMS,
                "9f".repeat(32),
                List.of(
                    new ActSignature.SignedBy(
                        "GOST R 34.11-2012 (256)", ActSignature.Check.VERIFIED),
                    new ActSignature.SignedBy("SHA-256", ActSignature.Check.NOT_CHECKED)),
                "officer@https://issuer.example",
                Instant.parse("2026-09-12T08:00:00Z"),
                null)));
  }

  private static byte[] pdf(JsonNode act, Language language, Optional<EntryProof> proof) {
    return ActDocument.pdf(
        new ActText(language, MOSCOW), act, new ActDocument.Beside(status(), proof));
  }

  @Test
  void russianActHasAllFieldsOfOrder179AndWhatStandsBeside() throws IOException {
    // When
    String text = PdfText.of(pdf(act(2), Language.RU, PROOF));

    // Then
    assertThat(text)
        .contains("Акт об уничтожении персональных данных")
        .contains("Приказ Роскомнадзора от 28.10.2022 № 179")
        .contains(ID, "80459549-bc60-4576-9898-7c8a4f5b5f7e", "11.09.2026 00:00:03 +03:00")
        .contains("ООО «Сенс»", "101000, г. Москва, ул. Примерная, д. 1")
        .contains("Лицо, обрабатывающее данные", "не указано")
        .contains("Петрова Анна Сергеевна", "officer@https://issuer.example")
        .contains("по ссылке: ключи субъектов", "mandatory, order_email", "ИСПДн «Лета»")
        .contains("смешанная: автоматизированная и без средств автоматизации")
        .contains("category_1_of_the_policy", "Обезличивание:", "Уничтожение:")
        .contains("с события «last-activity»", "1 г. 6 мес.", "1000002", "500001")
        .contains("11.09.2026 00:00:01 +03:00")
        .contains("1".repeat(64), "2".repeat(64))
        .contains("9001", "9002", "9003", "9004", "9005", "9006", "9007", "9008")
        .contains("личное дело клиента", "12", "измельчение", "Сидорова М. И., архивариус")
        .contains("Запрет на уничтожение", "Арбитражный суд", "судебный спор")
        .contains("субъект, mandatory")
        .contains("web_log", "120000", "4321")
        .contains("6 (≥ 5)", "gender: 2", "0.0025", "0.1667")
        .contains("Проверено записей", "998", "Найдено: заменённые значения")
        .contains("журнале предзаписи", "11.10.2026", "резервные копии ещё хранятся")
        .contains("выгрузки из журнала событий", "9009", "bb2e3cd355", "cc2e3cd355")
        .contains("Электронные подписи", "GOST R 34.11-2012 (256): подпись верна")
        .contains("SHA-256: подпись не проверена", "12.09.2026 11:00:00 +03:00")
        .contains("Доверие к сертификату не проверялось")
        .contains(HASH, "Контрольная точка: корень", ROOT)
        .contains("фамилия, имя, отчество", "должность", "подпись", "дата")
        .contains("акт " + ID, "страница 1 из ")
        .doesNotContain("Backups", "rows and their indexes", "HOLD", "DESTROY");
  }

  @Test
  void englishActSaysTheSameAndThatItIsNotSealed() throws IOException {
    // When
    String text = PdfText.of(pdf(act(2), Language.EN, Optional.empty()));

    // Then
    assertThat(text)
        .contains("Act of destruction of personal data", "2026-09-11 00:00:03 +03:00")
        .contains("ООО «Сенс»", "from last-activity, kept P1Y6M", "DESTROY")
        .contains("not sealed yet", "page 1 of ")
        .contains("full name", "position", "signature", "date")
        .doesNotContain("Контрольная", "страница");
  }

  @Test
  void longActHasMorePagesAndLosesNoLine() throws IOException {
    // When
    byte[] file = pdf(act(60), Language.RU, PROOF);
    String text = PdfText.of(file);

    // Then
    List<String> pages = PdfText.pages(file);
    assertThat(pages).hasSizeGreaterThan(8);
    assertThat(pages).allMatch(page -> page.contains("акт " + ID));
    assertThat(pages.subList(1, 6)).allMatch(page -> page.contains("Категория: поля"));
    String dense = text.replace(" ", "");
    for (int i = 1; i <= 60; i++) {
      assertThat(dense).contains("category_" + i + "_of_the_policy");
      assertThat(dense).contains(Integer.toString(1_000_000 + i), "field_" + i + "_2");
    }
    assertThat(dense).contains("field_49_59");
  }

  @Test
  void sameActIsTheSameBytes() throws IOException {
    assertThat(pdf(act(3), Language.RU, PROOF)).isEqualTo(pdf(act(3), Language.RU, PROOF));
  }

  @Test
  void actOfAnotherVersionIsPrintedAsItIs() throws IOException {
    // Given
    ObjectNode act = act(1);
    act.remove(List.of("timeTables", "depersonalization", "readBack", "kept"));
    ((ObjectNode) act.path("destruction").path(0)).put("method", "another method");

    // When
    String text = PdfText.of(pdf(act, Language.RU, PROOF));

    // Then
    assertThat(text).contains("another method", "Проверка уничтожения", "не указано");
  }

  @Test
  void everyWordIsInBothLanguages() {
    Words.areInBothLanguages(ActWord.values());
  }
}
