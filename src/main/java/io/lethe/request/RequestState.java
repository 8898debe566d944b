package io.lethe.request;

/** How far a request has come. */
enum RequestState {
  /** No clock runs; evidence moves it to {@link #OPEN}, a decision ends it. */
  AWAITING_EVIDENCE,
  /** A clock runs; a decision ends it. */
  OPEN,
  /**
   * Destruction is granted; the watch moves it to {@link #GRANTED} when the last record is gone.
   */
  CARRYING_OUT,
  /** Granted, and done. */
  GRANTED,
  /** Refused, by a norm. */
  REFUSED;

  /** Whether it can still be decided. */
  boolean undecided() {
    return this == AWAITING_EVIDENCE || this == OPEN;
  }
}
