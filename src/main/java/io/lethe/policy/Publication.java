package io.lethe.policy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What has been done to bring a version about, and what follows from its activation.
 *
 * @param approvedOver the version that was active when it was approved; the approval counts while
 *     it is
 * @param notices that subjects were notified, the first one first
 * @param methodsAssessed whether somebody has said why its methods of depersonalization suffice;
 *     null where it depersonalizes nothing
 * @param recompute the recomputation of existing records' due dates, or null when none has followed
 */
@Schema(name = "PolicyPublication")
record Publication(
    @Nullable String approvedBy,
    @Nullable Instant approvedAt,
    @Nullable Integer approvedOver,
    @Nullable String activatedBy,
    List<NoticeView> notices,
    @Nullable Boolean methodsAssessed,
    @Nullable Progress recompute) {

  static Publication of(
      PolicyVersionEntity version,
      List<PolicyNoticeEntity> notices,
      Optional<Boolean> methodsAssessed,
      Optional<Recompute> job) {
    return new Publication(
        version.approvedBy,
        version.approvedAt,
        version.approvedOver,
        version.activatedBy,
        notices.stream().map(NoticeView::of).toList(),
        methodsAssessed.orElse(null),
        job.map(Progress::of).orElse(null));
  }

  /**
   * How far the recomputation is.
   *
   * @param total records of the categories whose terms have changed
   * @param done how many of them have been looked at
   * @param lowered how many had a later due date
   * @param error a code, when it has failed; it is taken up again
   */
  @Schema(name = "RecomputeProgress")
  record Progress(
      Recompute.State state,
      long total,
      long done,
      long lowered,
      @Nullable Instant startedAt,
      @Nullable Instant finishedAt,
      @Nullable String error) {

    private static Progress of(Recompute job) {
      return new Progress(
          job.state(),
          job.total(),
          job.done(),
          job.lowered(),
          job.startedAt(),
          job.finishedAt(),
          job.error());
    }
  }
}
