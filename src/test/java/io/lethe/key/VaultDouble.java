package io.lethe.key;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.lethe.crypto.Aead;
import io.lethe.crypto.AeadException;
import io.lethe.crypto.SecretBytes;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Vault as its HTTP API describes it, as far as Lethe calls it: one Transit engine with keys that
 * really encrypt, tokens, and a login of Kubernetes.
 *
 * <p>Like Vault it makes a missing key at {@code encrypt}, answers 400 for a missing key at {@code
 * decrypt} and 404 at {@code keys}, and takes no associated data at {@code rewrap}.
 */
final class VaultDouble implements AutoCloseable {

  static final String TOKEN = "hvs.marker-token";
  static final String ROLE = "lethe";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, TransitKey> keys = new HashMap<>();
  private final Set<String> tokens = new HashSet<>(Set.of(TOKEN));
  private final Set<String> jwts = new HashSet<>();
  private final List<String> requests = new ArrayList<>();
  private String namespace = "";
  private int lease = 3600;
  private int issued;
  private @Nullable Answer next;

  /** An answer in place of Vault's own. */
  private record Answer(int status, String body, long delayMillis) {}

  /** A key of the engine. */
  static final class TransitKey {
    final List<SecretBytes> versions = new ArrayList<>(List.of(SecretBytes.random(32)));
    String type = "aes256-gcm96";
    boolean derived;
    int minDecryptionVersion = 1;
  }

  VaultDouble() {
    this(server());
  }

  VaultDouble(HttpServer server) {
    this.server = server;
    server.createContext("/v1/", this::serve);
    server.setExecutor(threads);
    server.start();
    keys.put("lethe", new TransitKey());
  }

