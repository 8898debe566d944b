package io.lethe.demo;

import io.lethe.crypto.SecretBytes;
import io.lethe.database.Database;
import io.lethe.key.KeyEncryptionKey;
import io.lethe.key.SoftwareKeyEncryptionKey;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A key encryption key that the first start generates and keeps beside what it wraps; {@code
 * rotate} generates another version.
 *
 * <p><b>Warning</b>: it protects nothing; it spares a first look the making of a keystore.
 */
@Singleton
public class GeneratedKeyEncryptionKey implements KeyEncryptionKey {

  private final Database database;
  private volatile Uni<SoftwareKeyEncryptionKey> key;

  GeneratedKeyEncryptionKey(Database database) {
    this.database = database;
    this.key = generate().chain(this::open).memoize().indefinitely();
  }

  private Uni<Void> generate() {
    return fresh()
        .chain(
            bytes ->
                database
                    .keys()
                    .preparedQuery(
                        "INSERT INTO lethe_key.generated_key_encryption_key (key) VALUES ($1)"
                            + " ON CONFLICT DO NOTHING")
                    .execute(Tuple.of(bytes)))
        .replaceWithVoid();
  }

  private Uni<SoftwareKeyEncryptionKey> open() {
    return database
        .keys()
        .query(
            "SELECT 1 AS version, key FROM lethe_key.generated_key_encryption_key"
                + " UNION ALL SELECT version, key FROM lethe_key.generated_key_version")
        .execute()
        .map(
            rows -> {
              TreeMap<Integer, SecretBytes> versions = new TreeMap<>();
              for (Row row : rows) {
                byte[] bytes = row.getBuffer("key").getBytes();
                versions.put(row.getInteger("version"), SecretBytes.copyOf(bytes));
              }
              Map<String, SecretBytes> named = new TreeMap<>();
              versions.forEach((version, bytes) -> named.put(name(version), bytes));
              return new SoftwareKeyEncryptionKey(named, name(versions.lastKey()));
            });
  }

  private static String name(int version) {
    String first = SoftwareKeyEncryptionKey.FIRST;
    return version == 1 ? first : first + "-" + version;
  }

  private static Uni<Buffer> fresh() {
    return Uni.createFrom()
        .item(
            () ->
                SecretBytes.random(SoftwareKeyEncryptionKey.KEY_LENGTH)
                    .use(bytes -> Buffer.buffer(Arrays.copyOf(bytes, bytes.length))));
  }

  @Override
  public Uni<byte[]> wrap(SecretBytes secret, byte[] context) {
    return key.chain(open -> open.wrap(secret, context));
  }

  @Override
  public Uni<SecretBytes> unwrap(byte[] wrapped, byte[] context) {
    return key.chain(open -> open.unwrap(wrapped, context));
  }

  @Override
  public String version(byte[] wrapped) {
    return SoftwareKeyEncryptionKey.versionOf(wrapped);
  }

  @Override
  public Uni<String> newest() {
    return key.chain(SoftwareKeyEncryptionKey::newest);
  }

  @Override
  public Uni<SortedMap<Integer, String>> versions() {
    return key.chain(SoftwareKeyEncryptionKey::versions);
  }

  @Override
  public Uni<byte[]> rewrap(byte[] wrapped, byte[] context) {
    return key.chain(open -> open.rewrap(wrapped, context));
  }

  @Override
  public Uni<String> rotate() {
    return key.chain(GeneratedKeyEncryptionKey::fresh)
        .chain(
            bytes ->
                database
                    .keys()
                    .preparedQuery(
                        "INSERT INTO lethe_key.generated_key_version (version, key)"
                            + " SELECT coalesce(max(version), 1) + 1, $1"
                            + " FROM lethe_key.generated_key_version")
                    .execute(Tuple.of(bytes)))
        .chain(this::open)
        .invoke(open -> key = Uni.createFrom().item(open))
        .chain(SoftwareKeyEncryptionKey::newest);
  }
}
