package io.lethe.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MerkleFrontierTest {

  /** The leaves of the reference implementation's tests (Certificate Transparency, RFC 6962). */
  private static final List<String> LEAVES =
      List.of(
          "",
          "00",
          "10",
          "2021",
          "3031",
          "40414243",
          "5051525354555657",
          "606162636465666768696a6b6c6d6e6f");

  @ParameterizedTest
  @CsvSource({
    "0, e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "1, 6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "2, fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "3, aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "7, ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "8, 5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
  })
  void rootIsThatOfTheReferenceImplementation(int size, String root) {
    // Given
    MerkleFrontier tree = new MerkleFrontier();

    // When
    LEAVES.subList(0, size).forEach(leaf -> tree.append(leaf(leaf)));

    // Then
    assertThat(HexFormat.of().formatHex(tree.root())).isEqualTo(root);
  }

  @Test
  void rootIsTheRecursiveDefinitionAtEverySize() {
    // Given
    MerkleFrontier tree = new MerkleFrontier();
    List<byte[]> leaves = new ArrayList<>();

    for (int size = 1; size <= 130; size++) {
      // When
      byte[] leaf = leaf(HexFormat.of().toHexDigits((short) size));
      leaves.add(leaf);
      tree.append(leaf);

      // Then
      assertThat(tree.root()).as("size %d", size).isEqualTo(defined(leaves));
    }
  }

  @Test
  void treeGoesOnFromItsFrontier() {
    // Given
    MerkleFrontier whole = new MerkleFrontier();
    MerkleFrontier first = new MerkleFrontier();
    LEAVES.subList(0, 5).forEach(leaf -> first.append(leaf(leaf)));
    LEAVES.forEach(leaf -> whole.append(leaf(leaf)));

    // When
    MerkleFrontier resumed = new MerkleFrontier(first.size(), first.frontier());
    LEAVES.subList(5, 8).forEach(leaf -> resumed.append(leaf(leaf)));

    // Then
    assertThat(resumed.size()).isEqualTo(8);
    assertThat(resumed.root()).isEqualTo(whole.root());
  }

  @Test
  void frontierOfAnotherSizeIsRefused() {
    assertThatThrownBy(() -> new MerkleFrontier(3, new byte[32]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static byte[] leaf(String hex) {
    return MerkleFrontier.hash((byte) 0, new byte[0], HexFormat.of().parseHex(hex));
  }

  /** RFC 6962, section 2.1, word for word. */
  private static byte[] defined(List<byte[]> leaves) {
    if (leaves.size() == 1) {
      return leaves.get(0);
    }
    int split = Integer.highestOneBit(leaves.size() - 1);
    byte[] left = defined(leaves.subList(0, split));
    byte[] right = defined(leaves.subList(split, leaves.size()));
    byte[] both = Arrays.copyOf(left, 64);
    System.arraycopy(right, 0, both, 32, 32);
    return MerkleFrontier.hash((byte) 1, both, new byte[0]);
  }
}
