package io.lethe.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Holds tests to what their {@link ProducesCode} says. */
final class ProducedCodes implements BeforeEachCallback, AfterEachCallback {

  private static final ExtensionContext.Namespace CLAIMS =
      ExtensionContext.Namespace.create(ProducedCodes.class);
  private static final Set<ErrorCode> ASSERTED = EnumSet.noneOf(ErrorCode.class);

  /** Notes that the running test has asserted this code. */
  static void asserted(ErrorCode code) {
    ASSERTED.add(code);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    ASSERTED.clear();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    if (context.getExecutionException().isPresent()) {
      return;
    }
    Method test = context.getRequiredTestMethod();
    context
        .getParent()
        .orElseThrow()
        .getStore(CLAIMS)
        .computeIfAbsent(test, any -> new Claim(test), Claim.class)
        .meet(ASSERTED);
  }

  /** What a test has yet to show; looked at when its last invocation is over. */
  private static final class Claim implements AutoCloseable {

    private final Method test;
    private final Set<ErrorCode> open;

    private Claim(Method test) {
      this.test = test;
      this.open = EnumSet.copyOf(Set.of(test.getAnnotation(ProducesCode.class).value()));
    }

    private void meet(Set<ErrorCode> asserted) {
      open.removeAll(asserted);
    }

    @Override
    public void close() {
      assertThat(open).as("codes that %s claims and never asserts", test.getName()).isEmpty();
    }
  }
}
