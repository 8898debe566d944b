package io.lethe.policy;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import jakarta.enterprise.event.Event;
import java.lang.reflect.Proxy;
import java.time.Duration;

/** A catalog that nobody else follows. */
public final class MemoryCatalog {

  private MemoryCatalog() {}

  /** One without policies. */
  public static PolicyCatalog empty() {
    PoliciesConfig config =
        new SmallRyeConfigBuilder()
            .withConverter(Duration.class, 200, new DurationConverter())
            .withMapping(PoliciesConfig.class)
            .build()
            .getConfigMapping(PoliciesConfig.class);
    return new PolicyCatalog(unheard(), new Residency(config));
  }

  @SuppressWarnings("unchecked")
  private static Event<PolicyCatalog.Replaced> unheard() {
    return (Event<PolicyCatalog.Replaced>)
        Proxy.newProxyInstance(
            Event.class.getClassLoader(),
            new Class<?>[] {Event.class},
            (proxy, method, arguments) -> null);
  }
}
