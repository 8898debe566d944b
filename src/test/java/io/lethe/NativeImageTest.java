package io.lethe;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What a native image would be built with: the files that it has, and what static fields hold,
 * because they get their values while it is built.
 */
class NativeImageTest {

  private static final List<Path> RESOURCES =
      List.of(Path.of("src", "main", "resources"), Path.of("src", "main", "filtered"));

  /** Read while the image is built: by Quarkus, by Flyway's extension. */
  private static final List<Path> OF_THE_BUILD =
      List.of(Path.of("META-INF"), Path.of("db"), Path.of("application.properties"));

  /** Types by which something is found, made or read that the compiler does not see. */
  private static final String HIDDEN =
      "java\\.lang\\.reflect\\.(?!Type$).*|java\\.lang\\.invoke\\.(MethodHandle|VarHandle).*"
          + "|java\\.util\\.(ServiceLoader|ResourceBundle).*|java\\.io\\.Object(In|Out)putStream"
          + "|java\\.lang\\.(ClassLoader|foreign\\..*)|(sun|com\\.sun|jdk)\\..*"
          + "|java\\.(awt|beans|rmi)\\..*|javax\\.(imageio|naming|script|swing)\\..*";

  /** Methods of {@code Class} that do; a file of the artifact may be read. */
  private static final String HIDDEN_OF_A_CLASS =
      "forName|newInstance|getClassLoader|getRecordComponents|getPermittedSubclasses"
          + "|get(Declared)?(Constructor|Method|Field|Annotation|Class)e?s?|getAnnotationsByType";

  private static final Path LICENSE = Path.of("fonts", "LICENSE.txt");

  private static List<String> included() throws IOException {
    Properties properties = new Properties();
    try (InputStream file =
        Files.newInputStream(RESOURCES.get(0).resolve("application.properties"))) {
      properties.load(file);
    }
    return List.of(properties.getProperty("quarkus.native.resources.includes").split(","));
  }

  private static PathMatcher glob(String glob) {
    return FileSystems.getDefault().getPathMatcher("glob:" + glob);
  }

  private static Set<Path> files() throws IOException {
    Set<Path> files = new TreeSet<>();
    for (Path root : RESOURCES) {
      try (Stream<Path> all = Files.walk(root)) {
        all.filter(Files::isRegularFile).map(root::relativize).forEach(files::add);
      }
    }
    return files;
  }

  @Test
  void imageHasEveryFileThatIsReadAtRunTime() throws IOException {
    // Given
    List<PathMatcher> globs = included().stream().map(NativeImageTest::glob).toList();

    // Then
    assertThat(files())
        .hasSizeGreaterThan(10)
        .filteredOn(file -> OF_THE_BUILD.stream().noneMatch(file::startsWith))
        .filteredOn(file -> !file.equals(LICENSE))
        .allSatisfy(file -> assertThat(globs).anyMatch(glob -> glob.matches(file)));
  }

  @Test
  void everyGlobNamesWhatIsThere() throws IOException {
    // Given
    String phones = "com/google/i18n/phonenumbers/data/PhoneNumberMetadataProto_RU";
    assertThat(getClass().getResource("/" + phones)).isNotNull();
    Set<Path> files = files();
    files.add(Path.of(phones));

    // Then
    assertThat(included())
        .allSatisfy(glob -> assertThat(files).anyMatch(file -> glob(glob).matches(file)));
  }

  @Test
  void nothingIsLookedUpByItsName() {
    // Given
    JavaClasses classes = production();

    // Then
    noClasses().should().dependOnClassesThat().haveNameMatching(HIDDEN).check(classes);
    noClasses()
        .should()
        .callMethodWhere(
            target(owner(equivalentTo(Class.class)))
                .and(target(nameMatching(HIDDEN_OF_A_CLASS)))
                .or(target(owner(equivalentTo(System.class))).and(target(nameMatching("load.*")))))
        .check(classes);
  }

  private static JavaClasses production() {
    return new ClassFileImporter()
        .withImportOption(new ImportOption.DoNotIncludeTests())
        .importPath(Path.of("target", "classes"));
  }

  @Test
  void nothingStaticIsOfTheMomentOrTheMachineOfTheBuild() throws ReflectiveOperationException {
    // When
    Deque<Object> held = new ArrayDeque<>();
    for (JavaClass type : production()) {
      Class<?> initialized = Class.forName(type.getName(), true, getClass().getClassLoader());
      push(fields(initialized, true, null), held);
    }

    // Then
    Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    while (!held.isEmpty()) {
      Object one = held.pop();
      if (seen.add(one)) {
        checkBuiltIn(one);
        push(parts(one), held);
      }
    }
    assertThat(seen).hasSizeGreaterThan(100);
  }

  /** It is no generator with its seed, nothing open or running, no id drawn now, and not now. */
  private static void checkBuiltIn(Object one) {
    assertThat(one).isNotInstanceOfAny(Random.class, Thread.class, Executor.class, Closeable.class);
    if (one instanceof UUID id) {
      assertThat(id.version()).isNotEqualTo(4);
    } else if (one instanceof Instant at) {
      assertThat(Duration.between(at, Instant.now()).abs()).isGreaterThan(Duration.ofHours(1));
    }
  }

  private static Collection<?> parts(Object one) throws ReflectiveOperationException {
    if (one instanceof Map<?, ?> map) {
      return Stream.concat(map.keySet().stream(), map.values().stream()).toList();
    } else if (one instanceof Collection<?> all) {
      return all;
    } else if (one instanceof Object[] array) {
      return Arrays.asList(array);
    } else if (one instanceof Optional<?> some) {
      return some.stream().toList();
    } else if (one instanceof AtomicReference<?> reference) {
      return Collections.singletonList(reference.get());
    }
    Collection<Object> parts = new ArrayDeque<>();
    for (Class<?> type = one.getClass();
        type != null && type.getName().startsWith("io.lethe.");
        type = type.getSuperclass()) {
      push(fields(type, false, one), parts);
    }
    return parts;
  }

  private static List<Object> fields(Class<?> type, boolean statics, Object of)
      throws ReflectiveOperationException {
    Deque<Object> values = new ArrayDeque<>();
    for (Field field : type.getDeclaredFields()) {
      if (Modifier.isStatic(field.getModifiers()) == statics && !field.getType().isPrimitive()) {
        field.setAccessible(true);
        push(Collections.singletonList(field.get(of)), values);
      }
    }
    return List.copyOf(values);
  }

  private static void push(Collection<?> all, Collection<Object> to) {
    all.stream().filter(one -> one != null).forEach(to::add);
  }
}
