package io.lethe.key;

import io.lethe.crypto.Aead;
import io.lethe.crypto.AeadException;
import io.lethe.crypto.SecretBytes;
import io.lethe.crypto.TokenInput;
import io.lethe.key.KeyStore.DataKeyRow;
import io.lethe.problem.ServiceException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Data keys: one random AES-256 key per subject, policy and category, wrapped by the policy's data
 * ring and kept in the data source {@code keys}.
 *
 * <p>A key is stored before the first record that is sealed with it; a key that no record came to
 * use does no harm.
 */
@ApplicationScoped
public class DataKeys {

  private static final Logger LOG = Logger.getLogger(DataKeys.class);
  private static final int KEY_LENGTH = 32;

  private final KeyStore store;
  private final KeyRings rings;

  DataKeys(KeyStore store, KeyRings rings) {
    this.store = store;
    this.rings = rings;
  }

  /** Makes and stores a key for each id. */
  public Uni<OpenKeys> create(String policy, Collection<UUID> ids) {
    OpenKeys keys = new OpenKeys();
    if (ids.isEmpty()) {
      return Uni.createFrom().item(keys);
    }
    Ring ring = rings.of(policy).ring(RingPurpose.DATA);
    SecretBytes wrapping = ring.version(ring.active());
    List<DataKeyRow> rows =
        ids.stream()
            .map(
                id -> {
                  SecretBytes key = SecretBytes.random(KEY_LENGTH);
                  keys.opened(id, key);
                  byte[] wrapped =
                      key.use(
                          bytes -> Aead.seal(wrapping, bytes, context(ring, ring.active(), id)));
                  return new DataKeyRow(id, ring.name(), ring.active(), wrapped);
                })
            .toList();
    return store.createDataKeys(rows).replaceWith(keys);
  }

  /** Opens keys; one that is destroyed or does not open is met when it is used. */
  public Uni<OpenKeys> open(String policy, Collection<UUID> ids) {
    if (ids.isEmpty()) {
      return Uni.createFrom().item(new OpenKeys());
    }
    Ring ring = rings.of(policy).ring(RingPurpose.DATA);
    return store
        .dataKeys(ids)
        .map(
            rows -> {
              OpenKeys keys = new OpenKeys();
              rows.forEach(row -> unwrap(ring, row, keys));
              return keys;
            });
  }

  private static void unwrap(Ring ring, DataKeyRow row, OpenKeys keys) {
    try {
      byte[] bytes =
          Aead.open(
              ring.version(row.ringVersion()),
              row.wrapped(),
              context(ring, row.ringVersion(), row.id()));
      keys.opened(row.id(), SecretBytes.copyOf(bytes));
    } catch (AeadException | ServiceException e) {
      LOG.errorf("data key %s does not open under its ring", row.id());
      keys.broken(row.id());
    }
  }

  private static byte[] context(Ring ring, int version, UUID id) {
    return TokenInput.of("lethe-data-key", ring.name(), Integer.toString(version), id.toString());
  }
}
