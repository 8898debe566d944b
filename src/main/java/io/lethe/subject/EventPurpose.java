package io.lethe.subject;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Violation;
import java.util.List;

/** The purpose of an event as it was sent: without one it is about all of them. */
public final class EventPurpose {

  static final String NAME = "purpose";

  private EventPurpose() {}

  /** What is no text must not seem to be none: it would be taken for all purposes. */
  public static List<Violation> refusals(JsonNode event) {
    JsonNode purpose = event.path(NAME);
    return purpose.isMissingNode() || purpose.isNull() || purpose.isTextual()
        ? List.of()
        : List.of(Violation.of(NAME, ErrorCode.BODY_SHAPE));
  }
}
