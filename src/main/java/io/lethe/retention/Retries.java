package io.lethe.retention;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** When this replica tries again what has failed: after a pause that doubles with each failure. */
final class Retries {

  private final Duration first;
  private final Duration longest;
  private final Map<UUID, Rest> resting = new ConcurrentHashMap<>();

  Retries(Duration first, Duration longest) {
    this.first = first;
    this.longest = longest;
  }

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
              Duration pause = before == null ? first : before.pause().multipliedBy(2);
              Duration next = pause.compareTo(longest) > 0 ? longest : pause;
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
