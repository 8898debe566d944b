package io.lethe.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.ledger.MerklePath.Range;
import io.lethe.ledger.MerklePath.Subtree;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MerklePathTest {

  private static final int MOST = 140;

  private static final List<byte[]> LEAVES =
      IntStream.range(0, MOST).mapToObj(i -> LogVerifier.leaf(new byte[] {(byte) i, 7})).toList();

  private static byte[] hash(Range range) {
    return LogVerifier.root(LEAVES.subList((int) range.from(), (int) range.to()));
  }

  private static List<byte[]> hashes(List<Range> ranges) {
    return ranges.stream().map(MerklePathTest::hash).toList();
  }

  private static byte[] root(int size) {
    return LogVerifier.root(LEAVES.subList(0, size));
  }

  @Test
  void everyLeafOfEverySizeIsIncluded() {
    for (int size = 1; size <= MOST; size++) {
      for (int leaf = 0; leaf < size; leaf++) {
        // When
        List<byte[]> path = hashes(MerklePath.inclusion(leaf, size));

        // Then
        assertThat(LogVerifier.includes(leaf, size, LEAVES.get(leaf), root(size), path))
            .as("leaf %d of %d", leaf, size)
            .isTrue();
        assertThat(
                LogVerifier.includes(
                    leaf,
                    size,
                    LogVerifier.leaf(path.isEmpty() ? new byte[1] : path.get(0)),
                    root(size),
                    path))
            .as("another leaf than %d of %d", leaf, size)
            .isFalse();
      }
    }
  }

  @Test
  void everySizeGoesOnFromEverySmallerOne() {
    for (int to = 1; to <= MOST; to++) {
      for (int from = 1; from <= to; from++) {
        // When
        List<byte[]> proof = hashes(MerklePath.consistency(from, to));

        // Then
        assertThat(LogVerifier.goesOn(from, to, root(from), root(to), proof))
            .as("%d to %d", from, to)
            .isTrue();
        assertThat(LogVerifier.goesOn(from, to, root(from - 1), root(to), proof))
            .as("another tree than of %d to %d", from, to)
            .isFalse();
      }
    }
  }

  @Test
  void rangeIsMadeOfItsPerfectSubtrees() {
    for (int size = 1; size <= MOST; size++) {
      for (int leaf = 0; leaf < size; leaf++) {
        for (Range range : MerklePath.inclusion(leaf, size)) {
          // When
          List<Long> covered = new ArrayList<>();
          for (Subtree subtree : range.subtrees()) {
            long leaves = 1L << subtree.height();
            for (long i = subtree.index() * leaves; i < (subtree.index() + 1) * leaves; i++) {
              covered.add(i);
            }
          }

          // Then
          assertThat(covered)
              .containsExactlyElementsOf(
                  IntStream.range((int) range.from(), (int) range.to())
                      .mapToObj(i -> (long) i)
                      .toList());
        }
      }
    }
  }

  @Test
  void subtreeIsAPartOfOneTile() {
    assertThat(new Subtree(0, 300).tile()).isEqualTo(new TileId(0, 1));
    assertThat(new Subtree(0, 300).offset()).isEqualTo(44);
    assertThat(new Subtree(7, 3).tile()).isEqualTo(new TileId(0, 1));
    assertThat(new Subtree(7, 3).offset()).isEqualTo(128);
    assertThat(new Subtree(7, 3).hashes()).isEqualTo(128);
    assertThat(new Subtree(8, 3).tile()).isEqualTo(new TileId(1, 0));
    assertThat(new Subtree(8, 3).offset()).isEqualTo(3);
    assertThat(new Subtree(17, 129).tile()).isEqualTo(new TileId(2, 1));
    assertThat(new Subtree(17, 129).offset()).isEqualTo(2);
    assertThat(new Subtree(17, 129).hashes()).isEqualTo(2);
  }

  @Test
  void proofAtTheSizeOfALargeLedgerIsShort() {
    // When
    List<Range> path = MerklePath.inclusion(123_456_789_012L, (1L << 40) + 5);

    // Then
    assertThat(path).hasSize(41);
    assertThat(path.get(40)).isEqualTo(new Range(1L << 40, (1L << 40) + 5));
  }
}
