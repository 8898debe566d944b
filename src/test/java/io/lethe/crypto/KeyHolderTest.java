package io.lethe.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever keeps a key keeps it to itself. */
class KeyHolderTest {

  private static final byte[] MARKER = "marker-marker-marker-marker-1234".getBytes(UTF_8);

  static Stream<Object> holders() {
    SecretBytes key = SecretBytes.copyOf(MARKER);
    return Stream.of(
        new Prf(key),
        Suite.GOST.prf(key),
        new BlockPermutation(key),
        BlockPermutation.kuznyechik(key),
        new TwoLayerPrf(new Prf(key), new TreeMap<>(Map.of(1, new BlockPermutation(key))), 1),
        new Ff1(key, Alphabet.DIGITS),
        new LayoutCipher(key));
  }

  @ParameterizedTest
  @MethodSource("holders")
  void printingShowsNoKey(Object holder) {
    assertThat(holder.toString())
        .doesNotContain("marker")
        .doesNotContain(HexFormat.of().formatHex(MARKER, 0, 4))
        .doesNotContain(Arrays.toString(Arrays.copyOf(MARKER, 4)).replaceAll("[\\[\\]]", ""));
  }

  @ParameterizedTest
  @MethodSource("holders")
  void javaSerializationIsRefused(Object holder) throws IOException {
    assertThat(holder).isNotInstanceOf(Serializable.class);
    try (ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream())) {
      assertThatThrownBy(() -> out.writeObject(holder))
          .isInstanceOf(NotSerializableException.class);
    }
  }

  /** Equality by identity compares no key, in whatever time. */
  @ParameterizedTest
  @MethodSource("holders")
  void equalityIsIdentity(Object holder) throws ReflectiveOperationException {
    assertThat(holder.getClass().getMethod("equals", Object.class).getDeclaringClass())
        .isEqualTo(Object.class);
  }

  @Test
  void closingWipesTheCopyOfTheKey() throws ReflectiveOperationException {
    // Given
    PerThread<Object> engines = new PerThread<>(SecretBytes.copyOf(MARKER), key -> new Object());
    engines.get();
    SecretBytes copy = read(engines, "key");
    byte[] bytes = read(copy, "bytes");
    assertThat(bytes).isEqualTo(MARKER);

    // When
    engines.close();

    // Then
    assertThat(bytes).containsOnly(0);
    assertThatThrownBy(engines::get).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void whoeverBeganBeforeTheClosingFinishes() {
    // Given
    PerThread<List<String>> engines = new PerThread<>(SecretBytes.random(32), key -> List.of("x"));
    List<String> begun = engines.get();

    // When
    engines.close();

    // Then
    assertThat(begun).containsExactly("x");
  }

  @SuppressWarnings("unchecked")
  private static <T> T read(Object owner, String name) throws ReflectiveOperationException {
    Field field = owner.getClass().getDeclaredField(name);
    field.setAccessible(true);
    return (T) field.get(owner);
  }
}
