package io.lethe.key;

import io.lethe.crypto.SecretBytes;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Data keys that were asked for: those that opened, and those that did not.
 *
 * <p>One broken key does not keep the others: it is met when it is used.
 */
public final class OpenKeys {

  private final Map<UUID, SecretBytes> open = new HashMap<>();
  private final Set<UUID> broken = new HashSet<>();

  OpenKeys() {}

  void opened(UUID id, SecretBytes key) {
    open.put(id, key);
  }

  void broken(UUID id) {
    broken.add(id);
  }

  /** Adds others to these. */
  public OpenKeys with(OpenKeys others) {
    open.putAll(others.open);
    broken.addAll(others.broken);
    return this;
  }

  /** Whether this key was destroyed: it is in the data source no more. */
  public boolean destroyed(UUID id) {
    return !open.containsKey(id) && !broken.contains(id);
  }

  /** Whether this key is there and does not open. */
  public boolean unreadable(UUID id) {
    return broken.contains(id);
  }

  /**
   * A key.
   *
   * @throws ServiceException {@code KEY_UNAVAILABLE} when it does not open under its ring, {@code
   *     KEY_DESTROYED} when it is gone
   */
  public SecretBytes require(UUID id) {
    SecretBytes key = open.get(id);
    if (key != null) {
      return key;
    }
    throw broken.contains(id)
        ? new ServiceException(
            ErrorCode.KEY_UNAVAILABLE, "data key " + id + " does not open under its ring")
        : new ServiceException(ErrorCode.KEY_DESTROYED, "data key " + id + " is destroyed");
  }
}
