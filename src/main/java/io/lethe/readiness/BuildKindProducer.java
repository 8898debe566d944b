package io.lethe.readiness;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** A build is for production unless it says otherwise. */
final class BuildKindProducer {

  @Produces
  @Singleton
  @DefaultBean
  BuildKind kind() {
    return BuildKind.PRODUCTION;
  }
}
