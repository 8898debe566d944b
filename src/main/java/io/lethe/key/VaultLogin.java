package io.lethe.key;

import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The token of Vault, kept until it nears its end or Vault refuses it.
 *
 * <p>Callers at the same time may each log in; any of their tokens will do.
 *
 * <p><b>Errors</b>: {@code KEY_UNAVAILABLE} when there is no token to be had.
 */
final class VaultLogin {

  /** A token is given up when this share of its life is over. */
  private static final double USED_SHARE = 0.8;

  private final Supplier<Uni<Token>> source;
  private final Clock clock;
  private volatile @Nullable Token current;

  private VaultLogin(Supplier<Uni<Token>> source, Clock clock) {
    this.source = source;
    this.clock = clock;
  }

  /** A token of Vault; not a record, so that it is not printed. */
  private static final class Token {
    private final String value;
    private final Instant renewAt;

    private Token(String value, Instant renewAt) {
      this.value = value;
      this.renewAt = renewAt;
    }
  }

  /**
   * As the settings say.
   *
   * @throws ServiceException {@code VAULT_INVALID} when they lack what the method needs
   */
  static VaultLogin of(KeysConfig.Vault config, VaultHttp http, Vertx vertx, Clock clock) {
    return switch (config.auth()) {
      case TOKEN -> new VaultLogin(token(config, vertx), clock);
      case KUBERNETES -> {
        KeysConfig.Kubernetes kubernetes = config.kubernetes();
        String role = kubernetes.role().orElseThrow(() -> needed("kubernetes.role"));
        yield new VaultLogin(() -> logIn(kubernetes, role, http, vertx, clock), clock);
      }
    };
  }

  private static Supplier<Uni<Token>> token(KeysConfig.Vault config, Vertx vertx) {
    if (config.tokenFile().isPresent()) {
      Path file = config.tokenFile().get();
      return () -> read(vertx, file, "token-file").map(value -> new Token(value, Instant.MAX));
    }
    String value =
        config
            .token()
            .filter(VaultLogin::wellFormed)
            .orElseThrow(() -> needed("token-file or lethe.keys.vault.token"));
    return () -> Uni.createFrom().item(new Token(value, Instant.MAX));
  }

  private static ServiceException needed(String setting) {
    return new ServiceException(
        ErrorCode.VAULT_INVALID, "this lethe.keys.vault.auth needs lethe.keys.vault." + setting);
  }

  private static Uni<String> read(Vertx vertx, Path file, String setting) {
    return vertx
        .fileSystem()
        .readFile(file.toString())
        .onFailure()
        .transform(
            // The cause has the path, which is nobody's secret, and adds nothing to it.
            e ->
                VaultFailure.unavailable(
                    "there is no readable file; check lethe.keys.vault." + setting))
        .map(bytes -> bytes.toString(StandardCharsets.UTF_8).strip())
        .invoke(
            text -> {
              if (!wellFormed(text)) {
                throw VaultFailure.unavailable(
                    "there is no token in the file of lethe.keys.vault." + setting);
              }
            });
  }

  /** Whether this may stand in a header: one line of ASCII without spaces. */
  private static boolean wellFormed(String token) {
    return !token.isEmpty() && token.chars().allMatch(c -> c > ' ' && c < 0x7F);
  }

  private static Uni<Token> logIn(
      KeysConfig.Kubernetes config, String role, VaultHttp http, Vertx vertx, Clock clock) {
    return read(vertx, config.tokenFile(), "kubernetes.token-file")
        .map(jwt -> new JsonObject().put("role", role).put("jwt", jwt))
        .chain(body -> http.send(HttpMethod.POST, "auth/" + config.mount() + "/login", null, body))
        .map(
            response -> {
              if (response.statusCode() != 200) {
                throw VaultFailure.ofLogin(response);
              }
              return token(VaultAnswer.json(response.body()), clock.instant());
            });
  }

  private static Token token(JsonObject answer, Instant now) {
    JsonObject auth = VaultAnswer.object(answer, "auth");
    if (auth.getValue("client_token") instanceof String value
        && auth.getValue("lease_duration") instanceof Integer seconds) {
      // A lease of 0 seconds has no end.
      long used = (long) (seconds * USED_SHARE);
      return new Token(value, seconds == 0 ? Instant.MAX : now.plusSeconds(used));
    }
    throw VaultFailure.unexpected();
  }

  /** A token, from a new login if need be. */
  Uni<String> token() {
    Token known = current;
    return known != null && clock.instant().isBefore(known.renewAt)
        ? Uni.createFrom().item(known.value)
        : source.get().invoke(token -> current = token).map(token -> token.value);
  }

  /** Gives up a token that Vault has refused, unless another is in its place already. */
  void refused(String token) {
    Token known = current;
    if (known != null && known.value.equals(token)) {
      current = null;
    }
  }
}
