package io.lethe.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TileIdTest {

  /** The specification's own example is that of 1,234,067. */
  @ParameterizedTest
  @CsvSource({
    "0, 000",
    "255, 255",
    "1000, x001/000",
    "1234067, x001/x234/067",
    "1000000000, x001/x000/x000/000"
  })
  void indexIsWrittenInThousands(long index, String path) {
    assertThat(TileId.path(index)).isEqualTo(path);
    assertThat(TileId.parse(path)).contains(new TileId.Part(index, 256));
    assertThat(TileId.parse(path + ".p/5")).contains(new TileId.Part(index, 5));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "01",
        "0001",
        "x000/001",
        "001/002",
        "x001/2",
        "000.p/0",
        "000.p/256",
        "000.p/",
        "000.p/05",
        "-01",
        "000/",
        "x001/000 ",
        "٠٠١"
      })
  void anyOtherFormIsNone(String path) {
    assertThat(TileId.parse(path)).isEmpty();
  }

  @Test
  void widthIsWhatATreeHas() {
    assertThat(new TileId(0, 0).width(5)).isEqualTo(5);
    assertThat(new TileId(0, 1).width(256)).isZero();
    assertThat(new TileId(0, 1).width(257)).isEqualTo(1);
    assertThat(new TileId(1, 0).width(257)).isEqualTo(1);
    assertThat(new TileId(1, 0).width(255)).isZero();
    assertThat(new TileId(1, 0).width(70_000)).isEqualTo(256);
    assertThat(new TileId(1, 1).width(70_000)).isEqualTo(17);
    assertThat(new TileId(2, 0).width(70_000)).isEqualTo(1);
    assertThat(new TileId(0, Long.MAX_VALUE / 2).width(70_000)).isZero();
  }
}
