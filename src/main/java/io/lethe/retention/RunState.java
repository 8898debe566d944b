package io.lethe.retention;

/** The states of a run; the comment says who moves it on, and when. */
public enum RunState {
  /** The first replica that looks takes it up. */
  QUEUED,
  /** Its worker completes it; another replica takes it over when the heartbeat stops. */
  RUNNING,
  /** A person resumes it or cancels it. */
  PAUSED,
  /** A second person approves it. */
  AWAITING_APPROVAL,
  /** Final: everything due was acted on, mixed, its keys destroyed and its acts written. */
  COMPLETED,
  /** Final: it met an error; the next run takes up what it left. */
  FAILED,
  /** Final: a person stopped it; what it had done stays done and has its acts. */
  CANCELLED
}
