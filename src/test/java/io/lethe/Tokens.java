package io.lethe;

import static io.restassured.RestAssured.given;

import io.lethe.access.Role;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Tokens for tests over HTTP. */
public final class Tokens {

  private static final Map<String, String> MINTED = new ConcurrentHashMap<>();

  private Tokens() {}

  /** A token of this role, whose subject is the role's name. */
  public static String of(Role role) {
    return of(role, role.label());
  }

  /** A token of this role for this person, minted once by the service that is under test. */
  public static String of(Role role, String subject) {
    return MINTED.computeIfAbsent(
        String.join(" ", Integer.toString(RestAssured.port), role.label(), subject),
        first -> minted(role, subject));
  }

  private static String minted(Role role, String subject) {
    return given()
        .contentType(ContentType.JSON)
        .body(Map.of("role", role.label(), "subject", subject))
        .post("/dev/tokens")
        .then()
        .statusCode(200)
        .extract()
        .path("token");
  }
}
