package io.lethe.command;

import io.lethe.retention.RetentionPass.Standing;

/** Tells of a run while it goes on, and when it has ended. */
interface Report {

  /** How it stands now. */
  void progress(Standing standing);

  /** How it stands at the end. */
  void end(Standing standing, ExitCode code);
}
