package io.lethe.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.crypto.FormatToken;
import io.lethe.crypto.SecretBytes;
import io.lethe.crypto.TextFormat;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Format-preserving values under the versions of a ring. */
class PolicyKeysFormatTest {

  private static final TextFormat DIGITS = TextFormat.alphabet("0123456789", 16);
  private static final TextFormat LAYOUT = TextFormat.layout(Optional.empty(), 128);
  private static final String NUMBER = "4000123412341234";

  private final PolicyKeys first = keys("sens", 1, 1);
  private final PolicyKeys second = keys("sens", 2, 1, 2);

  @Test
  void valuesAreThoseOfThisVersionAndPinned() {
    // When
    FormatToken digits = first.format("cards", DIGITS, NUMBER);
    FormatToken layout = first.format("cards", LAYOUT, "AB 12-34567");

    // Then they are those of an own computation by RFC 5869 and SP 800-38G, outside this code
    assertThat(digits.text()).isEqualTo("3732417621678131");
    assertThat(layout.text()).isEqualTo("DE 06-17372");
    assertThat(first.original("cards", DIGITS, digits)).isEqualTo(NUMBER);
    assertThat(first.original("cards", LAYOUT, layout)).isEqualTo("AB 12-34567");
  }

  @Test
  void equalValuesAreEqualWithinADomainAndNowhereElse() {
    // Given
    String text = first.format("cards", DIGITS, NUMBER).text();

    // Then
    assertThat(first.format("cards", DIGITS, NUMBER).text()).isEqualTo(text);
    assertThat(first.format("other", DIGITS, NUMBER).text()).isNotEqualTo(text);
    assertThat(first.format("cards", LAYOUT, NUMBER).text()).isNotEqualTo(text);
    assertThat(keys("racurs", 1, 1).format("cards", DIGITS, NUMBER).text()).isNotEqualTo(text);
    assertThat(second.format("cards", DIGITS, NUMBER).text()).isNotEqualTo(text);
  }

  @Test
  void valueMovesToTheActiveVersionWithItsOriginal() {
    // Given
    FormatToken old = first.format("cards", DIGITS, NUMBER);

    // When
    FormatToken moved = second.reformat("cards", DIGITS, old.text(), old.version());

    // Then it is what the active version makes of the original, and moves no further
    assertThat(moved).isEqualTo(second.format("cards", DIGITS, NUMBER));
    assertThat(moved.version()).isEqualTo(2);
    assertThat(second.original("cards", DIGITS, moved)).isEqualTo(NUMBER);
    assertThat(second.reformat("cards", DIGITS, moved.text(), 2)).isEqualTo(moved);
  }

  @Test
  void versionThatIsGoneOpensNothing() {
    // Given
    FormatToken old = first.format("cards", DIGITS, NUMBER);
    PolicyKeys later = keys("sens", 2, 2);

    // Then
    assertThatThrownBy(() -> later.original("cards", DIGITS, old))
        .isInstanceOfSatisfying(
            ServiceException.class,
            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.KEY_DESTROYED));
  }

  @Test
  void anotherRootOpensNothing() {
    // Given the same version key under another root
    FormatToken token = first.format("cards", DIGITS, NUMBER);
    PolicyKeys other =
        new PolicyKeys(
            "sens",
            1,
            1,
            Map.of(
                RingPurpose.SUBJECT, ring("sens-subject", 0x22, 1, 1),
                RingPurpose.FORMAT, ring("sens-format", 0x22, 1, 1)));

    // Then
    assertThat(other.original("cards", DIGITS, token)).isNotEqualTo(NUMBER);
    assertThat(token).hasToString("FormatToken[version=1]");
  }

  private static PolicyKeys keys(String policy, int active, int... versions) {
    return new PolicyKeys(
        policy,
        1,
        1,
        Map.of(
            RingPurpose.SUBJECT, ring(policy + "-subject", 0x11, active, versions),
            RingPurpose.FORMAT, ring(policy + "-format", 0x11, active, versions)));
  }

  private static Ring ring(String name, int root, int active, int... versions) {
    SortedMap<Integer, SecretBytes> live = new TreeMap<>();
    for (int version : versions) {
      live.put(version, secret(0xA0 + version));
    }
    return new Ring(name, secret(root), live, active, Math.max(active, 2));
  }

  private static SecretBytes secret(int fill) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) fill);
    return SecretBytes.copyOf(bytes);
  }
}
