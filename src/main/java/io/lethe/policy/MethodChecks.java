package io.lethe.policy;

import io.lethe.transform.FieldRule;
import io.lethe.transform.Generalize;
import io.lethe.transform.Method;
import io.lethe.transform.ValueType;
import java.util.EnumSet;
import java.util.Set;

/** The checks of one field: whether its methods exist, fit its type, and leave no person. */
final class MethodChecks {

  private static final Set<ValueType> TEXTS =
      EnumSet.of(
          ValueType.TEXT, ValueType.NAME, ValueType.PHONE, ValueType.EMAIL, ValueType.DIGITS);
  private static final Set<ValueType> DATES = EnumSet.of(ValueType.DATE, ValueType.DATETIME);
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

  static void check(String path, FieldRule field, Category category, Findings findings) {
    String receipt = path + ".on-receipt";
    available(receipt, field.onReceipt(), field.type(), findings);
    smallDomain(receipt, field, findings);
    String depersonalize = path + ".on-depersonalize";
    available(depersonalize, field.onDepersonalize(), field.type(), findings);
    if (category.depersonalizes()) {
      leavesNoPerson(depersonalize, field, findings);
    }
  }

  private static void available(String path, Method method, ValueType type, Findings findings) {
    if (method instanceof Method.Later later) {
      findings.add(path, FindingCode.METHOD_NOT_YET, later.name() + " is not available yet");
    } else if (!fits(method, type)) {
      findings.add(path, FindingCode.METHOD_TYPE_MISMATCH);
    }
  }

  private static boolean fits(Method method, ValueType type) {
    if (method instanceof Generalize.Years) {
      return DATES.contains(type);
    }
    if (method instanceof Generalize.DatePart part) {
      return type == ValueType.DATETIME
          || type == ValueType.DATE && part.part() != Generalize.Part.HOUR;
    }
    if (method instanceof Generalize.Bands) {
      return type == ValueType.NUMBER;
    }
    if (method instanceof Generalize.IpPrefix) {
      return type == ValueType.IP;
    }
    if (method instanceof Generalize.Mapping
        || method instanceof Method.Mask
        || method instanceof Method.Truncate) {
      return TEXTS.contains(type);
    }
    return true;
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
    if (left instanceof Method.Drop || left instanceof Method.Later) {
      return;
    }
    if (field.onReceipt() instanceof Method.Drop || field.onReceipt() instanceof Method.Reject) {
      findings.add(path, FindingCode.METHOD_SOURCE_LOST);
    } else if (isToken(field.onReceipt())) {
      findings.add(
          path,
          left instanceof Method.Keep
              ? FindingCode.REATTRIBUTABLE_KEPT
              : FindingCode.METHOD_SOURCE_LOST);
    } else if (changesForm(field.onReceipt()) && !(left instanceof Method.Keep)) {
      findings.add(path, FindingCode.METHOD_SOURCE_LOST);
    } else if (keepsIdentifier(field)) {
      findings.add(path, FindingCode.IDENTIFIER_KEPT);
    }
  }

  private static boolean isToken(Method method) {
    return method instanceof Method.Pseudonymize
        || method instanceof Method.Later later && later.name().equals("format-preserving");
  }

  private static boolean keepsIdentifier(FieldRule field) {
    boolean asReceived = field.onDepersonalize() instanceof Method.Keep;
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

  private static boolean changesForm(Method receipt) {
    return receipt instanceof Generalize
        || receipt instanceof Method.Mask
        || receipt instanceof Method.Truncate;
  }
}
