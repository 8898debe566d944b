package io.lethe.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class BlockPermutationTest {

  private static final HexFormat HEX = HexFormat.of();

  /** FIPS 197, appendix C.3. */
  @Test
  void encryptsThePublishedBlock() {
    // Given
    BlockPermutation permutation =
        permutation("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
    byte[] block = HEX.parseHex("00112233445566778899aabbccddeeff");

    // When
    byte[] encrypted = permutation.encrypt(block);

    // Then
    assertThat(HEX.formatHex(encrypted)).isEqualTo("8ea2b7ca516745bfeafc49904b496089");
    assertThat(permutation.decrypt(encrypted)).isEqualTo(block);
  }

  @Property(tries = 200)
  void decryptingUndoesEncrypting(@ForAll @Size(16) byte[] block) {
    // Given
    BlockPermutation permutation = permutation("11".repeat(32));

    // When
    byte[] encrypted = permutation.encrypt(block);

    // Then
    assertThat(permutation.decrypt(encrypted)).isEqualTo(block);
  }

  @Test
  void anyOtherLengthIsRefused() {
    // Given: 32 bytes would pass as two blocks
    BlockPermutation permutation = permutation("11".repeat(32));

    for (int length : new int[] {0, 15, 17, 32}) {
      assertThatThrownBy(() -> permutation.encrypt(new byte[length]))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> permutation.decrypt(new byte[length]))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> permutation("11".repeat(16)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static BlockPermutation permutation(String hex) {
    return new BlockPermutation(SecretBytes.copyOf(HEX.parseHex(hex)));
  }
}
