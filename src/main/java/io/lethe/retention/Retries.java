package io.lethe.retention;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * When this replica tries again what has failed: after a second, then two, four and so on up to ten
 * minutes.
 */
final class Retries {

  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final Map<UUID, Rest> resting = new ConcurrentHashMap<>();

  /** Those whose time has not come. */
  Set<UUID> resting(Instant now) {
    return resting.entrySet().stream()
        .filter(entry -> entry.getValue().until().isAfter(now))
        .map(Map.Entry::getKey)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Notes a failure, and says when to try again. */
  Instant failed(UUID id, Instant now) {
    return resting
        .compute(
            id,
            (any, before) -> {
              Duration pause =
                  before == null ? Duration.ofSeconds(1) : before.pause().multipliedBy(2);
              Duration next = pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
              return new Rest(next, now.plus(next));
            })
        .until();
  }

  /** Forgets the failures. */
  void succeeded(UUID id) {
    resting.remove(id);
  }

  private record Rest(Duration pause, Instant until) {}
}
