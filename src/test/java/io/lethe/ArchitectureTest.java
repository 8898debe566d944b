package io.lethe;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_FIELD_INJECTION;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.MethodCallTarget;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import io.lethe.database.Ids;
import io.smallrye.config.ConfigMapping;
import io.smallrye.mutiny.Uni;
import jakarta.persistence.Entity;
import jakarta.ws.rs.Path;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The package table of the design, and the house's rules. */
class ArchitectureTest {

  /** From the top of the table down; a package imports only what stands above it. */
  private static final List<String> TABLE =
      List.of(
          "problem",
          "metric",
          "time",
          "database",
          "crypto",
          "document",
          "access",
          "intake",
          "ledger",
          "gate",
          "key",
          "transform",
          "policy",
          "subject",
          "record",
          "act",
          "retention",
          "request",
          "statement",
          "readiness",
          "console",
          "command",
          "sidecar",
          "demo");

  /** What is shipped, and what only local builds have. */
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ArchitectureTest::isMainOrLocal)
          .importPackages("io.lethe");

  private static final Set<String> NOW = Set.of("now", "currentTimeMillis");

  @Test
  void everyClassIsInAPackageOfTheTable() {
    check(
        classes()
            .should()
            .resideInAnyPackage(TABLE.stream().map(ArchitectureTest::name).toArray(String[]::new)));
  }

  /** A native image keeps what a static initializer has made, a seed as well. */
  @Test
  void noRandomIsSeededInAStaticInitializer() {
    check(
        noFields()
            .that()
            .areStatic()
            .should()
            .haveRawType(assignableTo(Random.class))
            .orShould()
            .haveRawType(Ids.class));
  }

  @Test
  void importsPointUpTheTable() {
    check(importsPointUp());
  }

  @Test
  void packagesHaveNoCycles() {
    check(slices().matching("io.lethe.(*)..").should().beFreeOfCycles());
  }

  @Test
  void resourcesAreNamedSo() {
    check(
        classes()
            .that()
            .areAnnotatedWith(Path.class)
            .should()
            .haveSimpleNameEndingWith("Resource"));
  }

  @Test
  void onlyResourcesAreNamedSo() {
    check(classes().that(simpleNameEndingWith("Resource")).should().beAnnotatedWith(Path.class));
  }

  @Test
  void entitiesAreNamedSo() {
    check(
        classes()
            .that()
            .areAnnotatedWith(Entity.class)
            .should()
            .haveSimpleNameEndingWith("Entity"));
  }

  @Test
  void onlyEntitiesAreNamedSo() {
    check(classes().that(simpleNameEndingWith("Entity")).should().beAnnotatedWith(Entity.class));
  }

  @Test
  void settingsAreNamedSo() {
    check(
        classes()
            .that()
            .areAnnotatedWith(ConfigMapping.class)
            .should()
            .haveSimpleNameEndingWith("Config"));
  }

  @Test
  void onlySettingsAreNamedSo() {
    check(
        classes()
            .that(simpleNameEndingWith("Config"))
            .should()
            .beAnnotatedWith(ConfigMapping.class));
  }

  @Test
  void servicesAndStoresKnowNoHttp() {
    check(
        noClasses()
            .that(simpleNameEndingWith("Service").or(simpleNameEndingWith("Store")))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.ws.rs..", "org.jboss.resteasy..", "io.vertx.ext.web.."));
  }

  @Test
  void resourcesKnowNoSql() {
    check(
        noClasses()
            .that(simpleNameEndingWith("Resource"))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "io.vertx.sqlclient..",
                "io.vertx.mutiny.sqlclient..",
                "java.sql..",
                "javax.sql.."));
  }

  @Test
  void noNameSaysNothing() {
    check(
        noClasses()
            .should()
            .haveSimpleNameEndingWith("Manager")
            .orShould()
            .haveSimpleNameEndingWith("Impl")
            .orShould()
            .haveSimpleNameEndingWith("Dto")
            .orShould()
            .haveSimpleNameEndingWith("Util")
            .orShould()
            .haveSimpleNameEndingWith("Utils")
            .orShould()
            .haveSimpleNameEndingWith("Helper"));
  }

  @Test
  void nothingIsDrawnFromAPredictableSource() {
    check(
        noClasses()
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(Random.class)
            .orShould()
            .callMethod(Math.class, "random"));
  }

  @Test
  void onlyTheCommandLinePrints() {
    check(
        noClasses()
            .that(DescribedPredicate.not(resideInAPackage("io.lethe.command")))
            .should(ACCESS_STANDARD_STREAMS));
  }

  /** A default locale may have other digits, which are none in a file, an address or a number. */
  @Test
  void nothingIsFormattedInTheLanguageOfTheHost() {
    check(noClasses().should().callMethod(String.class, "format", String.class, Object[].class));
    check(
        noClasses()
            .that()
            .resideInAnyPackage(name("document"), name("ledger"))
            .should()
            .callMethod(String.class, "formatted", Object[].class));
  }

  @Test
  void fieldsAreNotInjected() {
    check(NO_CLASSES_SHOULD_USE_FIELD_INJECTION);
  }

  @Test
  void onlyTheClocksReadTheSystemsClock() {
    check(
        noClasses()
            .that()
            .doNotHaveSimpleName("ClockProducer")
            .and()
            .doNotHaveSimpleName("DevClock")
            .should()
            .callMethodWhere(readsTheSystemsClock()));
  }

  @Test
  void nothingBlocksOnAUni() {
    check(noClasses().should().callMethod(Uni.class, "await"));
  }

  /** A rule of a package that is still empty holds. */
  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(CLASSES);
  }

  private static ArchRule importsPointUp() {
    CompositeArchRule rule = null;
    for (int i = 0; i < TABLE.size() - 1; i++) {
      String[] below =
          TABLE.subList(i + 1, TABLE.size()).stream()
              .map(ArchitectureTest::name)
              .toArray(String[]::new);
      ArchRule one =
          noClasses()
              .that()
              .resideInAPackage(name(TABLE.get(i)))
              .should()
              .dependOnClassesThat()
              .resideInAnyPackage(below)
              .allowEmptyShould(true);
      rule = rule == null ? CompositeArchRule.of(one) : rule.and(one);
    }
    return rule;
  }

  private static boolean isMainOrLocal(Location location) {
    return !location.contains("/test-classes/") || location.contains("/io/lethe/demo/");
  }

  private static String name(String table) {
    return "io.lethe." + table;
  }

  private static DescribedPredicate<JavaMethodCall> readsTheSystemsClock() {
    return DescribedPredicate.describe(
        "read the system's clock",
        call -> {
          MethodCallTarget target = call.getTarget();
          boolean clock =
              target.getOwner().isEquivalentTo(Clock.class)
                  && target.getName().matches("system.*|tick(Millis|Seconds|Minutes)");
          boolean withoutClock =
              target.getRawParameterTypes().stream()
                  .noneMatch(type -> type.isAssignableTo(Clock.class));
          boolean time =
              target.getOwner().getPackageName().equals("java.time")
                  || target.getOwner().isEquivalentTo(System.class);
          return clock || (time && NOW.contains(target.getName()) && withoutClock);
        });
  }
}
