package io.lethe.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.Await;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Problems;
import io.lethe.problem.ProducesCode;
import io.lethe.problem.ServiceException;
import io.lethe.sidecar.CentreDouble.Answer;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CentreClientTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Vertx vertx = Vertx.vertx();

  @TempDir Path directory;
  private Path token;

  @BeforeEach
  void write() throws IOException {
    token = Files.writeString(directory.resolve("token"), "first\n");
  }

  @AfterEach
  void close() {
    vertx.close();
  }

  private CentreClient client(String url) {
    return CentreClient.open(TestSettings.of(url, token), true, vertx);
  }

  private static CentreClient.Answer post(CentreClient client) {
    return client.post("/api/v1/leases", Buffer.buffer()).await().atMost(PATIENCE);
  }

  @Test
  void tokenThatIsRefusedIsReadAgain() throws IOException {
    // Given
    try (CentreDouble centre = CentreDouble.start();
        CentreClient client = client(centre.url())) {
      centre.answer(call -> new Answer(call.authorization().endsWith("second") ? 200 : 401, "{}"));
      assertThat(post(client).status()).isEqualTo(401);

      // When
      Files.writeString(token, "second");

      // Then
      assertThat(post(client).status()).isEqualTo(200);
      assertThat(centre.calls())
          .extracting(CentreDouble.Call::authorization)
          .containsExactly("Bearer first", "Bearer second");
    }
  }

  /** None of which is an event loop: an answer may be there before it is asked for. */
  @Test
  void threadsOfAnyKindAreAnswered() throws IOException {
    try (CentreDouble centre = CentreDouble.start();
        CentreClient client = client(centre.url())) {
      for (int i = 0; i < 500; i++) {
        assertThat(post(client).status()).isEqualTo(200);
      }
    }
  }

  @Test
  @ProducesCode(ErrorCode.CENTRE_UNAVAILABLE)
  void centreThatIsDownIsUnavailable() throws IOException {
    // Given
    CentreDouble centre = CentreDouble.start();
    String url = centre.url();
    centre.close();

    // When, Then
    try (CentreClient client = client(url)) {
      assertThatThrownBy(() -> post(client))
          .satisfies(Problems.carries(ErrorCode.CENTRE_UNAVAILABLE));
    }
  }

  @Test
  void centreIsUnavailableWithoutAToken() throws IOException {
    // Given
    try (CentreDouble centre = CentreDouble.start();
        CentreClient client = client(centre.url())) {
      Files.delete(token);

      // When, Then
      assertThatThrownBy(() -> post(client))
          .satisfies(Problems.carries(ErrorCode.CENTRE_UNAVAILABLE));
      assertThat(centre.calls()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://lethe.internal",
        "https://",
        "https://lethe.internal/api",
        "lethe.internal:8443",
        "ftp://lethe.internal"
      })
  @ProducesCode(ErrorCode.SIDECAR_INVALID)
  void centreIsAnAddressOfHttpsAlone(String centre) {
    // When, Then
    assertThatThrownBy(() -> CentreClient.open(TestSettings.of(centre, token), false, vertx))
        .satisfies(Problems.carries(ErrorCode.SIDECAR_INVALID));
  }

  @Test
  void certificatesThatAreReplacedAreReadAgain() throws Exception {
    // Given: a centre with another authority than the one that is trusted
    Certificate before = Certificate.create(Files.createDirectory(directory.resolve("before")));
    Certificate after = Certificate.create(Files.createDirectory(directory.resolve("after")));
    int port = serve(after);
    Path trust = Files.copy(before.pem(), directory.resolve("ca.pem"));
    TestSettings settings =
        new TestSettings(Optional.of("https://127.0.0.1:" + port), Optional.of(trust), token, 1);
    try (CentreClient client = CentreClient.own(settings, false, vertx)) {
      assertThatThrownBy(() -> post(client))
          .satisfies(Problems.carries(ErrorCode.CENTRE_UNAVAILABLE));

      // When
      Files.copy(after.pem(), trust, StandardCopyOption.REPLACE_EXISTING);
      Files.setLastModifiedTime(trust, FileTime.fromMillis(1));
      client.refresh();

      // Then
      Await.until(() -> answers(client), answered -> answered);
    }
  }

  private int serve(Certificate certificate) {
    HttpServerOptions options =
        new HttpServerOptions()
            .setSsl(true)
            .setKeyCertOptions(
                new PfxOptions()
                    .setPath(certificate.keystore().toString())
                    .setPassword(certificate.password()));
    return vertx
        .createHttpServer(options)
        .requestHandler(request -> request.response().end("{}"))
        .listen(0, "127.0.0.1")
        .toCompletionStage()
        .toCompletableFuture()
        .join()
        .actualPort();
  }

  private static boolean answers(CentreClient client) {
    try {
      return post(client).status() == 200;
    } catch (ServiceException e) {
      return false;
    }
  }

  @Test
  void callsOfTheProductLeaveTheSidecarItsOwn() throws IOException {
    // Given: a centre that is silent to products, on all connections and in the queue
    CountDownLatch end = new CountDownLatch(1);
    try (CentreDouble centre = CentreDouble.start();
        CentreClient product = client(centre.url());
        CentreClient own = CentreClient.own(TestSettings.of(centre.url(), token), true, vertx)) {
      centre.answer(
          call -> {
            if (!call.path().endsWith("leases")) {
              await(end);
            }
            return new Answer(200, "{}");
          });
      List<CompletableFuture<CentreClient.Answer>> calls = new ArrayList<>();
      for (int i = 0; i < 32 + 128 + 1; i++) {
        calls.add(product.post("/p", Buffer.buffer()).subscribeAsCompletionStage());
      }

      // Then: one too many is told so, and a lease is given
      Await.until(() -> calls, all -> all.stream().anyMatch(CompletableFuture::isDone));
      assertThat(post(own).status()).isEqualTo(200);
    } finally {
      end.countDown();
    }
  }

  private static void await(CountDownLatch end) {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void centreAndTrustStoreAreNeeded() {
    // Given
    TestSettings none = new TestSettings(Optional.empty(), Optional.empty(), token, 1);
    Path missing = directory.resolve("missing");
    TestSettings trust =
        new TestSettings(Optional.of("https://lethe"), Optional.of(missing), token, 1);

    // When, Then
    assertThatThrownBy(() -> CentreClient.open(none, false, vertx))
        .satisfies(Problems.carries(ErrorCode.SIDECAR_INVALID));
    assertThatThrownBy(() -> CentreClient.open(trust, false, vertx))
        .satisfies(Problems.carries(ErrorCode.SIDECAR_INVALID));
  }
}
