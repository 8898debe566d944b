package io.lethe.key;

import io.lethe.crypto.SecretBytes;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The key encryption key in the Transit engine of HashiCorp Vault: it never leaves Vault.
 *
 * <p>What is wrapped is Vault's own text, {@code vault:v{n}:} + base64. The context is bound as
 * {@code associated_data}, so the key's type is {@code aes256-gcm96} or {@code chacha20-poly1305},
 * not derived, and Vault is of version 1.13 or newer. Vault's {@code rewrap} takes no associated
 * data: a key moves to the newest version by {@code decrypt} and {@code encrypt}.
 *
 * <p><b>Warning</b>: a key passes through texts of JSON on its way, which nobody can wipe.
 *
 * <p><b>Thread safety</b>: safe from any thread.
 *
 * <p><b>Errors</b>: {@code KEY_UNAVAILABLE} with what to check; {@code VAULT_INVALID} for settings
 * that do not do. Neither repeats a token, a key or an answer of Vault.
 *
 * <p><b>Source</b>: Vault's HTTP API of the Transit engine.
 */
final class VaultKeyEncryptionKey implements KeyEncryptionKey {

  private static final Pattern CIPHERTEXT =
      Pattern.compile("(vault:v[1-9][0-9]{0,8}):[A-Za-z0-9+/]+={0,2}");
  private static final Set<String> TYPES = Set.of("aes256-gcm96", "chacha20-poly1305");

  private final VaultClient client;
  private final String mount;
  private final String key;

  VaultKeyEncryptionKey(VaultClient client, KeysConfig.Vault config) {
    this.client = client;
    this.mount = config.mount();
    this.key = config.key();
  }

  /** Reaches Vault at the first call. */
  static VaultKeyEncryptionKey connect(KeysConfig.Vault config, Vertx vertx, Clock clock) {
    VaultHttp http = VaultHttp.open(config, vertx);
    VaultLogin login = VaultLogin.of(config, http, vertx, clock);
    return new VaultKeyEncryptionKey(new VaultClient(http, login), config);
  }

  /** Asks for the version first: a token that may create keys would make a missing one anew. */
  @Override
  public Uni<byte[]> wrap(SecretBytes secret, byte[] context) {
    return newest()
        .chain(
            () -> {
              String plaintext = secret.use(Base64.getEncoder()::encodeToString);
              return client.post(path("encrypt"), bound(context).put("plaintext", plaintext));
            })
        .map(answer -> VaultAnswer.text(answer, "ciphertext"))
        .map(
            ciphertext -> {
              if (!CIPHERTEXT.matcher(ciphertext).matches()) {
                throw VaultFailure.unexpected();
              }
              return ciphertext.getBytes(StandardCharsets.US_ASCII);
            });
  }

  @Override
  public Uni<SecretBytes> unwrap(byte[] wrapped, byte[] context) {
    return Uni.createFrom()
        .item(() -> parse(wrapped).group())
        .chain(text -> client.post(path("decrypt"), bound(context).put("ciphertext", text)))
        .map(answer -> secret(VaultAnswer.text(answer, "plaintext")));
  }

  private static SecretBytes secret(String plaintext) {
    try {
      byte[] bytes = Base64.getDecoder().decode(plaintext);
      SecretBytes secret = SecretBytes.copyOf(bytes);
      Arrays.fill(bytes, (byte) 0);
      return secret;
    } catch (IllegalArgumentException e) {
      // The cause would repeat a part of the key.
      throw VaultFailure.unexpected();
    }
  }

  @Override
  public String version(byte[] wrapped) {
    return parse(wrapped).group(1);
  }

  @Override
  public Uni<String> newest() {
    return key().map(data -> name(number(data, "latest_version", 1)));
  }

  @Override
  public Uni<SortedMap<Integer, String>> versions() {
    return key()
        .map(
            data -> {
              SortedMap<Integer, String> versions = new TreeMap<>();
              int first = Math.max(1, number(data, "min_decryption_version", 0));
              int last = number(data, "latest_version", 1);
              for (int i = first; i <= last; i++) {
                versions.put(i, name(i));
              }
              return versions;
            });
  }

  private static String name(int version) {
    return "vault:v" + version;
  }

  private static int number(JsonObject data, String field, int least) {
    if (data.getValue(field) instanceof Integer number && number >= least) {
      return number;
    }
    throw VaultFailure.unexpected();
  }

  private Uni<JsonObject> key() {
    return client.get(path("keys")).map(VaultAnswer::data).invoke(this::check);
  }

  private void check(JsonObject data) {
    if (!TYPES.contains(data.getValue("type")) || !Boolean.FALSE.equals(data.getValue("derived"))) {
      throw new ServiceException(
          ErrorCode.VAULT_INVALID,
          "the key of lethe.keys.vault.key is of a type that binds no associated data; make it"
              + " aes256-gcm96 and not derived");
    }
  }

  @Override
  public Uni<byte[]> rewrap(byte[] wrapped, byte[] context) {
    return newest()
        .chain(
            newest ->
                version(wrapped).equals(newest)
                    ? Uni.createFrom().item(wrapped)
                    : unwrap(wrapped, context).chain(secret -> wrapOnce(secret, context)));
  }

  private Uni<byte[]> wrapOnce(SecretBytes secret, byte[] context) {
    return wrap(secret, context).onTermination().invoke(secret::close);
  }

  @Override
  public Uni<String> rotate() {
    return newest()
        .chain(() -> client.post(path("keys") + "/rotate", new JsonObject()))
        .chain(this::newest);
  }

  private String path(String verb) {
    return mount + "/" + verb + "/" + key;
  }

  private static JsonObject bound(byte[] context) {
    return new JsonObject().put("associated_data", Base64.getEncoder().encodeToString(context));
  }

  private static Matcher parse(byte[] wrapped) {
    Matcher matcher = CIPHERTEXT.matcher(new String(wrapped, StandardCharsets.ISO_8859_1));
    if (!matcher.matches()) {
      throw new ServiceException(
          ErrorCode.KEY_UNAVAILABLE,
          "a key ring is damaged, or another provider wrapped it; check lethe.keys.provider");
    }
    return matcher;
  }
}
