package io.lethe.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.problem.ErrorCode;
import io.lethe.problem.Problems;
import io.lethe.problem.ProducesCode;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VersionedTokenTest {

  @Test
  void textFormIsPinned() {
    // Given
    byte[] bytes = HexFormat.of().parseHex("000102030405060708090a0b0c0dfeff");

    // When
    String text = new VersionedToken(12, bytes).text();

    // Then
    assertThat(text).isEqualTo("v12.AAECAwQFBgcICQoLDA3-_w");
  }

  @Property(tries = 200)
  void parsingUndoesWriting(
      @ForAll @IntRange(min = 1) int version, @ForAll @Size(16) byte[] bytes) {
    // Given
    VersionedToken token = new VersionedToken(version, bytes);

    // When
    VersionedToken parsed = VersionedToken.parse(token.text());

    // Then
    assertThat(parsed).isEqualTo(token).hasSameHashCodeAs(token);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "v1.",
        "v1.AAECAwQFBgcICQoLDA3-_",
        "v1.AAECAwQFBgcICQoLDA3-_wA",
        "v1.AAECAwQFBgcICQoLDA3-_w==",
        "v1.AAECAwQFBgcICQoLDA3+/w",
        "v1.AAECAwQFBgcICQoLDA3-_x",
        "v1.AAECAwQFBgcICQoLDA3-_ ",
        "v01.AAECAwQFBgcICQoLDA3-_w",
        "v+1.AAECAwQFBgcICQoLDA3-_w",
        "v0.AAECAwQFBgcICQoLDA3-_w",
        "v-1.AAECAwQFBgcICQoLDA3-_w",
        "v2147483648.AAECAwQFBgcICQoLDA3-_w",
        "v99999999999.AAECAwQFBgcICQoLDA3-_w",
        "V1.AAECAwQFBgcICQoLDA3-_w",
        "v1AAAECAwQFBgcICQoLDA3-_w",
        "v\u0661.AAECAwQFBgcICQoLDA3-_w",
        ".AAECAwQFBgcICQoLDA3-_w"
      })
  @ProducesCode(ErrorCode.TOKEN_INVALID)
  void anyOtherTextIsRefusedAndNotRepeated(String text) {
    assertThatThrownBy(() -> VersionedToken.parse(text))
        .satisfies(Problems.carries(ErrorCode.TOKEN_INVALID))
        .hasNoCause()
        .hasMessageNotContaining("AAEC");
  }

  @Test
  void aTokenIsImmutableAndPrintsItsVersionOnly() {
    // Given
    byte[] own = new byte[16];
    VersionedToken token = new VersionedToken(3, own);

    // When
    own[0] = 1;
    token.bytes()[1] = 1;

    // Then
    assertThat(token).isEqualTo(new VersionedToken(3, new byte[16]));
    assertThat(token).isNotEqualTo(new VersionedToken(4, new byte[16]));
    assertThat(token).hasToString("VersionedToken[version=3]");
  }

  @Test
  void otherLengthsAndVersionsAreRefused() {
    assertThatThrownBy(() -> new VersionedToken(1, new byte[15]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new VersionedToken(0, new byte[16]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
