package io.lethe.policy;

import io.lethe.transform.Drawn;
import io.lethe.transform.FieldRule;
import io.lethe.transform.Generalize;
import io.lethe.transform.Method;
import io.lethe.transform.Mixed;
import io.lethe.transform.RandomValue;
import io.lethe.transform.Retoken;
import io.lethe.transform.ValueType;
import java.util.EnumSet;
import java.util.Set;

/** The checks of one field: whether its methods exist, fit its type, and leave no person. */
final class MethodChecks {

  private static final Set<ValueType> SMALL = EnumSet.of(ValueType.BOOLEAN, ValueType.DATE);
  private static final Set<ValueType> IDENTIFIERS =
      EnumSet.of(ValueType.NAME, ValueType.PHONE, ValueType.EMAIL, ValueType.IP);

  /** Most of an identifier that may be left, in characters; a name can be two letters long. */
  private static final int MOST_OF_NAME = 1;

  private static final int MOST_OF_EMAIL = 1;
  private static final int MOST_OF_PHONE = 5;
  private static final int MOST_OPEN = 4;

  /** Longest prefixes of addresses that still stand for many, in bits. */
  private static final int LONGEST_V4 = 24;

  private static final int LONGEST_V6 = 48;

  private MethodChecks() {}

  /**
   * Checks one field.
   *
   * @param kAtLeast smallest group in which quasi-identifiers are left
   */
  static void check(
      String path, FieldRule field, Category category, int kAtLeast, Findings findings) {
    String receipt = path + ".on-receipt";
    available(receipt, field.onReceipt(), field.type(), findings);
    smallDomain(receipt, field, findings);
    ParameterChecks.check(receipt, field.onReceipt(), field, kAtLeast, findings);
    String depersonalize = path + ".on-depersonalize";
    available(depersonalize, field.onDepersonalize(), field.type(), findings);
    ParameterChecks.check(depersonalize, field.onDepersonalize(), field, kAtLeast, findings);
    if (category.depersonalizes()) {
      leavesNoPerson(depersonalize, field, findings);
      makesGroups(depersonalize, field, findings);
    }
  }

  private static void available(String path, Method method, ValueType type, Findings findings) {
    if (!MethodFit.fits(method, type)) {
      findings.add(path, FindingCode.METHOD_TYPE_MISMATCH);
    }
  }

  private static void makesGroups(String path, FieldRule field, Findings findings) {
    Method left = field.onDepersonalize();
    if (field.quasiIdentifier() && (left instanceof Drawn || left instanceof Mixed)) {
      findings.add(path, FindingCode.QUASI_IDENTIFIER_DRAWN);
    }
  }

  private static void smallDomain(String path, FieldRule field, Findings findings) {
    boolean linkable =
        field.onReceipt() instanceof Method.Encrypt encrypt && encrypt.searchable()
            || field.onReceipt() instanceof Method.Pseudonymize;
    if (linkable && SMALL.contains(field.type())) {
      findings.add(path, FindingCode.DOMAIN_TOO_SMALL);
    }
  }

  private static void leavesNoPerson(String path, FieldRule field, Findings findings) {
    Method left = field.onDepersonalize();
    Method receipt = field.onReceipt();
    if (left instanceof Method.Drop) {
      return;
    }
    if (receipt instanceof Method.Drop || receipt instanceof Method.Reject) {
      findings.add(path, FindingCode.METHOD_SOURCE_LOST);
    } else if (leavesValues(left)) {
      keeps(path, field, findings);
    } else if (needsOriginal(left, field.type()) && losesOriginal(receipt)) {
      findings.add(path, FindingCode.METHOD_SOURCE_LOST);
    } else if (keepsIdentifier(field)) {
      findings.add(path, FindingCode.IDENTIFIER_KEPT);
    }
  }

  private static void keeps(String path, FieldRule field, Findings findings) {
    if (isShownToken(field.onReceipt())) {
      findings.add(path, FindingCode.REATTRIBUTABLE_KEPT);
    } else if (keepsIdentifier(field)) {
      findings.add(path, FindingCode.IDENTIFIER_KEPT);
    }
  }

  /** Whether the values stay whole, in their records or in others. */
  private static boolean leavesValues(Method left) {
    return left instanceof Method.Keep || left instanceof Mixed.Shuffle;
  }

  /** What the product was answered, and may have kept beside its own reference of the person. */
  private static boolean isShownToken(Method receipt) {
    return isToken(receipt)
        || receipt instanceof Retoken
        || receipt instanceof RandomValue random && random.from().isEmpty();
  }

  private static boolean isToken(Method method) {
    return method instanceof Method.Pseudonymize || method instanceof Method.FormatPreserving;
  }

  /** Whether a method can make nothing of a token or a group. */
  private static boolean needsOriginal(Method left, ValueType type) {
    boolean anything =
        left instanceof Retoken
            || left instanceof RandomValue random && !random.from().isEmpty()
            || left instanceof Mixed.Aggregate aggregate
                && aggregate.of(type) == Mixed.Statistic.COUNT;
    return !anything;
  }

  private static boolean losesOriginal(Method receipt) {
    return isShownToken(receipt)
        || receipt instanceof RandomValue
        || receipt instanceof Generalize
        || receipt instanceof Method.Mask
        || receipt instanceof Method.Truncate;
  }

  private static boolean keepsIdentifier(FieldRule field) {
    boolean asReceived = leavesValues(field.onDepersonalize());
    Method taking = asReceived ? field.onReceipt() : field.onDepersonalize();
    return IDENTIFIERS.contains(field.type()) && leavesMost(taking, field.type());
  }

  /** Whether some value would be left whole, or so much of it that it is known again. */
  private static boolean leavesMost(Method method, ValueType type) {
    if (method instanceof Method.Truncate truncate) {
      return truncate.length() > mostOf(type);
    }
    if (method instanceof Method.Mask mask) {
      return mask.keepStart() + mask.keepEnd() > MOST_OPEN;
    }
    if (method instanceof Generalize.IpPrefix prefix) {
      return prefix.v4() > LONGEST_V4 || prefix.v6() > LONGEST_V6;
    }
    return method instanceof Method.Keep || method instanceof Method.Encrypt;
  }

  private static int mostOf(ValueType type) {
    return switch (type) {
      case NAME -> MOST_OF_NAME;
      case EMAIL -> MOST_OF_EMAIL;
      case PHONE -> MOST_OF_PHONE;
      default -> 0;
    };
  }
}
