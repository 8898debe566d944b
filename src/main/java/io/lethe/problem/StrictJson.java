package io.lethe.problem;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.deser.std.StringDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.inject.Singleton;
import java.io.IOException;

/**
 * Refuses bodies that say a key twice, say more after their end, nest deeply, have far more values
 * than any call takes, or hold text that PostgreSQL cannot store; unknown keys are refused by a
 * setting.
 *
 * <p><b>Guarantee</b>: a number in a tree has the digits that were sent.
 */
@Singleton
final class StrictJson implements ObjectMapperCustomizer {

  private static final int DEEPEST = 64;

  /**
   * Most values, names and brackets: a hundred times the most values, records or subjects of a
   * call, and more than any document has that the service keeps.
   */
  private static final long LONGEST = 1_000_000;

  @Override
  public void customize(ObjectMapper mapper) {
    mapper
        .getFactory()
        .setStreamReadConstraints(
            StreamReadConstraints.builder().maxNestingDepth(DEEPEST).maxTokenCount(LONGEST).build())
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION.mappedFeature());
    mapper.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    mapper.configure(JsonNodeFeature.USE_BIG_DECIMAL_FOR_FLOATS, true);
    mapper.configure(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES, false);
    mapper.registerModule(
        new SimpleModule("lethe-text").addDeserializer(String.class, new StorableText()));
  }

  /** Text without U+0000. */
  private static final class StorableText extends StdScalarDeserializer<String> {

    private static final long serialVersionUID = 1L;

    private StorableText() {
      super(String.class);
    }

    @Override
    public String deserialize(JsonParser json, DeserializationContext context) throws IOException {
      String text = StringDeserializer.instance.deserialize(json, context);
      if (text != null && text.indexOf('\0') >= 0) {
        return context.reportInputMismatch(this, "U+0000 is not allowed");
      }
      return text;
    }
  }
}
