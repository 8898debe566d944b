package io.lethe;

import static io.restassured.RestAssured.given;

import java.time.Instant;

/** The clock of the service under test, which another test may have moved. */
public final class ServiceClock {

  private ServiceClock() {}

  /** Its time. */
  public static Instant now() {
    return Instant.parse(Api.at(given().get("/dev/clock").then().statusCode(200), "/now"));
  }
}
