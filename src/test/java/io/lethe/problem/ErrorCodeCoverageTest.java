package io.lethe.problem;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/**
 * Every code is produced by a test that the build runs. That such a test really asserts its codes
 * is checked while it runs, by {@link ProducedCodes}.
 */
class ErrorCodeCoverageTest {

  private static final JavaClasses TESTS =
      new ClassFileImporter()
          .withImportOption(new ImportOption.OnlyIncludeTests())
          .importPackages("io.lethe");

  private static final JavaClasses SHIPPED =
      new ClassFileImporter()
          .withImportOption(
              location -> !location.contains("/test-classes/") || location.contains("/demo/"))
          .importPackages("io.lethe");

  @Test
  void everyCodeIsProducedByATest() {
    // When
    Set<ErrorCode> produced = EnumSet.noneOf(ErrorCode.class);
    claims()
        .filter(ErrorCodeCoverageTest::isRun)
        .flatMap(test -> Arrays.stream(test.getAnnotationOfType(ProducesCode.class).value()))
        .forEach(produced::add);

    // Then
    assertThat(produced).containsExactlyInAnyOrder(ErrorCode.values());
  }

  @Test
  void everyClaimStandsOnATestThatTheBuildRuns() {
    // When
    List<String> idle = claims().filter(test -> !isRun(test)).map(JavaMethod::getFullName).toList();

    // Then
    assertThat(idle).isEmpty();
  }

  @Test
  void everyCodeIsUsedByTheService() {
    // When
    Set<String> used = new HashSet<>();
    SHIPPED.stream()
        .filter(type -> !type.isEquivalentTo(ErrorCode.class))
        .flatMap(type -> type.getFieldAccessesFromSelf().stream())
        .filter(access -> access.getTargetOwner().isEquivalentTo(ErrorCode.class))
        .forEach(access -> used.add(access.getTarget().getName()));

    // Then
    assertThat(used)
        .contains(Arrays.stream(ErrorCode.values()).map(Enum::name).toArray(String[]::new));
  }

  private static Stream<JavaMethod> claims() {
    return TESTS.stream()
        .flatMap(type -> type.getMethods().stream())
        .filter(method -> method.isAnnotatedWith(ProducesCode.class));
  }

  private static boolean isRun(JavaMethod method) {
    String type = method.getOwner().getSimpleName();
    boolean test =
        method.isAnnotatedWith(Test.class) || method.isAnnotatedWith(ParameterizedTest.class);
    boolean idle =
        method.isAnnotatedWith(Disabled.class)
            || method.getOwner().isAnnotatedWith(Disabled.class)
            || method.isAnnotatedWith(Tag.class)
            || method.getOwner().isAnnotatedWith(Tag.class);
    return test && !idle && (type.endsWith("Test") || type.endsWith("IT"));
  }
}
