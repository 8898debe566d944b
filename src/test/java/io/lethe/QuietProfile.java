package io.lethe;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** Small limits, and no run that anybody takes up: what is queued stays queued. */
public final class QuietProfile implements QuarkusTestProfile {

  /** Longest JSON body, in bytes. */
  public static final int BODY = 20_000;

  /** Longest line, in bytes. */
  public static final int LINE = 4_000;

  /** Most fields of a record. */
  public static final int FIELDS = 8;

  /** Longest value, in characters. */
  public static final int VALUE = 1_000;

  @Override
  public Map<String, String> getConfigOverrides() {
    return Map.of(
        "lethe.intake.body",
        Integer.toString(BODY),
        "lethe.intake.line",
        Integer.toString(LINE),
        "lethe.intake.fields",
        Integer.toString(FIELDS),
        "lethe.intake.value",
        Integer.toString(VALUE),
        "lethe.intake.chunk",
        "50",
        "lethe.intake.answer",
        "2000",
        "lethe.scheduler.enabled",
        "false",
        "lethe.retention.poll-every",
        "1000h");
  }
}
