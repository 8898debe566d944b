package io.lethe.key;

import io.lethe.crypto.Aead;
import io.lethe.crypto.AeadException;
import io.lethe.crypto.SecretBytes;
import io.lethe.crypto.TokenInput;
import io.lethe.key.KeyStore.DataKeyRow;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Data keys: one random AES-256 key per subject, policy and category, wrapped by the policy's data
 * ring and kept in the data source {@code keys}.
 *
 * <p>A key is stored before the first record that is sealed with it; one that no record came to use
 * is destroyed by {@link OrphanKeys}.
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

  /**
   * Makes and stores a key for each id.
   *
   * <p><b>Errors</b>: {@link StaleKeys}.
   */
  public Uni<OpenKeys> create(PolicyKeys policy, Collection<UUID> ids) {
    OpenKeys keys = new OpenKeys();
    if (ids.isEmpty()) {
      return Uni.createFrom().item(keys);
    }
    Ring ring = policy.ring(RingPurpose.DATA);
    List<DataKeyRow> rows =
        ids.stream()
            .map(
                id -> {
                  SecretBytes key = SecretBytes.random(KEY_LENGTH);
                  keys.opened(id, key);
                  return wrap(ring, id, key);
                })
            .toList();
    return store
        .createDataKeys(ring.name(), ring.active(), rows)
        .onFailure()
        .invoke(keys::close)
        .replaceWith(keys);
  }

  static DataKeyRow wrap(Ring ring, UUID id, SecretBytes key) {
    SecretBytes wrapping = ring.version(ring.active());
    byte[] wrapped = key.use(bytes -> Aead.seal(wrapping, bytes, context(ring, ring.active(), id)));
    return new DataKeyRow(id, ring.name(), ring.active(), wrapped);
  }

  /** Opens keys; one that is destroyed or does not open is met when it is used. */
  public Uni<OpenKeys> open(String policy, Collection<UUID> ids) {
    if (ids.isEmpty()) {
      return Uni.createFrom().item(new OpenKeys());
    }
    return rings.write(
        policy,
        policyKeys ->
            store
                .dataKeys(ids)
                .map(
                    rows -> {
                      Ring ring = policyKeys.ring(RingPurpose.DATA);
                      OpenKeys keys = new OpenKeys();
                      rows.forEach(row -> unwrap(ring, row, keys));
                      return keys;
                    }));
  }

  /** A version that this replica does not know yet lets it read the ring again. */
  private static void unwrap(Ring ring, DataKeyRow row, OpenKeys keys) {
    if (row.ringVersion() > ring.highest()) {
      throw new StaleKeys();
    }
    try {
      keys.opened(row.id(), unwrap(ring, row));
    } catch (AeadException e) {
      broken(row, ErrorCode.KEY_UNAVAILABLE, keys);
    } catch (ServiceException e) {
      broken(row, e.code(), keys);
    }
  }

  private static void broken(DataKeyRow row, ErrorCode why, OpenKeys keys) {
    LOG.errorf("data key %s does not open under its ring: %s", row.id(), why);
    keys.broken(row.id(), why);
  }

  static SecretBytes unwrap(Ring ring, DataKeyRow row) {
    if (!row.ring().equals(ring.name())) {
      throw new ServiceException(
          ErrorCode.KEY_OF_OTHER_RING,
          "data key " + row.id() + " is wrapped by ring " + row.ring() + ", not " + ring.name());
    }
    byte[] bytes =
        Aead.open(
            ring.version(row.ringVersion()),
            row.wrapped(),
            context(ring, row.ringVersion(), row.id()));
    SecretBytes key = SecretBytes.copyOf(bytes);
    Arrays.fill(bytes, (byte) 0);
    return key;
  }

  private static byte[] context(Ring ring, int version, UUID id) {
    return TokenInput.of("lethe-data-key", ring.name(), Integer.toString(version), id.toString());
  }
}
