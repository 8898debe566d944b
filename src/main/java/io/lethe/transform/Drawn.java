package io.lethe.transform;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** A method whose outcome is drawn by chance, anew for each value of each record. */
public sealed interface Drawn extends Method permits Noise, RandomValue, Retoken {

  /**
   * What this leaves of a value.
   *
   * @param value never JSON null
   * @return empty when the value does not fit the method
   */
  Optional<JsonNode> draw(ValueType type, JsonNode value, Chance chance);
}
