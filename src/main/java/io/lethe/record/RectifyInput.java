package io.lethe.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.lethe.problem.Violation;
import jakarta.validation.constraints.NotNull;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A rectification as it is sent.
 *
 * @param fields new values by field; null takes a field away
 */
@Schema(name = "Rectification")
record RectifyInput(@NotNull @Schema(implementation = Object.class) JsonNode fields) {

  /**
   * What it says.
   *
   * <p><b>Errors</b>: {@code BODY_SHAPE}.
   */
  Rectification change() {
    if (fields instanceof ObjectNode object && !object.isEmpty()) {
      return Rectification.of(object);
    }
    throw new ServiceException(
        ErrorCode.BODY_SHAPE,
        "fields is an object with the fields that change",
        List.of(Violation.of("fields", ErrorCode.BODY_SHAPE)));
  }

  /** Names no value. */
  @Override
  public String toString() {
    return "RectifyInput[]";
  }
}
