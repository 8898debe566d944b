package io.lethe.readiness;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import io.lethe.KeystoreFile;
import io.lethe.OidcDouble;
import io.lethe.ProductionProcess;
import io.lethe.TestPostgres;
import io.restassured.response.ValidatableResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IssuerOutageIT {

  @TempDir Path directory;

  @Test
  void serviceStartsWithoutItsIssuerAndAcceptsTokensOnceItIsBack() throws Exception {
    // Given
    try (OidcDouble issuer = OidcDouble.start()) {
      Map<String, String> settings =
          ProductionProcess.settings(TestPostgres.fresh(), issuer, KeystoreFile.create(directory));
      issuer.pause();
      try (ProductionProcess process = ProductionProcess.start(settings).awaitReady()) {
        String token = issuer.mint("anyone");
        call(process, token).statusCode(503).body("code", equalTo("UNAVAILABLE"));

        // When
        issuer.resume();

        // Then
        call(process, token).statusCode(404).body("code", equalTo("NOT_FOUND"));
      }
    }
  }

  private static ValidatableResponse call(ProductionProcess process, String token) {
    return given().baseUri(process.url()).auth().oauth2(token).get("/api/v1/none").then();
  }
}
