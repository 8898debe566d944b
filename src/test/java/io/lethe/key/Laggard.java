package io.lethe.key;

import io.lethe.ServiceDatabase;
import java.util.UUID;

/** A replica that is heard of and never reads a policy's next version: its rotations wait. */
final class Laggard {

  private final UUID replica = UUID.randomUUID();

  /** Joins in. */
  void delay(String policy) {
    ServiceDatabase.execute(
        "INSERT INTO key_replica (replica, generations, seen_at)"
            + " VALUES (?, jsonb_build_object(?::text, 0), now() + interval '1 day')",
        replica,
        policy);
  }

  /** Is waited for no longer. */
  void leave() {
    ServiceDatabase.execute("DELETE FROM key_replica WHERE replica = ?", replica);
  }
}
