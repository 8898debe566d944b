package io.lethe.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.crypto.SecretBytes;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LeasedRingTest {

  private final PolicyKeys keys = TestKeys.fresh("sens");

  @Test
  void pseudonymsAreThoseOfTheRing() {
    // When
    LeasedRing leased = keys.lease(Set.of("device", "mail"), Set.of());

    // Then
    assertThat(leased.pseudonym("device", "TEXT", "d-1"))
        .isEqualTo(keys.pseudonym("device", "TEXT", "d-1"));
    assertThat(leased.everyPseudonym("mail", "EMAIL", "a@example.org"))
        .isEqualTo(keys.everyPseudonym("mail", "EMAIL", "a@example.org"));
  }

  @Test
  void nothingIsComputedOfADomainThatIsNotLeased() {
    // When
    LeasedRing leased = keys.lease(Set.of("device"), Set.of());

    // Then
    assertThatThrownBy(() -> leased.pseudonym("phone", "PHONE", "+79161234567"))
        .isInstanceOf(IllegalStateException.class);
    assertThat(leased.domains()).containsExactly("device");
  }

  @Test
  void endOfALeaseWipesItsKeysAndNoOthers() {
    // Given
    LeasedRing leased = keys.lease(Set.of("device"), Set.of());
    leased.pseudonym("device", "TEXT", "d-1");
    Map<String, SecretBytes> roots = leased.roots();
    List<SecretBytes> versions = List.copyOf(leased.versions().values());

    // When
    leased.close();

    // Then
    assertThatThrownBy(() -> leased.pseudonym("device", "TEXT", "d-1"))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> leased.pseudonym("device", "NAME", "d-1"))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> roots.get("device").use(byte[]::clone))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> versions.get(0).use(byte[]::clone))
        .isInstanceOf(IllegalStateException.class);
    assertThat(keys.pseudonym("device", "TEXT", "d-1").version()).isEqualTo(1);
  }
}
