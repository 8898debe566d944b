package io.lethe.policy;

import java.time.Instant;

/** A notice as it is answered. */
record NoticeView(Instant at, String how, String recordedBy, Instant recordedAt) {

  static NoticeView of(PolicyNoticeEntity notice) {
    return new NoticeView(notice.at, notice.how, notice.recordedBy, notice.recordedAt);
  }
}
