package io.lethe.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SecretBytesTest {

  private static final byte[] MARKER =
      "marker-marker-marker-marker-1234".getBytes(StandardCharsets.UTF_8);

  @Test
  void printingShowsTheLengthOnly() {
    assertThat(SecretBytes.copyOf(MARKER)).hasToString("SecretBytes[length=32]");
  }

  @Test
  void hashCodeTellsNothingOfTheBytes() {
    assertThat(SecretBytes.copyOf(MARKER)).hasSameHashCodeAs(SecretBytes.random(16));
  }

  @Test
  void javaSerializationIsRefused() throws IOException {
    // Given
    SecretBytes secret = SecretBytes.copyOf(MARKER);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    // When
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      assertThatThrownBy(() -> out.writeObject(secret))
          .isInstanceOf(NotSerializableException.class);
    }

    // Then
    assertThat(secret).isNotInstanceOf(Serializable.class);
    assertThat(bytes.toString(StandardCharsets.ISO_8859_1)).doesNotContain("marker");
  }

  @Test
  void nothingPublicLooksLikeAPropertyThatAMapperWouldWrite() {
    assertThat(SecretBytes.class.getMethods())
        .filteredOn(method -> method.getDeclaringClass() == SecretBytes.class)
        .extracting("name")
        .containsOnly(
            "random", "copyOf", "length", "use", "close", "equals", "hashCode", "toString");
    assertThat(SecretBytes.class.getFields()).isEmpty();
  }

  @Test
  void equalityIsByBytes() {
    assertThat(SecretBytes.copyOf(MARKER))
        .isEqualTo(SecretBytes.copyOf(MARKER))
        .isNotEqualTo(SecretBytes.copyOf(Arrays.copyOf(MARKER, 31)))
        .isNotEqualTo(SecretBytes.random(32))
        .isNotEqualTo(null);
  }

  @Test
  void theCallersArrayIsCopied() {
    // Given
    byte[] own = MARKER.clone();
    SecretBytes secret = SecretBytes.copyOf(own);

    // When
    Arrays.fill(own, (byte) 0);

    // Then
    assertThat(secret).isEqualTo(SecretBytes.copyOf(MARKER));
  }

  @Test
  void closingWipesTheBytesAndEndsUse() {
    // Given
    SecretBytes secret = SecretBytes.copyOf(MARKER);
    byte[] lent = secret.use(bytes -> bytes);

    // When
    secret.close();
    secret.close();

    // Then
    assertThat(lent).containsOnly(0);
    assertThatThrownBy(() -> secret.use(bytes -> bytes[0]))
        .isInstanceOf(IllegalStateException.class);
    assertThat(secret).isEqualTo(secret).isNotEqualTo(SecretBytes.copyOf(new byte[32]));
    assertThat(SecretBytes.copyOf(new byte[32])).isNotEqualTo(secret);
    assertThat(secret.length()).isEqualTo(32);
  }

  @Test
  void randomSecretsDifferAndHaveTheirLength() {
    assertThat(SecretBytes.random(32)).isNotEqualTo(SecretBytes.random(32));
    assertThat(SecretBytes.random(1).length()).isEqualTo(1);
    assertThatThrownBy(() -> SecretBytes.random(0)).isInstanceOf(IllegalArgumentException.class);
  }
}
