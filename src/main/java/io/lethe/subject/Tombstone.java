package io.lethe.subject;

import java.time.Instant;

/** A destroyed subject: when, and whether its data may not be collected again. */
public record Tombstone(Instant destroyedAt, boolean banned) {

  /** Both of one subject: the later date, and a ban of either. */
  Tombstone with(Tombstone other) {
    return new Tombstone(
        destroyedAt.isAfter(other.destroyedAt) ? destroyedAt : other.destroyedAt,
        banned || other.banned);
  }
}
