package io.lethe.document;

import static org.assertj.core.api.Assertions.assertThat;

import com.lowagie.text.pdf.PdfDictionary;
import com.lowagie.text.pdf.PdfName;
import com.lowagie.text.pdf.PdfObject;
import com.lowagie.text.pdf.PdfReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PdfDocumentTest {

  private static final PdfDocument.Frame FRAME =
      new PdfDocument.Frame(
          "Ведомость",
          "ru",
          ZonedDateTime.of(2026, 9, 11, 0, 0, 1, 0, ZoneId.of("Europe/Moscow")),
          "ведомость 17",
          (page, pages) -> "страница " + page + " из " + pages);

  private static PdfDocument document(Block... blocks) {
    return new PdfDocument(FRAME, List.of(blocks));
  }

  private static Block.Table table(int rows, String text) {
    return new Block.Table(
        List.of(Block.Column.number("№", 1), Block.Column.of("Основание", 9)),
        IntStream.rangeClosed(1, rows)
            .mapToObj(row -> List.of("" + row, text + " строка-" + row + "-конец"))
            .toList());
  }

  @Test
  void textsOfEveryBlockCanBeCopied() throws IOException {
    // When
    byte[] file =
        document(
                new Block.Title("Ведомость уничтожения"),
                new Block.Heading("Сведения"),
                new Block.Text("Съешь ещё этих мягких французских булок, да выпей чаю."),
                new Block.Note("Ёлка, № 5, «кавычки» — тире"),
                new Block.Pairs(
                    List.of(Block.Pair.of("Оператор", "АО МСТ"), Block.Pair.code("Хеш", "0a1b"))),
                table(2, "пункт"),
                new Block.Signature(
                    List.of(new Block.Line("должность", "Архивист"), new Block.Line("дата", ""))))
            .bytes();

    // Then
    assertThat(PdfText.pages(file)).hasSize(1);
    assertThat(PdfText.pages(file).get(0))
        .contains("Ведомость уничтожения")
        .contains("Сведения")
        .contains("Съешь ещё этих мягких французских булок, да выпей чаю.")
        .contains("Ёлка, № 5, «кавычки» — тире")
        .contains("Оператор", "АО МСТ", "Хеш", "0a1b")
        .contains("Основание", "пункт строка-2-конец")
        .contains("должность", "Архивист", "дата")
        .contains("ведомость 17", "страница 1 из 1");
  }

  @Test
  void longTableGoesOnOverPagesUnderItsHeadAndLosesNoRow() throws IOException {
    // When
    List<String> pages = PdfText.pages(document(table(400, "пункт 5.1")).bytes());

    // Then
    String all = String.join(" ", pages);
    assertThat(pages).hasSizeGreaterThan(5);
    for (int page = 1; page <= pages.size(); page++) {
      assertThat(pages.get(page - 1))
          .contains("Основание")
          .contains("ведомость 17")
          .contains("страница " + page + " из " + pages.size());
    }
    IntStream.rangeClosed(1, 400)
        .forEach(row -> assertThat(all).contains("строка-" + row + "-конец"));
  }

  @Test
  void rowThatIsLongerThanAPageIsDividedAndComplete() throws IOException {
    // Given
    String words =
        String.join(" ", IntStream.range(0, 3_000).mapToObj(word -> "слово" + word).toList());

    // When
    String all = String.join(" ", PdfText.pages(document(table(1, words)).bytes()));

    // Then
    IntStream.range(0, 3_000).forEach(word -> assertThat(all).contains("слово" + word));
    assertThat(all).contains("строка-1-конец");
  }

  @Test
  void wordThatIsWiderThanItsColumnIsDivided() throws IOException {
    // Given
    String word = "0123456789abcdef".repeat(40);

    // When
    String all = String.join("", PdfText.pages(document(table(1, word)).bytes())).replace(" ", "");

    // Then
    assertThat(all).contains(word);
  }

  @Test
  void headingIsNeverTheLastOnItsPage() throws IOException {
    for (int rows = 20; rows < 60; rows++) {
      // When
      List<String> pages =
          PdfText.pages(
              document(table(rows, "x"), new Block.Heading("Раздел"), table(1, "y")).bytes());

      // Then
      String page =
          pages.stream().filter(text -> text.contains("Раздел")).findFirst().orElseThrow();
      assertThat(page).contains("y строка-1-конец");
    }
  }

  @Test
  void signThatTheFontsDoNotHaveIsShownAsUnknown() throws IOException {
    // When
    String page = PdfText.pages(document(new Block.Text("a\u4e2d\ud83d\ude00b")).bytes()).get(0);

    // Then
    assertThat(page).contains("a\u25a1\u25a1b");
  }

  @Test
  void equalDocumentsAreEqualBytesAndOthersHaveAnotherId() {
    // When
    byte[] first = document(table(3, "x")).bytes();
    byte[] again = document(table(3, "x")).bytes();
    byte[] other = document(table(3, "y")).bytes();

    // Then
    assertThat(again).isEqualTo(first);
    assertThat(id(other)).isNotEqualTo(id(first));
  }

  @Test
  void digitsOfTheServicesLanguageDoNotChangeTheFile() {
    // Given
    PdfDocument document =
        document(new Block.Title("Ведомость"), table(400, "пункт 5.1"), new Block.Text("0a1b"));
    byte[] file = document.bytes();

    // When
    byte[] arabic = ArabicDigits.during(document::bytes);

    // Then
    assertThat(arabic).isEqualTo(file);
  }

  private static String id(byte[] file) {
    String text = new String(file, StandardCharsets.ISO_8859_1);
    return text.substring(text.lastIndexOf("/ID"));
  }

  @Test
  void fileSaysItsTitleLanguageAndDate() throws IOException {
    // When
    PdfReader reader = new PdfReader(document(new Block.Text("x")).bytes());

    // Then
    assertThat(reader.getInfo())
        .containsEntry("Title", "Ведомость")
        .containsEntry("Producer", "Lethe")
        .containsEntry("CreationDate", "D:20260911000001+03'00'");
    assertThat(reader.getCatalog().get(PdfName.LANG)).hasToString("ru");
  }

  @Test
  void everyFontIsEmbeddedAsASubset() throws IOException {
    // Given
    PdfReader reader =
        new PdfReader(
            document(new Block.Title("Я"), new Block.Pairs(List.of(Block.Pair.code("Хеш", "0a"))))
                .bytes());

    // When
    List<PdfDictionary> fonts = new ArrayList<>();
    for (int i = 1; i < reader.getXrefSize(); i++) {
      PdfObject object = reader.getPdfObject(i);
      if (object instanceof PdfDictionary found
          && PdfName.FONTDESCRIPTOR.equals(found.get(PdfName.TYPE))) {
        fonts.add(found);
      }
    }

    // Then
    assertThat(fonts).hasSize(3);
    assertThat(fonts).allMatch(font -> font.get(PdfName.FONTFILE2) != null);
    assertThat(fonts)
        .extracting(font -> font.get(PdfName.FONTNAME).toString())
        .containsExactlyInAnyOrder(
            "/AAAAAA+LiberationSans", "/BBBBBB+LiberationSans-Bold", "/CCCCCC+LiberationMono");
  }
}