  private static HttpServer server() {
    try {
      return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return server.getAddress().getPort();
  }

  String address() {
    return "http://127.0.0.1:" + port();
  }

  /** What makes Lethe use it, as a holder of {@link #TOKEN}. */
  Map<String, String> settings() {
    return Map.of(
        "lethe.keys.provider",
        "vault",
        "lethe.keys.vault.address",
        address(),
        "lethe.keys.vault.auth",
        "token",
        "lethe.keys.vault.token",
        TOKEN);
  }

  /** Destroys the older versions of the key, as far as a holder of a token can tell. */
  synchronized void openOnlyFrom(int version) {
    key().minDecryptionVersion = version;
  }

  synchronized TransitKey key() {
    return keys.get("lethe");
  }

  synchronized Set<String> keyNames() {
    return Set.copyOf(keys.keySet());
  }

  synchronized void remove(String key) {
    keys.remove(key);
  }

  /** From now on only this token is valid; those of logins come to it. */
  synchronized void revokeAllBut(String... valid) {
    tokens.clear();
    tokens.addAll(List.of(valid));
  }

  synchronized void trust(String jwt) {
    jwts.clear();
    jwts.add(jwt);
  }

  synchronized void lease(int seconds) {
    lease = seconds;
  }

  synchronized void namespace(String only) {
    namespace = only;
  }

  /** Answers every request so. */
  synchronized void answerAlways(int status, String body) {
    next = new Answer(status, body, 0);
  }

  /** Answers every request as Vault does, so much later. */
  synchronized void delay(long millis) {
    next = new Answer(0, "", millis);
  }

  /** Begins every answer and does not go on for so long. */
  synchronized void stall(long millis) {
    next = new Answer(-1, "", millis);
  }

  /** Method and path under {@code /v1/} of what was asked, oldest first. */
  synchronized List<String> requests() {
    return List.copyOf(requests);
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath().substring("/v1/".length());
      String method = exchange.getRequestMethod();
      String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      Answer answer = answer(exchange, method, path, body);
      if (answer.status() < 0) {
        exchange.sendResponseHeaders(200, 1000);
        exchange.getResponseBody().write('{');
        exchange.getResponseBody().flush();
        pause(answer.delayMillis());
        return;
      }
      byte[] bytes = answer.body().getBytes(UTF_8);
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private Answer answer(HttpExchange exchange, String method, String path, String body) {
    Answer given = forced(method, path);
    if (given != null) {
      if (given.status() != 0) {
        return given;
      }
      pause(given.delayMillis());
    }
    return own(
        header(exchange, "X-Vault-Token"),
        header(exchange, "X-Vault-Namespace"),
        method + " " + path,
        body.isEmpty() ? new JsonObject() : new JsonObject(body));
  }

  private synchronized @Nullable Answer forced(String method, String path) {
    requests.add(method + " " + path);
    return next;
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String header(HttpExchange exchange, String name) {
    String value = exchange.getRequestHeaders().getFirst(name);
    return value == null ? "" : value;
  }

  private synchronized Answer own(String token, String inNamespace, String call, JsonObject body) {
    if (!inNamespace.equals(namespace)) {
      return errors(404, "no handler for route");
    }
    if (call.equals("POST auth/kubernetes/login")) {
      return login(body);
    }
    if (!tokens.contains(token)) {
      return errors(403, "permission denied");
    }
    String[] parts = call.split("[ /]");
    if (parts.length < 4 || !parts[1].equals("transit")) {
      return errors(404, "no handler for route");
    }
    String key = parts[3];
    return switch (parts[0] + " " + parts[2] + (parts.length > 4 ? "/" + parts[4] : "")) {
      case "GET keys" -> read(key);
      case "POST keys/rotate" -> rotate(key);
      case "POST encrypt" -> encrypt(keys.computeIfAbsent(key, any -> new TransitKey()), body);
      case "POST decrypt" -> decrypt(keys.get(key), body);
      case "POST rewrap" -> rewrap(keys.get(key), body);
      default -> errors(405, "unsupported operation");
    };
  }

  private Answer login(JsonObject body) {
    if (!ROLE.equals(body.getString("role"))) {
      return errors(400, "invalid role name \"" + body.getString("role") + "\"");
    }
    if (!jwts.contains(body.getString("jwt"))) {
      return errors(403, "permission denied");
    }
    String token = "hvs.marker-login-" + ++issued;
    tokens.add(token);
    JsonObject auth =
        new JsonObject()
            .put("client_token", token)
            .put("accessor", "accessor-" + issued)
            .put("policies", new JsonArray().add("default").add("lethe"))
            .put("lease_duration", lease)
            .put("renewable", true);
    return envelope(null, auth);
  }

  private Answer read(String name) {
    TransitKey key = keys.get(name);
    if (key == null) {
      return new Answer(404, "{\"errors\":[]}", 0);
    }
    JsonObject versions = new JsonObject();
    for (int i = 1; i <= key.versions.size(); i++) {
      versions.put(Integer.toString(i), 1442851412 + i);
    }
    return envelope(
        new JsonObject()
            .put("name", name)
            .put("type", key.type)
            .put("derived", key.derived)
            .put("keys", versions)
            .put("latest_version", key.versions.size())
            .put("min_available_version", 0)
            .put("min_decryption_version", key.minDecryptionVersion)
            .put("min_encryption_version", 0)
            .put("supports_encryption", true)
            .put("supports_decryption", true),
        null);
  }

  private Answer rotate(String name) {
    TransitKey key = keys.get(name);
    if (key == null) {
      return errors(400, "key not found");
    }
    key.versions.add(SecretBytes.random(32));
    // Vault before 1.12 answers 204, later ones as for reading.
    return key.versions.size() % 2 == 0 ? new Answer(204, "", 0) : read(name);
  }

  private static Answer encrypt(TransitKey key, JsonObject body) {
    byte[] plaintext = Base64.getDecoder().decode(body.getString("plaintext"));
    int version = key.versions.size();
    byte[] sealed = Aead.seal(key.versions.get(version - 1), plaintext, associated(body));
    String text = "vault:v" + version + ":" + Base64.getEncoder().encodeToString(sealed);
    return envelope(new JsonObject().put("ciphertext", text).put("key_version", version), null);
  }

  private static Answer decrypt(@Nullable TransitKey key, JsonObject body) {
    if (key == null) {
      return errors(400, "encryption key not found");
    }
    String[] parts = body.getString("ciphertext").split(":");
    int version = Integer.parseInt(parts[1].substring(1));
    if (version > key.versions.size()) {
      return errors(400, "invalid ciphertext: version is too new");
    }
    if (version < key.minDecryptionVersion) {
      return errors(400, "ciphertext or signature version is disallowed by policy (too old)");
    }
    try {
      byte[] sealed = Base64.getDecoder().decode(parts[2]);
      byte[] plaintext = Aead.open(key.versions.get(version - 1), sealed, associated(body));
      String text = Base64.getEncoder().encodeToString(plaintext);
      return envelope(new JsonObject().put("plaintext", text), null);
    } catch (AeadException e) {
      return errors(400, "cipher: message authentication failed");
    }
  }

  private static Answer rewrap(@Nullable TransitKey key, JsonObject body) {
    JsonObject unbound = body.copy();
    unbound.remove("associated_data");
    Answer opened = decrypt(key, unbound);
    return opened.status() == 200 && key != null
        ? encrypt(key, new JsonObject(opened.body()).getJsonObject("data"))
        : opened;
  }

  private static byte[] associated(JsonObject body) {
    return Base64.getDecoder().decode(body.getString("associated_data", ""));
  }

  private static Answer envelope(@Nullable JsonObject data, @Nullable JsonObject auth) {
    JsonObject body =
        new JsonObject()
            .put("request_id", "5a1b7bd7-4cd5-4d2c-9fb6-3f9e2c9a8e11")
            .put("lease_id", "")
            .put("renewable", false)
            .put("lease_duration", 0)
            .put("data", data)
            .putNull("wrap_info")
            .putNull("warnings")
            .put("auth", auth);
    return new Answer(200, body.encode(), 0);
  }

  private static Answer errors(int status, String message) {
    return new Answer(
        status, new JsonObject().put("errors", new JsonArray().add(message)).encode(), 0);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
