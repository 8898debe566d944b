package io.lethe.demo;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.lethe.Tokens;
import io.lethe.access.Role;
import io.lethe.policy.OperatorsConfig;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Problems;
import io.lethe.problem.ProducesCode;
import io.lethe.readiness.BuildKind;
import io.lethe.time.TrustedTime;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class DevResourceTest {

  private final Clock clock;
  private final TrustedTime time;
  private final BuildKind kind;
  private final OperatorsConfig operators;

  @Inject
  DevResourceTest(Clock clock, TrustedTime time, BuildKind kind, OperatorsConfig operators) {
    this.clock = clock;
    this.time = time;
    this.kind = kind;
    this.operators = operators;
  }

  @ParameterizedTest
  @EnumSource
  void everyRoleHasAToken(Role role) {
    // When
    String token = Tokens.of(role, "someone");

    // Then
    given().auth().oauth2(token).get("/none").then().statusCode(404);
  }

  @Test
  void onlyThisMachineIsListenedTo() {
    assertThat(ConfigProvider.getConfig().getValue("quarkus.http.host", String.class))
        .isEqualTo("127.0.0.1");
  }

  @Test
  void unknownRoleIsRefused() {
    // When
    ValidatableResponse response =
        given()
            .contentType(ContentType.JSON)
            .body(Map.of("role", "root"))
            .post("/dev/tokens")
            .then();

    // Then
    response.statusCode(400).body("code", equalTo("BODY_SHAPE"));
  }

  @Test
  void clockMovesForwardAndTicksOn() {
    // Given
    Instant later = clock.instant().plus(Duration.ofHours(1));

    // When
    ValidatableResponse response = move(later.toString());

    // Then
    response.statusCode(200).body("now", equalTo(later.toString()));
    assertThat(clock.instant()).isBetween(later, later.plusSeconds(60));
    Instant read = Instant.parse(given().get("/dev/clock").then().extract().path("now"));
    assertThat(read).isBetween(later, later.plusSeconds(60));
  }

  @Test
  @ProducesCode(ErrorCode.CLOCK_BACKWARDS)
  void clockNeverMovesBack() {
    // When
    ValidatableResponse response = move(clock.instant().minusSeconds(1).toString());

    // Then
    Problems.isProblem(response, ErrorCode.CLOCK_BACKWARDS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"yesterday", ""})
  void whatIsNoInstantDoesNotMoveTheClock(String now) {
    // When
    ValidatableResponse response = move(now);

    // Then
    response.statusCode(400).body("code", equalTo("BODY_SHAPE"));
  }

  @Test
  void clockDoesNotLeaveTheYearsOfDates() {
    // When
    ValidatableResponse response = move("+1000000000-12-31T23:59:59Z");

    // Then
    response.statusCode(422).body("code", equalTo("CLOCK_OUT_OF_RANGE"));
  }

  @Test
  void movedClockAloneCounts() {
    // When
    Instant cutoff = time.cutoff(Instant.EPOCH);

    // Then
    assertThat(cutoff).isBetween(clock.instant().minusSeconds(60), clock.instant());
  }

  @Test
  void buildIsALocalOneWithSampleOperatorsForTwoPacks() {
    // Then
    assertThat(kind).isEqualTo(BuildKind.LOCAL);
    assertThat(operators.operators()).containsOnlyKeys("sens", "express");
  }

  private static ValidatableResponse move(String now) {
    return given().contentType(ContentType.JSON).body(Map.of("now", now)).put("/dev/clock").then();
  }
}
