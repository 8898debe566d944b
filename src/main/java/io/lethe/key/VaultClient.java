package io.lethe.key;

import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.ext.web.client.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * Calls Vault with a token, and once more with a new one when it refuses the first.
 *
 * <p><b>Errors</b>: {@code KEY_UNAVAILABLE} for any answer but success.
 */
final class VaultClient {

  private static final int FORBIDDEN = 403;

  private final VaultHttp http;
  private final VaultLogin login;

  VaultClient(VaultHttp http, VaultLogin login) {
    this.http = http;
    this.login = login;
  }

  /** Reads what is at a path under {@code /v1/}. */
  Uni<JsonObject> get(String path) {
    return call(HttpMethod.GET, path, null);
  }

  /** Sends a body to a path under {@code /v1/}. */
  Uni<JsonObject> post(String path, JsonObject body) {
    return call(HttpMethod.POST, path, body);
  }

  private Uni<JsonObject> call(HttpMethod method, String path, @Nullable JsonObject body) {
    return attempt(method, path, body)
        .chain(
            response ->
                response.statusCode() == FORBIDDEN
                    ? attempt(method, path, body)
                    : Uni.createFrom().item(response))
        .map(
            response -> {
              if (response.statusCode() / 100 != 2) {
                throw VaultFailure.of(response);
              }
              return VaultAnswer.json(response.body());
            });
  }

  /** A refused token is given up, so that the next attempt has another one. */
  private Uni<HttpResponse<Buffer>> attempt(
      HttpMethod method, String path, @Nullable JsonObject body) {
    return login
        .token()
        .chain(
            token ->
                http.send(method, path, token, body)
                    .invoke(
                        response -> {
                          if (response.statusCode() == FORBIDDEN) {
                            login.refused(token);
                          }
                        }));
  }
}
