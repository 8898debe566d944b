package io.lethe.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CallerTest {

  private static Caller caller(Grant... grants) {
    return Caller.of("issuer", "subject", List.of(grants));
  }

  @Test
  void emptyGrantCoversNothing() {
    // When
    Caller caller = caller(new Grant(Set.of(Role.PRODUCT), Set.of(), Set.of(), Set.of()));

    // Then
    assertThat(caller.coversPolicy("sens")).isFalse();
    assertThat(caller.covers("sens", "mandatory")).isFalse();
    assertThat(caller.coversField("sens", "mandatory", "email")).isFalse();
  }

  @Test
  void policyWithoutCategoriesIsNotCovered() {
    // When
    Caller caller =
        caller(new Grant(Set.of(Role.PRIVACY_OFFICER), Set.of("sens"), Set.of(), Set.of("*")));

    // Then
    assertThat(caller.coversPolicy("sens")).isFalse();
  }

  @Test
  void onlyAnyPolicyWithAnyCategoryIsEverything() {
    // Then
    assertThat(caller(Grant.everywhere(Set.of(Role.AUDITOR))).coversEverything()).isTrue();
    for (Set<String> policies : List.of(Set.<String>of(), Set.of("sens"))) {
      Grant grant = new Grant(Set.of(Role.AUDITOR), policies, Set.of("*"), Set.of("*"));
      assertThat(caller(grant).coversEverything()).isFalse();
    }
    for (Set<String> categories : List.of(Set.<String>of(), Set.of("mandatory"))) {
      Grant grant = new Grant(Set.of(Role.AUDITOR), Set.of("*"), categories, Set.of("*"));
      assertThat(caller(grant).coversEverything()).isFalse();
    }
  }

  @Test
  void grantCoversItsNamesAlone() {
    // When
    Caller caller =
        caller(
            new Grant(Set.of(Role.PRODUCT), Set.of("sens"), Set.of("mandatory"), Set.of("email")));

    // Then
    assertThat(caller.covers("sens", "mandatory")).isTrue();
    assertThat(caller.covers("sens", "other")).isFalse();
    assertThat(caller.covers("other", "mandatory")).isFalse();
    assertThat(caller.coversField("sens", "mandatory", "email")).isTrue();
    assertThat(caller.coversField("sens", "mandatory", "name")).isFalse();
  }

  @Test
  void grantsDoNotMixTheirNames() {
    // When
    Caller caller =
        caller(
            new Grant(Set.of(Role.PRODUCT), Set.of("a"), Set.of("x"), Set.of()),
            new Grant(Set.of(Role.PRODUCT), Set.of("b"), Set.of("y"), Set.of()));

    // Then
    assertThat(caller.covers("a", "y")).isFalse();
    assertThat(caller.covers("b", "x")).isFalse();
  }

  @Test
  void anyCoversEveryName() {
    // When
    Caller caller = caller(Grant.everywhere(Set.of(Role.PRODUCT)));

    // Then
    assertThat(caller.coversField("sens", "mandatory", "email")).isTrue();
  }

  @Test
  void narrowedCallerKeepsTheGrantsOfItsRole() {
    // Given
    Caller caller =
        caller(
            new Grant(Set.of(Role.PRODUCT), Set.of("a"), Set.of("*"), Set.of()),
            new Grant(Set.of(Role.AUDITOR), Set.of("*"), Set.of("*"), Set.of()));

    // When
    Caller product = caller.as(Role.PRODUCT);

    // Then
    assertThat(caller.covers("b", "x")).isTrue();
    assertThat(product.covers("a", "x")).isTrue();
    assertThat(product.covers("b", "x")).isFalse();
    assertThat(product.roles()).containsExactly(Role.PRODUCT);
  }
}
