package io.lethe.record;

import io.lethe.database.Ids;
import io.lethe.key.OpenKeys;
import io.lethe.record.PlacementReader.Placed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Makes rows of drafts: each gets its id, and its secret fields are sealed under its data key. */
final class DraftSealing {

  private final Ids ids = new Ids();

  /**
   * The rows, in the order of the drafts.
   *
   * @throws SubjectChanged when a data key was destroyed meanwhile
   */
  List<RecordRow> seal(Placed placed, OpenKeys keys, Instant now) {
    List<RecordRow> rows = new ArrayList<>(placed.drafts().size());
    for (Draft draft : placed.drafts()) {
      UUID subject = placed.placement().subject(draft);
      UUID id = placed.id(draft, ids, now);
      boolean secret = !draft.content().secret().isEmpty();
      UUID keyId = secret ? placed.placement().key(draft) : null;
      byte[] sealed = null;
      if (keyId != null) {
        if (keys.destroyed(keyId)) {
          throw new SubjectChanged();
        }
        sealed = SealedFields.seal(id, keyId, keys.require(keyId), draft.content().secret());
      }
      rows.add(
          new RecordRow(
              id,
              subject,
              draft.input().version().policy(),
              draft.input().version().version(),
              draft.input().category().name(),
              draft.collectedAt(now),
              now,
              null,
              keyId,
              draft.content().view().toString(),
              draft.content().pseudonymVersion(),
              sealed,
              draft.content().formatVersion().orElse(null),
              draft.input().attributes().map(Object::toString).orElse(null),
              draft.content().index()));
    }
    return rows;
  }
}
