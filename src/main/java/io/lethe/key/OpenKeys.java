package io.lethe.key;

import io.lethe.crypto.SecretBytes;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Data keys that were asked for: those that opened, and those that did not.
 *
 * <p>One broken key does not keep the others: it is met when it is used.
 */
public final class OpenKeys implements AutoCloseable {

  private final Map<UUID, SecretBytes> open = new HashMap<>();
  private final Map<UUID, ErrorCode> broken = new HashMap<>();

  OpenKeys() {}

  void opened(UUID id, SecretBytes key) {
    open.put(id, key);
  }

  void broken(UUID id, ErrorCode why) {
    broken.put(id, why);
  }

  /** Adds others to these. */
  public OpenKeys with(OpenKeys others) {
    open.putAll(others.open);
    broken.putAll(others.broken);
    return this;
  }

  /** Whether this key was destroyed: it is in the data source no more. */
  public boolean destroyed(UUID id) {
    return !open.containsKey(id) && !broken.containsKey(id);
  }

  /** Why this key, which is there, does not open; empty when it does, or is not there. */
  public Optional<ErrorCode> unreadable(UUID id) {
    return Optional.ofNullable(broken.get(id));
  }

  /**
   * A key.
   *
   * @throws ServiceException {@code KEY_UNAVAILABLE} when it does not open under its ring, {@code
   *     KEY_OF_OTHER_RING} when another one wrapped it, {@code KEY_DESTROYED} when it is gone
   */
  public SecretBytes require(UUID id) {
    SecretBytes key = open.get(id);
    if (key != null) {
      return key;
    }
    throw unreadable(id)
        .map(why -> new ServiceException(why, "data key " + id + " does not open under its ring"))
        .orElseGet(
            () ->
                new ServiceException(ErrorCode.KEY_DESTROYED, "data key " + id + " is destroyed"));
  }

  /** Wipes the keys; those who need them have done their work. */
  @Override
  public void close() {
    open.values().forEach(SecretBytes::close);
  }
}
