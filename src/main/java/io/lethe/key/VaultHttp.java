package io.lethe.key;

import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.ext.web.client.WebClientOptions;
import io.vertx.mutiny.core.Context;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.ext.web.client.HttpRequest;
import io.vertx.mutiny.ext.web.client.HttpResponse;
import io.vertx.mutiny.ext.web.client.WebClient;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Single requests to Vault.
 *
 * <p>Redirects are not followed: they would carry the token to wherever they point.
 *
 * <p><b>Errors</b>: {@code KEY_UNAVAILABLE} when there is no answer; any answer is returned.
 */
final class VaultHttp {

  private final Vertx vertx;
  private final WebClient client;
  private final String address;
  private final Optional<String> namespace;
  private final Duration timeout;

  private VaultHttp(Vertx vertx, WebClient client, String address, KeysConfig.Vault config) {
    this.vertx = vertx;
    this.client = client;
    this.address = address;
    this.namespace = config.namespace();
    this.timeout = config.requestTimeout();
  }

  /**
   * Makes a client; it connects at the first request.
   *
   * @throws ServiceException {@code VAULT_INVALID} when address or trust store do not do
   */
  static VaultHttp open(KeysConfig.Vault config, Vertx vertx) {
    WebClientOptions options =
        new WebClientOptions()
            .setFollowRedirects(false)
            .setUserAgent("lethe")
            .setConnectTimeout((int) config.connectTimeout().toMillis())
            .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
            // Closes what nobody waits for any more; later than the answer's own bound.
            .setReadIdleTimeout(2 * (int) config.requestTimeout().toMillis());
    config.trustStore().ifPresent(file -> options.setTrustOptions(trust(file)));
    return new VaultHttp(vertx, WebClient.create(vertx, options), address(config), config);
  }

  private static PemTrustOptions trust(Path file) {
    if (!Files.isReadable(file)) {
      throw invalid("there is no readable file; check lethe.keys.vault.trust-store");
    }
    return new PemTrustOptions().addCertPath(file.toString());
  }

  private static String address(KeysConfig.Vault config) {
    String address =
        config
            .address()
            .orElseThrow(() -> invalid("the provider vault needs lethe.keys.vault.address"));
    try {
      URI uri = new URI(address);
      String scheme = uri.getScheme();
      if (uri.getHost() != null && ("https".equals(scheme) || "http".equals(scheme))) {
        return address.replaceFirst("/+$", "");
      }
    } catch (URISyntaxException e) {
      // Falls through: it is no address.
    }
    throw invalid("lethe.keys.vault.address is not of the form https://host:port");
  }

  private static ServiceException invalid(String why) {
    return new ServiceException(ErrorCode.VAULT_INVALID, why);
  }

  /** Sends a request and returns whatever Vault answers. */
  Uni<HttpResponse<Buffer>> send(
      HttpMethod method, String path, @Nullable String token, @Nullable JsonObject body) {
    HttpRequest<Buffer> request =
        client.requestAbs(method, address + "/v1/" + path).putHeader("X-Vault-Request", "true");
    namespace.ifPresent(name -> request.putHeader("X-Vault-Namespace", name));
    if (token != null) {
      request.putHeader("X-Vault-Token", token);
    }
    Uni<HttpResponse<Buffer>> answer =
        body == null
            ? request.send()
            : request
                .putHeader("Content-Type", "application/json")
                .sendBuffer(Buffer.newInstance(body.toBuffer()));
    return inTime(answer).onFailure().transform(VaultFailure::ofNoAnswer);
  }

  /** The client's own timeout ends with the answer's first byte. */
  private <T> Uni<T> inTime(Uni<T> answer) {
    return Uni.createFrom()
        .deferred(
            () -> {
              // Whoever called goes on where he was, also after a timeout.
              Context context = vertx.getOrCreateContext();
              return answer
                  .ifNoItem()
                  .after(timeout)
                  .failWith(TimeoutException::new)
                  .emitOn(context::runOnContext);
            });
  }
}
