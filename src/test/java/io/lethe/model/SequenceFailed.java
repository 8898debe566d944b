package io.lethe.model;

/** A sequence that came out otherwise than its model says; it names the seed. */
final class SequenceFailed extends AssertionError {

  private static final long serialVersionUID = 1L;

  SequenceFailed(Sequence sequence, String what) {
    super(
        "seed %d (policy %s, %d versions): %s\nagain: %s"
            .formatted(
                sequence.seed,
                sequence.policy,
                sequence.model.versions.size(),
                what,
                EngineModelIT.again(sequence.seed, 1)));
  }
}
