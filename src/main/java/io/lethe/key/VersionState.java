package io.lethe.key;

/** Where a version of a ring is in its life; it only ever moves to the next. */
public enum VersionState {
  /** Made, and read into memory by one replica after the other; it opens and does not write. */
  PENDING,
  /** Known to every replica: what is written is written under it. One per ring. */
  ACTIVE,
  /** It opens what was written under it, until that is moved to the active version. */
  RETIRED,
  /** Its key is gone, by two persons' word, and nothing used it. */
  DESTROYED
}
