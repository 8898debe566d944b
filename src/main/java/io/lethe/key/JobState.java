package io.lethe.key;

/** Where a job is in its life. */
public enum JobState {
  /** Waits for a replica. */
  QUEUED,
  /** A replica works on it; another takes over when its heartbeat stops. */
  RUNNING,
  /** A person has stopped it; a person resumes or cancels it. */
  PAUSED,
  /** Waits for a second person. */
  AWAITING_APPROVAL,
  /** Done. */
  COMPLETED,
  /** It could not be done; its error says why. */
  FAILED,
  /** A person has ended it; what it had moved stays moved. */
  CANCELLED
}
