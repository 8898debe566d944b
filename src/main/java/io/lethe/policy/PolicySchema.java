package io.lethe.policy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * The JSON Schema of policy documents, for completion in editors. It says what {@link PolicyParser}
 * reads; what else a document must hold to, {@link PolicyValidator} says.
 *
 * <p><b>Source</b>: JSON Schema, draft 2020-12.
 */
final class PolicySchema {

  private static final String RESOURCE = "/schema/policy.schema.json";

  private PolicySchema() {}

  /** The schema as JSON text. */
  static String text() {
    try (InputStream stream = PolicySchema.class.getResourceAsStream(RESOURCE)) {
      return new String(
          Objects.requireNonNull(stream, RESOURCE).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(RESOURCE, e);
    }
  }
}
