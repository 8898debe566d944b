package io.lethe;

import static java.util.Map.entry;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** Small limits, and no run that anybody takes up: what is queued stays queued. */
public final class QuietProfile implements QuarkusTestProfile {

  /** Longest JSON body, in bytes. */
  public static final int BODY = 20_000;

  /** Most items of an array. */
  public static final int ITEMS = 300;

  /** Longest line, in bytes. */
  public static final int LINE = 4_000;

  /** Most fields of a record. */
  public static final int FIELDS = 8;

  /** Longest value, in characters. */
  public static final int VALUE = 1_000;

  @Override
  public Map<String, String> getConfigOverrides() {
    return Map.ofEntries(
        entry("lethe.intake.body", Integer.toString(BODY)),
        entry("lethe.intake.items", Integer.toString(ITEMS)),
        entry("lethe.intake.line", Integer.toString(LINE)),
        entry("lethe.intake.fields", Integer.toString(FIELDS)),
        entry("lethe.intake.value", Integer.toString(VALUE)),
        entry("lethe.intake.chunk", "50"),
        entry("lethe.intake.answer", "2000"),
        entry("lethe.leases.enabled", "false"),
        entry("lethe.scheduler.enabled", "false"),
        entry("lethe.retention.poll-every", "1000h"));
  }
}
