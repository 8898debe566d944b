package io.lethe.intake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Violation;
import java.util.List;

/** What became of one item. */
public sealed interface Outcome {

  /**
   * The item was accepted.
   *
   * @param answer what is added to {@code reference} and {@code status}
   */
  record Accepted(ObjectNode answer) implements Outcome {

    /** Names no value. */
    @Override
    public String toString() {
      return "Accepted[]";
    }
  }

  /**
   * The item was refused, and nothing of it is kept.
   *
   * @param violations what is wrong; never holds a value
   */
  record Rejected(ErrorCode code, List<Violation> violations) implements Outcome {
    public Rejected {
      violations = List.copyOf(violations);
    }
  }

  /** A refusal for one reason, at one path. */
  static Rejected rejected(ErrorCode code, String path) {
    return new Rejected(code, List.of(Violation.of(path, code)));
  }

  /** A refusal for the first of several reasons. */
  static Rejected rejected(List<Violation> violations) {
    return new Rejected(ErrorCode.valueOf(violations.get(0).code()), violations);
  }
}
