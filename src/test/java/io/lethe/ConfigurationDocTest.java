package io.lethe;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The README's table of settings against the mappings. */
class ConfigurationDocTest {

  @Test
  void everySettingIsInTheReadmeWithItsDefault() throws IOException {
    // Given
    List<String> readme = Files.readAllLines(Path.of("README.md"));

    // When
    Map<String, String> settings = settings();

    // Then
    assertThat(settings).hasSizeGreaterThan(20);
    settings.forEach(
        (key, byDefault) ->
            assertThat(readme).anyMatch(line -> line.startsWith("| `" + key + "` |" + byDefault)));
  }

  @Test
  void readmeNamesNoSettingThatIsNotThere() throws IOException {
    // Given
    Map<String, String> settings = settings();

    // When
    List<String> named =
        Files.readAllLines(Path.of("README.md")).stream()
            .filter(line -> line.startsWith("| `lethe."))
            .map(line -> line.split("`")[1])
            .toList();

    // Then
    assertThat(settings).containsKeys(named.toArray(String[]::new));
  }

  /** Keys, with the table's column of the default where there is one. */
  private static Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    new ClassFileImporter()
        .importPackages("io.lethe").stream()
            .filter(type -> type.isAnnotatedWith(ConfigMapping.class))
            .map(JavaClass::reflect)
            .forEach(type -> add(settings, prefix(type), type));
    return settings;
  }

  private static String prefix(Class<?> mapping) {
    return mapping.getAnnotation(ConfigMapping.class).prefix();
  }

  private static void add(Map<String, String> settings, String prefix, Class<?> group) {
    for (Method method : group.getDeclaredMethods()) {
      String key =
          method.isAnnotationPresent(WithParentName.class)
              ? prefix
              : prefix + "." + hyphenated(method.getName());
      add(settings, key, method, method.getGenericReturnType());
    }
  }

  private static void add(Map<String, String> settings, String key, Method method, Type type) {
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      Type inner = arguments[arguments.length - 1];
      if (generic.getRawType() == Map.class) {
        add(settings, key + ".<policy>", method, inner);
      } else if (generic.getRawType() == List.class) {
        add(settings, key + "[n]", method, inner);
      } else {
        settings.put(key, "");
      }
    } else if (type instanceof Class<?> group && group.getEnclosingClass() != null) {
      add(settings, key, group);
    } else {
      settings.put(
          key,
          Optional.ofNullable(method.getAnnotation(WithDefault.class))
              .map(byDefault -> " `" + byDefault.value() + "` |")
              .orElse(""));
    }
  }

  private static String hyphenated(String name) {
    return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }
}
