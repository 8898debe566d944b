package io.lethe.demo;

import io.lethe.crypto.SecretBytes;
import io.lethe.database.Database;
import io.lethe.key.KeyEncryptionKey;
import io.lethe.key.SoftwareKeyEncryptionKey;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.Arrays;

/**
 * A key encryption key that the first start generates and keeps beside what it wraps.
 *
 * <p><b>Warning</b>: it protects nothing; it spares a first look the making of a keystore.
 */
@Singleton
public class GeneratedKeyEncryptionKey implements KeyEncryptionKey {

  private static final int KEY_LENGTH = 32;

  private final Uni<SoftwareKeyEncryptionKey> key;

  GeneratedKeyEncryptionKey(Database database) {
    this.key = open(database).memoize().indefinitely();
  }

  private static Uni<SoftwareKeyEncryptionKey> open(Database database) {
    return Uni.createFrom()
        .item(() -> SecretBytes.random(KEY_LENGTH).use(bytes -> Arrays.copyOf(bytes, KEY_LENGTH)))
        .chain(
            fresh ->
                database
                    .keys()
                    .preparedQuery(
                        "INSERT INTO lethe_key.generated_key_encryption_key (key) VALUES ($1)"
                            + " ON CONFLICT DO NOTHING")
                    .execute(Tuple.of(Buffer.buffer(fresh))))
        .chain(
            () ->
                database
                    .keys()
                    .query("SELECT key FROM lethe_key.generated_key_encryption_key")
                    .execute())
        .map(rows -> rows.iterator().next().getBuffer("key").getBytes())
        .map(bytes -> new SoftwareKeyEncryptionKey(SecretBytes.copyOf(bytes)));
  }

  @Override
  public Uni<byte[]> wrap(SecretBytes secret, byte[] context) {
    return key.chain(open -> open.wrap(secret, context));
  }

  @Override
  public Uni<SecretBytes> unwrap(byte[] wrapped, byte[] context) {
    return key.chain(open -> open.unwrap(wrapped, context));
  }
}
