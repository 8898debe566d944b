package io.lethe.record;

/** Where a whole record stands; a run moves it on from DUE. */
public enum RecordState {
  /** Its term runs. */
  ACTIVE,
  /** No clock has started: the event that starts one has not come. */
  WAITING_FOR_EVENT,
  /** The next run acts on it. */
  DUE,
  /** A legal hold suspends destruction and depersonalization. */
  HELD,
  /** It is blocked; expiry does not override a block. */
  BLOCKED
}
