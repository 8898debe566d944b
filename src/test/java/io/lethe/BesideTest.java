package io.lethe;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class BesideTest {

  /** Of the project or of its tests: why not, {@link Beside} says. */
  @Test
  void nothingBeginsATaskOnTheCommonPool() {
    noClasses()
        .should()
        .callMethod(CompletableFuture.class, "runAsync", Runnable.class)
        .orShould()
        .callMethod(CompletableFuture.class, "supplyAsync", Supplier.class)
        .orShould()
        .callMethod(ForkJoinPool.class, "commonPool")
        .check(new ClassFileImporter().importPackages("io.lethe"));
  }
}
