package io.lethe.sidecar;

import io.lethe.sidecar.SpoolSegment.Entry;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;

/**
 * Calls with the first items of the spool.
 *
 * <p><b>Guarantee</b>: an item that the centre does not take holds up no others. Of a call that is
 * refused as a whole the half is sent, and so on, until the item is alone: then it is refused. One
 * on which the centre fails goes behind the others as soon as it takes one of these; while it takes
 * none, their order stays.
 *
 * <p><b>Thread safety</b>: one call at a time.
 */
final class SpoolBatches {

  private static final int OK = 200;
  private static final int TOO_LARGE = 413;
  private static final int FAULT = 500;

  /** A call that is answered so has an item that the centre does not take. */
  private static final Set<Integer> OF_AN_ITEM = Set.of(400, TOO_LARGE, 415, 422);

  /** Calls that fail before an item is looked for that is the reason. */
  private static final int PATIENCE = 5;

  /** How far behind another is tried, in items. */
  private static final int FARTHEST = 512;

  /** Bytes of a call. */
  private static final int BYTES = 4 * 1024 * 1024;

  private final Vertx vertx;
  private final SpoolSettlement settlement;
  private final CentreClient centre;
  private final int batch;
  private volatile int most;
  private volatile int failures;
  private volatile int silent;
  private volatile int tries = -1;

  /**
   * Has sent nothing yet.
   *
   * @param batch most items of a call
   */
  SpoolBatches(Vertx vertx, SpoolSettlement settlement, CentreClient centre, int batch) {
    this.vertx = vertx;
    this.settlement = settlement;
    this.centre = centre;
    this.batch = batch;
    this.most = batch;
  }

  /** Sends one batch; whether there may be another. */
  Uni<Boolean> send() {
    return blocking(() -> settlement.next(most, BYTES))
        .chain(
            entries ->
                entries.isEmpty()
                    ? Uni.createFrom().item(false)
                    : post(entries)
                        .onFailure()
                        .invoke(() -> unanswered(entries.size()))
                        .chain(answer -> answered(entries, answer)));
  }

  /** A batch that takes longer than a call may is sent in parts. */
  private void unanswered(int items) {
    silent++;
    if (silent >= PATIENCE) {
      most = Math.max(1, items / 2);
    }
  }

  private Uni<CentreClient.Answer> post(List<Entry> entries) {
    return centre.post(entries.get(0).item().kind().path(), json(entries));
  }

  private static Buffer json(List<Entry> entries) {
    Buffer array = Buffer.buffer().appendByte((byte) '[');
    for (int i = 0; i < entries.size(); i++) {
      if (i > 0) {
        array.appendByte((byte) ',');
      }
      array.appendBytes(entries.get(i).item().json());
    }
    return array.appendByte((byte) ']');
  }

  private Uni<Boolean> answered(List<Entry> entries, CentreClient.Answer answer) {
    int status = answer.status();
    if (status == OK) {
      return items(entries, answer);
    }
    if (OF_AN_ITEM.contains(status) && entries.size() > 1) {
      most = entries.size() / 2;
      return Uni.createFrom().item(true);
    }
    String code = status == TOO_LARGE ? "BODY_TOO_LARGE" : SpoolAnswer.refusal(answer);
    // What has no code was not said by the centre, but by something before it.
    if (OF_AN_ITEM.contains(status) && !code.isEmpty()) {
      return settled(() -> settlement.refuse(entries.get(0), code));
    }
    IOException failure = new IOException("the centre answers " + status);
    return status < FAULT ? Uni.createFrom().failure(failure) : failed(entries, failure);
  }

  private Uni<Boolean> items(List<Entry> entries, CentreClient.Answer answered) {
    SpoolAnswer answer;
    try {
      answer = SpoolAnswer.read(answered, entries.size());
    } catch (IOException e) {
      return Uni.createFrom().failure(e);
    }
    if (answer.settled() > 0) {
      return settled(() -> settlement.settle(entries, answer));
    }
    if (answer.reached() > 0 && failures + 1 >= PATIENCE) {
      return settled(() -> settlement.pass(entries, answer));
    }
    IOException failure = new IOException("the centre cannot store now");
    failures++;
    return failures < PATIENCE ? Uni.createFrom().failure(failure) : tried(entries, failure);
  }

  private Uni<Boolean> settled(Settling work) {
    return blocking(
        () -> {
          work.run();
          most = batch;
          failures = 0;
          silent = 0;
          return true;
        });
  }

  /** Waits, or after some patience looks for the item on which the centre fails. */
  private Uni<Boolean> failed(List<Entry> entries, IOException failure) {
    failures++;
    if (failures >= PATIENCE && entries.size() == 1) {
      return tried(entries, failure);
    }
    if (failures >= PATIENCE) {
      most = entries.size() / 2;
    }
    return Uni.createFrom().failure(failure);
  }

  /**
   * Lets others pass once one of them is taken, near or far: it is sent again then, under the same
   * key.
   */
  private Uni<Boolean> tried(List<Entry> entries, IOException failure) {
    Entry last = entries.get(entries.size() - 1);
    tries++;
    return blocking(() -> settlement.behind(last, distance(entries.size())))
        .chain(
            other ->
                other.isEmpty()
                    ? Uni.createFrom().item(false)
                    : post(List.of(other.get())).map(this::isTaken))
        .chain(taken -> taken ? passed(entries) : Uni.createFrom().failure(failure));
  }

  /** The next one, the one in the middle, those in a quarter and in three quarters, and so on. */
  private int distance(int passed) {
    long span = Math.max(1, Math.min(FARTHEST, settlement.left() - passed));
    return 1 + (int) (Integer.toUnsignedLong(Integer.reverse(tries)) * span >>> Integer.SIZE);
  }

  private boolean isTaken(CentreClient.Answer answer) {
    try {
      return answer.status() == OK && SpoolAnswer.read(answer, 1).settled() == 1;
    } catch (IOException e) {
      return false;
    }
  }

  private Uni<Boolean> passed(List<Entry> entries) {
    return blocking(
        () -> {
          settlement.pass(entries);
          failures = PATIENCE - 1; // the next may be like it
          most = batch;
          return true;
        });
  }

  private <T> Uni<T> blocking(Callable<T> work) {
    return Uni.createFrom()
        .completionStage(() -> vertx.executeBlocking(work, false).toCompletionStage());
  }

  private interface Settling {
    void run() throws IOException;
  }
}
