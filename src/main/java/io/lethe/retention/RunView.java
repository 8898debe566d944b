package io.lethe.retention;

import io.lethe.access.Caller;
import io.lethe.act.Groups;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A run as it is answered.
 *
 * @param selected records found due: those acted on, held, blocked and failed
 * @param rowsPerSecond records acted on per second since the start; null before
 * @param etaSeconds at most, by the rate so far; null while it is not known
 * @param acts ids of the acts, one per policy; a dry run has none
 * @param braked the categories that it does not touch before a second person has approved it; of a
 *     dry run, those that would be; here and in the groups, no category that the caller's grants do
 *     not cover
 * @param groups how much the depersonalized data of the categories that were depersonalized says of
 *     people after the run; of a dry run what is expected, before and after small groups have lost
 *     their quasi-identifiers
 * @param rest the run that acts on the other categories meanwhile; null where there is none
 * @param pace how fast it was told to be; what is null is as the settings say
 * @param spread whether it may leave a part of a huge backlog for the runs that follow
 * @param postponed records that it leaves for them; of a dry run, that it would leave
 * @param postponedUntil by when they will have acted on these; null where there are none
 * @param error code of what made it fail
 */
public record RunView(
    UUID id,
    RunState state,
    boolean dryRun,
    @Nullable String policy,
    @Nullable String category,
    String requestedBy,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    @Nullable Instant cutoff,
    long selected,
    long destroyed,
    long depersonalized,
    long held,
    long blocked,
    long failed,
    @Nullable Long rowsPerSecond,
    @Nullable Long etaSeconds,
    List<UUID> acts,
    List<Braked> braked,
    List<Groups> groups,
    @Nullable UUID rest,
    Limits pace,
    boolean spread,
    long postponed,
    @Nullable Instant postponedUntil,
    @Nullable String error) {

  /** A run as a caller may see it: of single categories, those that the grants cover. */
  static RunView of(
      Caller caller,
      Run run,
      List<UUID> acts,
      List<Braked> braked,
      List<Groups> groups,
      Instant now) {
    return new RunView(
        run.id(),
        run.state(),
        run.dryRun(),
        run.policy(),
        run.category(),
        run.requestedBy(),
        run.createdAt(),
        run.startedAt(),
        run.finishedAt(),
        run.cutoff(),
        run.selected(),
        run.destroyed(),
        run.depersonalized(),
        run.held(),
        run.blocked(),
        run.failed(),
        rate(run, now),
        eta(run, now),
        acts,
        braked.stream().filter(one -> caller.covers(one.policy(), one.category())).toList(),
        groups.stream().filter(one -> caller.covers(one.policy(), one.category())).toList(),
        run.rest(),
        run.pace(),
        run.spread(),
        run.postponed(),
        run.postponedUntil(),
        run.error());
  }

  /** By what is left at most, and the rate so far. */
  private static @Nullable Long eta(Run run, Instant now) {
    Long rate = rate(run, now);
    Long most = run.most();
    if (run.state() == RunState.COMPLETED) {
      return 0L;
    }
    return run.state() != RunState.RUNNING || most == null || rate == null || rate == 0
        ? null
        : Long.valueOf(Math.max(0, most - done(run)) / rate);
  }

  private static @Nullable Long rate(Run run, Instant now) {
    if (run.startedAt() == null) {
      return null;
    }
    Instant end = run.finishedAt() == null ? now : run.finishedAt();
    long millis = Math.max(1, Duration.between(run.startedAt(), end).toMillis());
    return done(run) * 1000 / millis;
  }

  private static long done(Run run) {
    return run.destroyed() + run.depersonalized();
  }
}
