package io.lethe.intake;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * How items are read: numbers exactly; not with duplicate keys, trailing text, deep nesting, or
 * more values than so many items can have.
 *
 * <p><b>Guarantee</b>: a text takes no more memory than the largest that can be accepted.
 */
final class ItemJson {

  /** Levels of an array of items; an item that is sent alone has one less. */
  static final int DEEPEST = 16;

  /** Longest number in characters; a value has 38 digits before and 38 after its point. */
  private static final int LONGEST_NUMBER = 200;

  /** Of a field: its name and its value. */
  private static final long OF_A_FIELD = 2;

  /**
   * Names, values and brackets of an item beside its fields: its labels, and some fields beyond the
   * limit, so that it is still told what is wrong.
   */
  private static final long BESIDE_FIELDS = 128;

  private ItemJson() {}

  /** A mapper of texts with so many items at most. */
  static JsonMapper of(IntakeConfig config, int items) {
    return JsonMapper.builder(
            JsonFactory.builder()
                .streamReadConstraints(
                    StreamReadConstraints.builder()
                        .maxNestingDepth(DEEPEST)
                        .maxNumberLength(LONGEST_NUMBER)
                        .maxStringLength(Math.max(config.body(), config.line()))
                        .maxTokenCount(items * (config.fields() * OF_A_FIELD + BESIDE_FIELDS))
                        .build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build())
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .build();
  }
}
