package io.lethe.problem;

import java.util.Objects;
import java.util.stream.Stream;

/** What has caused an exception. */
final class Causes {

  /** A chain of causes may be a circle. */
  private static final int DEEPEST = 10;

  private Causes() {}

  /** The exception, its cause, and so on. */
  static Stream<Throwable> of(Throwable thrown) {
    return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause).limit(DEEPEST);
  }
}
