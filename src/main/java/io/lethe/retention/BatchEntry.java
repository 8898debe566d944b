package io.lethe.retention;

import io.lethe.crypto.Sha256;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What the ledger says of a batch: where, how many, and a digest of the record ids in order. */
final class BatchEntry {

  private BatchEntry() {}

  static Map<String, Object> of(Batch.Context context, List<Verdict.Act> acts, Tally tally) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("run", context.run().id().toString());
    entry.put("policy", context.category().policy());
    entry.put("category", context.category().category());
    entry.put("cutoff", context.cutoff().toString());
    entry.put("destroyed", tally.destroyed());
    entry.put("depersonalized", tally.depersonalized());
    entry.put("held", tally.held());
    entry.put("blocked", tally.blocked());
    entry.put("failed", tally.failed());
    entry.put(
        "records",
        digest(
            acts.stream()
                .map(act -> act.row().id())
                .sorted(Comparator.comparing(UUID::toString)) // as the database sorts them
                .toList()));
    return entry;
  }

  /** SHA-256 over the 16 bytes of each id, in hexadecimal. */
  private static String digest(List<UUID> ids) {
    MessageDigest digest = Sha256.digest();
    for (UUID id : ids) {
      digest.update(
          ByteBuffer.allocate(16)
              .putLong(id.getMostSignificantBits())
              .putLong(id.getLeastSignificantBits())
              .array());
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
