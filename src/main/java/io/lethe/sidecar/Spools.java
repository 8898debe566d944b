package io.lethe.sidecar;

import io.lethe.problem.ErrorCode;
import io.lethe.problem.Redacted;
import io.lethe.problem.ServiceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The spools of a sidecar: that of what waits, and in its directory {@code refused} that of what
 * the centre has refused.
 *
 * @param kept how long damaged files are kept
 * @param request by which what was refused is sent once more, when there is room
 * @param size of the spool, in bytes
 */
record Spools(
    Spool spool,
    SpoolRefused refused,
    SpoolKeys keys,
    Duration kept,
    Optional<ResendRequest> request,
    long size,
    Clock clock)
    implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(Spools.class);
  private static final Duration LONGEST_KEPT = Duration.ofDays(14);

  /** What is refused has such a part of what waits, in addition. */
  private static final int REFUSED_PART = 10;

  /**
   * Opens both, has what was refused sent once more if somebody asks for it, and forgets what is
   * older than its term.
   *
   * <p><b>Errors</b>: {@code SIDECAR_INVALID}, {@code SPOOL_UNAVAILABLE}.
   */
  static Spools open(SidecarConfig.Spool config, Clock clock) {
    Path directory =
        config
            .directory()
            .orElseThrow(
                () -> CentreClient.invalid("a sidecar needs lethe.sidecar.spool.directory"));
    Duration kept = config.refusedKept();
    if (kept.isNegative() || kept.compareTo(LONGEST_KEPT) > 0) {
      throw CentreClient.invalid("lethe.sidecar.spool.refused-kept is 14 days at most");
    }
    long limit = config.size() / REFUSED_PART;
    SpoolKeys keys = SpoolKeys.open(config);
    Spool spool = open(directory, keys.of("spool"), Spool.SEGMENT, clock);
    long part = Math.min(Spool.SEGMENT, limit / SpoolRefused.PARTS);
    SpoolRefused refused =
        new SpoolRefused(
            open(directory.resolve("refused"), keys.of("refused"), part, clock),
            limit,
            kept,
            clock);
    Optional<ResendRequest> request =
        config.resendFile().map(file -> new ResendRequest(file, directory.resolve("resent")));
    Spools spools = new Spools(spool, refused, keys, kept, request, config.size(), clock);
    spools.resend();
    spools.sweep();
    spools.warn(directory, config.size() + limit);
    return spools;
  }

  private static Spool open(Path directory, SpoolKeys keys, long longest, Clock clock) {
    try {
      return Spool.open(directory, keys, longest, clock);
    } catch (SpoolSegment.WrongKey e) {
      throw new ServiceException(
          ErrorCode.SPOOL_UNAVAILABLE,
          "it was sealed under another key than that of lethe.sidecar.spool.key-file");
    } catch (IOException e) {
      throw new ServiceException(
          ErrorCode.SPOOL_UNAVAILABLE,
          "lethe.sidecar.spool.directory cannot be written, or another process has it");
    }
  }

  /** Has what was refused sent once more if somebody asks for it; asked each minute. */
  void resend() {
    try {
      Optional<String> asked = request.isPresent() ? request.get().open() : Optional.empty();
      if (asked.isPresent() && spool.bytes() + refused.bytes() <= size) {
        LOG.infof("%d refused items are sent once more", refused.items());
        refused.resend(spool);
        request.get().follow(asked.get());
      } else if (asked.isPresent()) {
        LOG.warn("what was refused waits for room in the spool before it is sent once more");
      }
    } catch (IOException e) {
      LOG.error("what was refused cannot be sent once more", Redacted.of(e));
    }
  }

  /** Forgets what is older than its term; asked each hour. */
  void sweep() {
    try {
      refused.sweep();
      spool.sweepDamaged(clock.instant().minus(kept));
    } catch (IOException e) {
      LOG.error("what is kept for a term cannot be deleted", Redacted.of(e));
    }
  }

  /** A volume without room for what it may have to take is told of before it is full. */
  private void warn(Path directory, long most) {
    try {
      long room = Files.getFileStore(directory).getUsableSpace() + spool.bytes() + refused.bytes();
      if (room < most) {
        LOG.warnf(
            "the volume of the spool has room for %d bytes, and it may take %d"
                + " (lethe.sidecar.spool.size and a tenth)",
            room, most);
      }
    } catch (IOException e) {
      LOG.warn("the room on the volume of the spool cannot be told", Redacted.of(e));
    }
  }

  /** Closes the files, and lets go those of which nothing is left. */
  @Override
  public void close() throws IOException {
    try {
      spool.removeSent();
    } finally {
      spool.close();
      refused.close();
      keys.close();
    }
  }
}
