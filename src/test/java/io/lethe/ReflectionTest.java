package io.lethe;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A native image writes only those records as JSON that are registered. */
class ReflectionTest {

  @Test
  void whatARegisteredRecordHoldsIsRegisteredToo() {
    // Given
    Set<Class<?>> registered =
        new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.lethe")
                .stream()
                .filter(type -> type.isAnnotatedWith(RegisterForReflection.class))
                .map(JavaClass::reflect)
                .collect(Collectors.toSet());

    // When
    Set<Class<?>> held = new HashSet<>();
    registered.forEach(type -> components(type, held));

    // Then
    assertThat(registered).hasSizeGreaterThan(5);
    Set<String> missing = new TreeSet<>();
    held.stream().filter(type -> !registered.contains(type)).forEach(t -> missing.add(t.getName()));
    assertThat(missing).isEmpty();
  }

  private static void components(Class<?> type, Set<Class<?>> held) {
    if (type.isRecord()) {
      for (RecordComponent component : type.getRecordComponents()) {
        records(component.getGenericType(), held);
      }
    }
  }

  private static void records(Type type, Set<Class<?>> held) {
    if (type instanceof ParameterizedType generic) {
      records(generic.getRawType(), held);
      Arrays.stream(generic.getActualTypeArguments()).forEach(part -> records(part, held));
    } else if (type instanceof WildcardType wildcard) {
      Arrays.stream(wildcard.getUpperBounds()).forEach(bound -> records(bound, held));
    } else if (type instanceof Class<?> one && one.isArray()) {
      records(one.getComponentType(), held);
    } else if (type instanceof Class<?> one && one.isRecord() && ours(one) && held.add(one)) {
      components(one, held);
    }
  }

  private static boolean ours(Class<?> type) {
    return type.getName().startsWith("io.lethe.");
  }
}
