package io.lethe.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LineSplitterTest {

  @Test
  void lineMayComeInPieces() {
    // Given
    LineSplitter splitter = new LineSplitter(100);

    // When
    List<String> lines = new ArrayList<>();
    lines.addAll(texts(splitter.feed(Buffer.buffer("{\"a\""))));
    lines.addAll(texts(splitter.feed(Buffer.buffer(":1}\n{\"b\":"))));
    lines.addAll(texts(splitter.feed(Buffer.buffer("2}"))));
    lines.addAll(texts(splitter.end()));

    // Then
    assertThat(lines).containsExactly("{\"a\":1}", "{\"b\":2}");
  }

  @Test
  void emptyLinesAreSkipped() {
    // When
    List<String> lines = texts(new LineSplitter(100).feed(Buffer.buffer("\n\r\n  \na\n\n")));

    // Then
    assertThat(lines).containsExactly("a");
  }

  @Test
  void overlongLineIsDroppedAloneAndKeepsNoBytes() {
    // Given
    LineSplitter splitter = new LineSplitter(5);

    // When
    List<LineSplitter.Line> lines = new ArrayList<>();
    lines.addAll(splitter.feed(Buffer.buffer("ok\n1234")));
    lines.addAll(splitter.feed(Buffer.buffer("56")));
    lines.addAll(splitter.feed(Buffer.buffer("789\n12345\nend")));
    lines.addAll(splitter.end());

    // Then
    assertThat(lines.stream().map(LineSplitter.Line::tooLong))
        .containsExactly(false, true, false, false);
    assertThat(lines.get(1).bytes()).isEmpty();
    assertThat(texts(lines)).containsExactly("ok", "", "12345", "end");
  }

  @Property(tries = 200)
  void linesAreTheSameHoweverTheStreamIsCut(
      @ForAll @IntRange(min = 1, max = 40) int longest, @ForAll long seed) {
    // Given
    Random random = new Random(seed);
    StringBuilder all = new StringBuilder();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      String line = "x".repeat(random.nextInt(50));
      all.append(line).append('\n');
      if (!line.isEmpty()) {
        expected.add(line.length() > longest ? "" : line);
      }
    }

    // When
    LineSplitter splitter = new LineSplitter(longest);
    List<String> lines = new ArrayList<>();
    for (int at = 0; at < all.length(); ) {
      int next = Math.min(all.length(), at + 1 + random.nextInt(20));
      lines.addAll(texts(splitter.feed(Buffer.buffer(all.substring(at, next)))));
      at = next;
    }
    lines.addAll(texts(splitter.end()));

    // Then
    assertThat(lines).isEqualTo(expected);
  }

  private static List<String> texts(List<LineSplitter.Line> lines) {
    return lines.stream().map(line -> new String(line.bytes(), StandardCharsets.UTF_8)).toList();
  }
}
