package io.lethe.problem;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Says that a test shows how these codes come about; the test fails if it asserted one of them
 * nowhere.
 *
 * @see Problems
 * @see ErrorCodeCoverageTest
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(ProducedCodes.class)
public @interface ProducesCode {

  /** The codes; a parameterized test shows each in some invocation. */
  ErrorCode[] value();
}
