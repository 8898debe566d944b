package io.lethe.demo;

import io.lethe.readiness.BuildKind;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Says that this build is a local one. */
final class LocalBuild {

  @Produces
  @Singleton
  BuildKind kind() {
    return BuildKind.LOCAL;
  }
}
