package io.lethe.key;

/** The job was paused, cancelled, or taken over by another replica. */
final class JobStopped extends RuntimeException {

  private static final long serialVersionUID = 1L;

  JobStopped() {
    super("the job is no longer worked on here", null, false, false);
  }
}
