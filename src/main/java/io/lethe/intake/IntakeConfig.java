package io.lethe.intake;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Limits of what one request may bring. */
@ConfigMapping(prefix = "lethe.intake")
public interface IntakeConfig {

  /** Longest JSON body, in bytes; an NDJSON stream has no limit but that of its lines. */
  @WithDefault("10485760")
  int body();

  /** Most items of a JSON array; an NDJSON stream has no limit. */
  @WithDefault("10000")
  int items();

  /** Longest line of an NDJSON stream, in bytes. */
  @WithDefault("1048576")
  int line();

  /** Items that are worked on at once: the memory of a stream, and one transaction. */
  @WithDefault("1000")
  int chunk();

  /** Bytes of an NDJSON answer that are kept in memory; beyond, it goes to a temporary file. */
  @WithDefault("1048576")
  int answer();

  /** Bytes of an NDJSON answer after which the lines that follow are refused together. */
  @WithDefault("1073741824")
  long spool();

  /** How long the idempotency key of an item is kept: longer than somebody may send it again. */
  @WithDefault("14d")
  Duration keysKept();

  /** How long an event under an idempotency key waits for its subject. */
  @WithDefault("14d")
  Duration eventsKept();

  /** How often keys and events that have outlived their time are deleted. */
  @WithDefault("1h")
  Duration sweepEvery();

  /** How long after the start that begins: what it counts is to be seen at nothing before. */
  @WithDefault("2m")
  Duration sweepAfter();

  /** Most fields of a record. */
  @WithDefault("100")
  int fields();

  /** Longest text value, in characters. */
  @WithDefault("16384")
  int value();
}
