package io.lethe.gate;

import io.lethe.database.Rounds;
import io.lethe.gate.SegmentFile.Content;
import io.lethe.gate.SegmentFile.Head;
import io.lethe.ledger.LedgerExport;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** Whether segments are signed, whole, and go on from each other. */
@ApplicationScoped
class SegmentChain {

  private final Segments segments;
  private final LedgerExport export;

  SegmentChain(Segments segments, LedgerExport export) {
    this.segments = segments;
    this.export = export;
  }

  /**
   * From the newest one back to where it begins: the one after the last that the database knows, or
   * a fresh one, which has all that there was and goes on from no other. Each is signed, and the
   * next one goes on from it.
   */
  Uni<Head> verify(GateRow row, Head newest) {
    return Rounds.of(
            List.<Head>of(),
            after ->
                segments
                    .read(after.isEmpty() ? newest.number() : after.get(0).number() - 1)
                    .chain(this::verified)
                    .map(
                        head -> {
                          goesOn(head, after);
                          return List.of(head);
                        }),
            after -> !after.get(0).fresh() && after.get(0).number() > row.exported() + 1)
        .map(
            first -> {
              Head head = first.get(0);
              String known = Optional.ofNullable(row.exportedHash()).orElse("");
              if (!head.fresh() && !head.previous().equals(known)) {
                throw new NotReplayable(
                    "segment %d does not go on from what the database has exported"
                        .formatted(head.number()));
              }
              return head;
            });
  }

  private static void goesOn(Head head, List<Head> after) {
    if (!after.isEmpty()
        && (head.number() != after.get(0).number() - 1
            || !after.get(0).previous().equals(head.hash()))) {
      throw new NotReplayable(
          "segment %d does not go on from the one before".formatted(after.get(0).number()));
    }
  }

  private Uni<Head> verified(Content content) {
    String claim =
        SegmentFile.claim(
            content.head().number(), Optional.ofNullable(content.head().hash()).orElseThrow());
    return export
        .signed(content.seal())
        .map(
            text -> {
              if (text.filter(claim::equals).isEmpty()) {
                throw new NotReplayable(
                    "segment %d is not signed by a key of this ledger; is the database of the keys"
                            .formatted(content.head().number())
                        + " the one that it was written with?");
              }
              return content.head();
            });
  }
}
