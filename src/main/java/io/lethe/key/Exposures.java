package io.lethe.key;

import io.smallrye.mutiny.Uni;
import java.util.List;

/** What a version of a ring protects: the fence behind which the tables of personal data are. */
public interface Exposures {

  /** What whoever has a version of a policy's ring, and the database, can read or link. */
  Uni<List<Exposure>> of(String policy, RingPurpose purpose, int version);

  /**
   * Data that a version protects.
   *
   * @param category empty where it is of every category
   * @param field of the policy, or {@code subject} for references to subjects
   * @param rows at most; under the data ring, of records whose key the version may have wrapped
   */
  record Exposure(String category, String field, long rows) {}
}
