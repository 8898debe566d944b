package io.lethe.gate;

/** When a restored database gets back what it lacks. */
public enum ReplayMode {
  AUTOMATIC,
  ASKED
}
