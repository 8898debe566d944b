package io.lethe.sidecar;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Settings of a sidecar in a test. */
record TestSettings(
    Optional<String> centre,
    Optional<Path> trustStore,
    Path tokenFile,
    int batch,
    Duration sendEvery)
    implements SidecarConfig, SidecarConfig.Spool {

  TestSettings(Optional<String> centre, Optional<Path> trustStore, Path tokenFile, int batch) {
    this(centre, trustStore, tokenFile, batch, Duration.ofMillis(10));
  }

  static TestSettings of(String centre, Path tokenFile) {
    return new TestSettings(Optional.of(centre), Optional.empty(), tokenFile, 3);
  }

  @Override
  public Optional<Path> callerTokenFile() {
    return Optional.empty();
  }

  @Override
  public Duration connectTimeout() {
    return Duration.ofSeconds(2);
  }

  @Override
  public Duration requestTimeout() {
    return Duration.ofSeconds(10);
  }

  @Override
  public Spool spool() {
    return this;
  }

  @Override
  public Optional<Path> directory() {
    return Optional.empty();
  }

  @Override
  public Optional<Path> keyFile() {
    return Optional.empty();
  }

  @Override
  public Optional<Path> previousKeyFile() {
    return Optional.empty();
  }

  @Override
  public Duration refusedKept() {
    return Duration.ofDays(7);
  }

  @Override
  public long size() {
    return 1 << 20;
  }

  @Override
  public Duration drain() {
    return Duration.ofSeconds(10);
  }

  @Override
  public Optional<Path> resendFile() {
    return Optional.empty();
  }
}
