package io.lethe.transform;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.problem.Violation;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What became of a record's fields on receipt. */
public sealed interface Outcome {

  /**
   * All fields are protected.
   *
   * @param view what is stored openly and shown; an encrypted field is {@code {"encrypted":true}}
   * @param secret the normalized originals of the encrypted fields, to be sealed by the caller
   * @param index the blind index of the searchable ones
   * @param pseudonymVersion of every pseudonym in the view; null when there is none
   * @param formatVersion the key version of the format-preserving ones, if there are any
   */
  record Protected(
      ObjectNode view,
      ObjectNode secret,
      List<IndexToken> index,
      @Nullable Integer pseudonymVersion,
      Optional<Integer> formatVersion)
      implements Outcome {

    /** Shows no value. */
    @Override
    public String toString() {
      return "Protected[view=" + view.size() + ", secret=" + secret.size() + "]";
    }
  }

  /**
   * The record is refused.
   *
   * @param violations all that is wrong; a field that the policy does not declare is named only
   *     where its name cannot be personal data
   */
  record Refused(List<Violation> violations) implements Outcome {}
}
