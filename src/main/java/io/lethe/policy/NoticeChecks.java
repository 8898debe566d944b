package io.lethe.policy;

import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.lethe.time.Calendars;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Whether subjects were notified of a version in time. */
final class NoticeChecks {

  private final Calendars calendars;

  NoticeChecks(Calendars calendars) {
    this.calendars = calendars;
  }

  /**
   * Refuses a version of which subjects were not notified as the version in force, or itself,
   * promises them.
   *
   * <p><b>Errors</b>: {@code NOTICE_MISSING}, {@code NOTICE_TOO_SHORT}, {@code
   * CALENDAR_YEAR_MISSING}.
   *
   * @param notified when they were
   * @param now when it is to be activated
   */
  void check(PolicyVersion active, PolicyVersion next, Collection<Instant> notified, Instant now) {
    check(active, effective(active, next, now), notified);
    check(next, effective(active, next, now), notified);
  }

  /** The day that the text names, if it speaks of this change and not of one that has been. */
  private static LocalDate effective(PolicyVersion active, PolicyVersion next, Instant now) {
    LocalDate since =
        LocalDate.ofInstant(active.activatedAt().orElseThrow(), next.document().zone());
    return next.document()
        .effective()
        .filter(day -> day.isAfter(since))
        .orElse(LocalDate.ofInstant(now, next.document().zone()));
  }

  private void check(PolicyVersion promising, LocalDate effective, Collection<Instant> notified) {
    PolicyDocument document = promising.document();
    Optional<Notice> notice = document.notice();
    if (notice.isEmpty()) {
      return;
    }
    Instant first =
        notified.stream()
            .min(Comparator.naturalOrder())
            .orElseThrow(
                () ->
                    new ServiceException(
                        ErrorCode.NOTICE_MISSING,
                        "version " + promising.version() + " promises a notice before a change"));
    Notice.Latest latest =
        notice.get().latest(effective, calendars.find(document.calendar()).orElseThrow());
    if (latest.missingYear().isPresent()) {
      throw new ServiceException(
          ErrorCode.CALENDAR_YEAR_MISSING,
          "the calendar "
              + document.calendar()
              + " lacks "
              + latest.missingYear().getAsInt()
              + ", in which the notice period would have to be counted");
    }
    if (LocalDate.ofInstant(first, document.zone()).isAfter(latest.day())) {
      throw new ServiceException(
          ErrorCode.NOTICE_TOO_SHORT,
          "to take effect on " + effective + ", subjects had to be notified by " + latest.day());
    }
  }
}
