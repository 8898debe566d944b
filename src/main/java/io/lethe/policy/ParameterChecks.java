package io.lethe.policy;

import io.lethe.transform.FieldRule;
import io.lethe.transform.Method;
import io.lethe.transform.Mixed;
import io.lethe.transform.Noise;
import io.lethe.transform.Retoken;
import io.lethe.transform.Round;
import io.lethe.transform.ValueType;
import java.math.BigDecimal;
import java.util.Optional;

/** The checks of a method's parameters: whether what it promises can hold. */
final class ParameterChecks {

  /** Tokens that are to differ, in the check of their length. */
  private static final double TOKENS = 1_000_000;

  /** How likely two of them may be the same. */
  private static final double COLLISION = 0.01;

  private ParameterChecks() {}

  /**
   * Checks one method.
   *
   * @param kAtLeast smallest group in which quasi-identifiers are left
   */
  static void check(String path, Method method, FieldRule field, int kAtLeast, Findings findings) {
    if (method instanceof Method.FormatPreserving preserving
        && !preserving.format().encryptable()) {
      findings.add(
          Finding.of(
              path,
              FindingCode.DOMAIN_TOO_SMALL,
              Severity.BLOCKS_CATEGORY,
              "every value would be refused: FF1 needs a million possible values, which texts of"
                  + " this alphabet and max-length have not"));
    }
    if (method instanceof Noise noise) {
      noise(path, noise, findings);
    } else if (method instanceof Retoken retoken && collides(retoken)) {
      findings.add(path, FindingCode.COLLISIONS_LIKELY);
    } else if (method instanceof Mixed mixed
        && mixed.least().filter(people -> people < kAtLeast).isPresent()) {
      findings.add(
          path, FindingCode.GROUP_TOO_SMALL, "at-least is smaller than k-at-least, " + kAtLeast);
    }
    if (method instanceof Round && withoutEffect(field, method)) {
      findings.add(path, FindingCode.ROUNDING_WITHOUT_EFFECT);
    }
  }

  private static void noise(String path, Noise noise, Findings findings) {
    if (!(noise.distribution() instanceof Noise.Epsilon epsilon)) {
      if (noise.bounds().isEmpty()) {
        findings.add(path, FindingCode.NOISE_UNBOUNDED);
      }
      return;
    }
    Optional<BigDecimal> width = noise.bounds().map(within -> within.max().subtract(within.min()));
    if (width.filter(most -> epsilon.sensitivity().compareTo(most) < 0).isPresent()) {
      findings.add(
          path,
          FindingCode.NOISE_UNBOUNDED,
          "two values differ by more than the sensitivity, for which epsilon would not hold");
    }
  }

  /** The birthday bound: n * n / (2 * N). */
  private static boolean collides(Retoken retoken) {
    double tokens = Math.pow(Retoken.ALPHABET, retoken.length());
    return TOKENS * TOKENS / (2 * tokens) > COLLISION;
  }

  /** Whether every value that comes is rounded already. */
  private static boolean withoutEffect(FieldRule field, Method method) {
    boolean receipt = method == field.onReceipt();
    if (method instanceof Round.Start start) {
      boolean whole = field.type() == ValueType.DATE && start.period() == Round.Period.DAY;
      boolean again =
          !receipt
              && field.onReceipt() instanceof Round.Start before
              && alreadyAtStart(before.period(), start.period());
      return whole || again;
    }
    return !receipt
        && method instanceof Round.Multiple multiple
        && field.onReceipt() instanceof Round.Multiple before
        && before.to().remainder(multiple.to()).signum() == 0;
  }

  /** Whether the start of a period is the start of a shorter one, too. */
  private static boolean alreadyAtStart(Round.Period of, Round.Period shorter) {
    return of == shorter || of.compareTo(shorter) < 0 && shorter != Round.Period.WEEK;
  }
}
