package io.lethe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.smallrye.jwt.build.Jwt;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** An issuer of tokens with discovery and keys, for tests against the packaged artifact. */
public final class OidcDouble implements AutoCloseable {

  private static final String KEY_ID = "k1";

  private final KeyPair keys;
  private final int port;
  private HttpServer server;

  private OidcDouble(KeyPair keys, HttpServer server) {
    this.keys = keys;
    this.port = server.getAddress().getPort();
    this.server = server;
  }

  /** Starts on a free port of this machine. */
  public static OidcDouble start() throws IOException, GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    OidcDouble issuer = new OidcDouble(generator.generateKeyPair(), bind(0));
    issuer.serve();
    return issuer;
  }

  /** Refuses connections until {@link #resume}. */
  public void pause() {
    server.stop(0);
  }

  /** Serves at the same address again. */
  public void resume() throws IOException {
    server = bind(port);
    serve();
  }

  private static HttpServer bind(int port) throws IOException {
    return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
  }

  private void serve() {
    server.createContext("/.well-known/openid-configuration", this::discovery);
    server.createContext("/jwks", this::keys);
    server.start();
  }

  /** As {@code lethe.oidc.issuer} has it. */
  public String issuer() {
    return "http://127.0.0.1:" + port;
  }

  /** A token that is good for an hour. */
  public String mint(String subject) {
    return mint(issuer(), subject, "lethe", Duration.ofHours(1));
  }

  /** A token with something wrong in it; a negative life has ended. */
  public String mint(String issuer, String subject, String audience, Duration life) {
    Instant end = Instant.now().plus(life);
    return Jwt.issuer(issuer)
        .subject(subject)
        .audience(audience)
        .groups("security")
        .issuedAt(end.minus(Duration.ofHours(2)))
        .expiresAt(end)
        .jws()
        .keyId(KEY_ID)
        .sign(keys.getPrivate());
  }

  @Override
  public void close() {
    pause();
  }

  private void discovery(HttpExchange exchange) throws IOException {
    answer(
        exchange,
        Map.of(
            "issuer", issuer(),
            "jwks_uri", issuer() + "/jwks",
            "token_endpoint", issuer() + "/token",
            "authorization_endpoint", issuer() + "/authorize"));
  }

  private void keys(HttpExchange exchange) throws IOException {
    RSAPublicKey key = (RSAPublicKey) keys.getPublic();
    Map<String, String> jwk =
        Map.of(
            "kty",
            "RSA",
            "alg",
            "RS256",
            "use",
            "sig",
            "kid",
            KEY_ID,
            "n",
            unsigned(key.getModulus()),
            "e",
            unsigned(key.getPublicExponent()));
    answer(exchange, Map.of("keys", List.of(jwk)));
  }

  private static String unsigned(BigInteger number) {
    byte[] bytes = number.toByteArray();
    int sign = bytes[0] == 0 ? 1 : 0;
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Arrays.copyOfRange(bytes, sign, bytes.length));
  }

  private static void answer(HttpExchange exchange, Object body) throws IOException {
    byte[] json = json(body).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, json.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(json);
    }
  }

  private static String json(Object body) throws JsonProcessingException {
    return new ObjectMapper().writeValueAsString(body);
  }
}
