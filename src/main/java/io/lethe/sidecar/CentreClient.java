package io.lethe.sidecar;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SSLOptions;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Requests to the central service, as the pod.
 *
 * <p>Redirects are not followed: they would carry the token to wherever they point.
 *
 * <p><b>Errors</b>: {@code CENTRE_UNAVAILABLE} when there is no answer, or no token; any answer is
 * returned.
 */
final class CentreClient implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(CentreClient.class);
  private static final int UNAUTHORIZED = 401;

  /** For calls of the product, and how many wait for one of them. */
  private static final int CONNECTIONS = 32;

  private static final int WAITING = 128;

  /** For the lease and for the spool, which no call of the product may keep waiting. */
  private static final int OWN_CONNECTIONS = 2;

  private static final int HTTPS = 443;
  private static final int HTTP = 80;

  private final Vertx vertx;
  private final HttpClient client;
  private final TokenFile token;
  private final long timeout;
  private final Optional<Path> trust;
  private volatile long trusted;

  private CentreClient(Vertx vertx, HttpClient client, SidecarConfig config) {
    this.vertx = vertx;
    this.client = client;
    this.token = new TokenFile(config.tokenFile());
    this.timeout = config.requestTimeout().toMillis();
    this.trust = config.trustStore();
    this.trusted = trust.map(CentreClient::modified).orElse(0L);
  }

  /**
   * Makes a client for calls of the product; it connects at the first request.
   *
   * @param plain whether a plain connection will do, as in a test on one machine
   * @throws ServiceException {@code SIDECAR_INVALID}
   */
  static CentreClient open(SidecarConfig config, boolean plain, Vertx vertx) {
    return open(config, plain, vertx, CONNECTIONS);
  }

  /** Makes a client for the sidecar's own calls, with connections of its own. */
  static CentreClient own(SidecarConfig config, boolean plain, Vertx vertx) {
    return open(config, plain, vertx, OWN_CONNECTIONS);
  }

  private static CentreClient open(
      SidecarConfig config, boolean plain, Vertx vertx, int connections) {
    URI centre = address(config, plain);
    boolean https = "https".equals(centre.getScheme());
    HttpClientOptions options =
        new HttpClientOptions()
            .setDefaultHost(centre.getHost())
            .setDefaultPort(centre.getPort() < 0 ? https ? HTTPS : HTTP : centre.getPort())
            .setSsl(https)
            .setVerifyHost(true)
            .setMaxPoolSize(connections)
            .setMaxWaitQueueSize(WAITING)
            .setConnectTimeout((int) config.connectTimeout().toMillis());
    config.trustStore().ifPresent(file -> options.setTrustOptions(trust(file)));
    if (connections == OWN_CONNECTIONS) {
      // The timeout of a request ends with the head of the answer, and a body may never come.
      options
          .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
          .setIdleTimeout((int) config.requestTimeout().toMillis());
    }
    return new CentreClient(vertx, vertx.createHttpClient(options), config);
  }

  private static PemTrustOptions trust(Path file) {
    if (!Files.isReadable(file)) {
      throw invalid("there is no readable file; check lethe.sidecar.trust-store");
    }
    return new PemTrustOptions().addCertPath(file.toString());
  }

  /** In milliseconds since 1970; 0 while there is no file. */
  private static long modified(Path file) {
    return file.toFile().lastModified();
  }

  /** Trusts what the file says now, if it was replaced; waits for the disk. */
  void refresh() {
    trust
        .filter(file -> modified(file) != trusted && Files.isReadable(file))
        .ifPresent(
            file -> {
              long read = modified(file);
              // Its options are equal: they name the file.
              client
                  .updateSSLOptions(new SSLOptions().setTrustOptions(trust(file)), true)
                  .onSuccess(any -> trusted = read)
                  .onFailure(failure -> LOG.warn("lethe.sidecar.trust-store cannot be read again"));
            });
  }

  private static URI address(SidecarConfig config, boolean plain) {
    String text =
        config.centre().orElseThrow(() -> invalid("a sidecar needs lethe.sidecar.centre"));
    try {
      URI uri = new URI(text.replaceFirst("/+$", ""));
      boolean bare = uri.getHost() != null && uri.getPath().isEmpty() && uri.getQuery() == null;
      if (bare && ("https".equals(uri.getScheme()) || plain && "http".equals(uri.getScheme()))) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // Falls through: it is no address.
    }
    throw invalid("lethe.sidecar.centre is not of the form https://host:port");
  }

  static ServiceException invalid(String why) {
    return new ServiceException(ErrorCode.SIDECAR_INVALID, why);
  }

  /** Begins a request, with the pod's token; from an event loop, whose the answer is. */
  Future<HttpClientRequest> request(HttpMethod method, String uri) {
    String bearer;
    try {
      bearer = token.token();
    } catch (IOException e) {
      return Future.failedFuture(unavailable("the token cannot be read"));
    }
    return client
        .request(new RequestOptions().setMethod(method).setURI(uri).setTimeout(timeout))
        .map(request -> request.putHeader("Authorization", "Bearer " + bearer))
        .recover(failure -> Future.failedFuture(unavailable("there is no connection")));
  }

  /** Posts JSON and returns whatever is answered; from any thread. */
  Uni<Answer> post(String uri, Buffer json) {
    Promise<Answer> answer = Promise.promise();
    // From a thread of another kind the body would be asked for when it may have come and gone.
    vertx.getOrCreateContext().runOnContext(any -> exchange(uri, json).onComplete(answer));
    return Uni.createFrom().completionStage(answer.future().toCompletionStage());
  }

  private Future<Answer> exchange(String uri, Buffer json) {
    return request(HttpMethod.POST, uri)
        .compose(request -> request.putHeader("Content-Type", "application/json").send(json))
        .compose(
            response ->
                response
                    .body()
                    .map(
                        body ->
                            new Answer(
                                response.statusCode(), response.getHeader("Content-Type"), body)))
        .onSuccess(this::check)
        .recover(failure -> Future.failedFuture(silent(failure)));
  }

  private void check(Answer answer) {
    told(answer.status());
  }

  /** Notes how a request was answered. */
  void told(int status) {
    if (status == UNAUTHORIZED) {
      token.refused();
    }
  }

  /** What is answered in the centre's place. */
  static ServiceException silent(Throwable failure) {
    return failure instanceof ServiceException known ? known : unavailable("there is no answer");
  }

  private static ServiceException unavailable(String why) {
    return new ServiceException(ErrorCode.CENTRE_UNAVAILABLE, why);
  }

  @Override
  public void close() {
    client.close();
  }

  /** What the centre has answered. */
  record Answer(int status, String type, Buffer body) {

    /** However long: the centre has its own bounds. */
    private static final JsonMapper JSON =
        JsonMapper.builder()
            .enable(
                DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
                DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    /** What it says; numbers have the digits that were sent, and are written so again. */
    JsonNode json() throws IOException {
      return JSON.readTree(body.getBytes());
    }

    /** Names nobody. */
    @Override
    public String toString() {
      return "Answer[" + status + "]";
    }
  }
}
