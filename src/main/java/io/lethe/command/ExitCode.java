package io.lethe.command;

import io.lethe.retention.RunView;

/** How the command ends; the numbers are a contract with whoever schedules it. */
enum ExitCode {
  /** The run is COMPLETED, and nothing of it failed; or all that was verified holds. */
  COMPLETED(0),
  /** What was to be verified has a fault. */
  FAULT(1),
  /** The arguments are wrong, or name what is not there. */
  USAGE(2),
  /** It could not start, or lost its database: settings, database or keys. */
  UNAVAILABLE(3),
  /** The run FAILED. */
  FAILED(4),
  /** The run is COMPLETED, but some records failed or were set aside. */
  INCOMPLETE(5),
  /** A brake has stopped a category: a second person has to approve it. */
  AWAITS_APPROVAL(6),
  /** A person has paused or cancelled the run. */
  STOPPED(7),
  /** The time given is over; the run is left to others. */
  TIMEOUT(8);

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }

  /** That of a run that nobody works on any more. */
  static ExitCode of(RunView run) {
    return switch (run.state()) {
      case COMPLETED -> run.failed() > 0 ? INCOMPLETE : COMPLETED;
      case FAILED -> FAILED;
      case AWAITING_APPROVAL -> AWAITS_APPROVAL;
      case PAUSED, CANCELLED -> STOPPED;
      case QUEUED, RUNNING -> TIMEOUT;
    };
  }
}
