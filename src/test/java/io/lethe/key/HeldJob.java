package io.lethe.key;

import io.lethe.ServiceDatabase;
import java.util.UUID;

/** A job that somebody works on who is not heard of to be dead: the service leaves it to them. */
final class HeldJob {

  private HeldJob() {}

  /** Writes one down, and returns its id. */
  static UUID of(KeyJob.Kind kind, String ring, int version) {
    UUID id = UUID.randomUUID();
    ServiceDatabase.execute(
        "INSERT INTO key_job (id, kind, ring, version, state, requested_by, created_at, started_at,"
            + " owner, replica, heartbeat_at) VALUES (?, ?, ?, ?, 'RUNNING', ?, now(), now(),"
            + " gen_random_uuid(), gen_random_uuid(), now() + interval '1 day')",
        id,
        kind.name(),
        ring,
        version,
        Club.FIRST);
    return id;
  }

  /** Gives it to somebody else, who lives as well. */
  static void takeOver(UUID id) {
    ServiceDatabase.execute("UPDATE key_job SET owner = gen_random_uuid() WHERE id = ?", id);
  }

  /** Lets whoever works on it fall silent: the service takes it over. */
  static void fallSilent(UUID id) {
    ServiceDatabase.execute(
        "UPDATE key_job SET heartbeat_at = now() - interval '1 day' WHERE id = ?", id);
  }

  /** Forgets the jobs of a policy's rings. */
  static void forget(String policy) {
    ServiceDatabase.execute("DELETE FROM key_job WHERE ring LIKE ? || '-%'", policy);
  }

  /** How often the ledger says this of a job. */
  static Object entries(UUID id, String type) {
    return ServiceDatabase.value(
        "SELECT count(*) FROM ledger_entry WHERE entry LIKE '%' || ? || '%' AND entry LIKE '%' || ? || '%'",
        type, id.toString());
  }
}
