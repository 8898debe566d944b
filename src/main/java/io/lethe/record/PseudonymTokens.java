package io.lethe.record;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.crypto.VersionedToken;
import io.lethe.problem.ErrorCode;
import io.lethe.record.PseudonymFields.Reading;
import io.lethe.record.PseudonymResource.Fault;
import io.lethe.record.PseudonymResource.ValueTokens;
import io.lethe.transform.Normalized;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of a value, whoever has the keys.
 *
 * @param longest text, in characters
 */
record PseudonymTokens(int longest) {

  /**
   * The tokens of a value under every live version, or why it has none.
   *
   * @param every the tokens of a normalized value
   */
  ValueTokens of(
      Reading reading, Function<String, List<VersionedToken>> every, @Nullable JsonNode value) {
    if (value != null && value.isTextual() && value.textValue().length() > longest) {
      return new ValueTokens(null, Fault.of(ErrorCode.VALUE_TOO_LONG));
    }
    if (value == null
        || !(reading.normalizer().normalize(reading.rule().type(), value)
            instanceof Normalized.Value known)) {
      return new ValueTokens(null, Fault.of(ErrorCode.VALUE_INVALID));
    }
    return new ValueTokens(
        every.apply(known.key()).stream().map(VersionedToken::text).toList(), null);
  }
}
