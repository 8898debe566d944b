package io.lethe.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class TwoLayerPrfTest {

  private static final byte[] INPUT =
      TokenInput.of("aes256", "pseudonym", "sens", "device", "text", "Zürich");

  /** Golden: root 00..1f, keys 11.., 22.. and aa..; made by another implementation. */
  @Test
  void storedTokensArePinned() {
    // Given
    TwoLayerPrf prf = prf(2, 1, 2, 10);

    // When
    TwoLayerPrf.Seed seed = prf.seed(INPUT);

    // Then
    assertThat(HexFormat.of().formatHex(seed.q())).isEqualTo("d30df4a87cc850b997039062a0549812");
    assertThat(seed.bucket()).isEqualTo(9);
    assertThat(prf.live(seed))
        .extracting(VersionedToken::text)
        .containsExactly(
            "v1.HXL1OlMctmbQD0faCwzWSA", "v2.ID8aJ9ToDFmHVN-3C4X7cg", "v10.N33OWAuZtASpbNE8xK-P5g");
    assertThat(prf.active(seed).text()).isEqualTo("v2.ID8aJ9ToDFmHVN-3C4X7cg");
  }

  @Property(tries = 200)
  void anUpgradedTokenIsTheTokenOfItsValue(@ForAll byte[] input) {
    // Given
    TwoLayerPrf before = prf(1, 1);
    TwoLayerPrf after = prf(2, 1, 2);
    VersionedToken old = before.active(before.seed(input));

    // When
    VersionedToken upgraded = after.upgrade(old);

    // Then
    assertThat(upgraded).isEqualTo(after.active(after.seed(input)));
    assertThat(after.upgrade(upgraded)).isEqualTo(upgraded);
  }

  @Test
  void aTokenOfAVersionThatIsNotLiveIsRefused() {
    // Given
    TwoLayerPrf prf = prf(2, 2);
    VersionedToken old = new VersionedToken(1, new byte[16]);

    // When
    assertThatThrownBy(() -> prf.upgrade(old))
        // Then
        .isInstanceOfSatisfying(
            ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOKEN_INVALID));
  }

  @Test
  void anotherRootGivesOtherTokens() {
    // Given
    TwoLayerPrf one = prf(1, 1);
    TwoLayerPrf other = new TwoLayerPrf(new Prf(SecretBytes.random(32)), keys(1), 1);

    // Then
    assertThat(one.active(one.seed(INPUT))).isNotEqualTo(other.active(other.seed(INPUT)));
  }

  @Test
  void theActiveVersionMustBeLive() {
    assertThatThrownBy(() -> prf(3, 1, 2)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> prf(1, 0, 1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void laterChangesOfTheCallersMapDoNotReachIt() {
    // Given
    TreeMap<Integer, BlockPermutation> keys = keys(1, 2);
    TwoLayerPrf prf = new TwoLayerPrf(new Prf(SecretBytes.random(32)), keys, 1);

    // When
    keys.clear();

    // Then
    assertThat(prf.live(prf.seed(INPUT))).hasSize(2);
  }

  @Test
  void aSeedIsImmutableAndPrintsItsBucketOnly() {
    // Given
    TwoLayerPrf prf = prf(1, 1);
    TwoLayerPrf.Seed seed = prf.seed(INPUT);

    // When
    seed.q()[0] ^= 1;

    // Then
    assertThat(seed).isEqualTo(prf.seed(INPUT)).hasSameHashCodeAs(prf.seed(INPUT));
    assertThat(seed).hasToString("Seed[bucket=9]");
    assertThatThrownBy(() -> new TwoLayerPrf.Seed(new byte[16], 64))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static TwoLayerPrf prf(int active, int... versions) {
    byte[] root = new byte[32];
    for (int i = 0; i < root.length; i++) {
      root[i] = (byte) i;
    }
    return new TwoLayerPrf(new Prf(SecretBytes.copyOf(root)), keys(versions), active);
  }

  private static TreeMap<Integer, BlockPermutation> keys(int... versions) {
    TreeMap<Integer, BlockPermutation> keys = new TreeMap<>();
    for (int version : versions) {
      byte[] key = new byte[32];
      Arrays.fill(key, (byte) (version * 0x11));
      keys.put(version, new BlockPermutation(SecretBytes.copyOf(key)));
    }
    return keys;
  }
}
