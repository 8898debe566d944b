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
    } else if (left instanceof Method.Keep && keepsIdentifier(field)) {
      findings.add(path, FindingCode.IDENTIFIER_KEPT);
    } else if (changesForm(field.onReceipt()) && !(left instanceof Method.Keep)) {
      findings.add(path, FindingCode.METHOD_SOURCE_LOST);
    }
  }

  private static boolean isToken(Method method) {
    return method instanceof Method.Pseudonymize
        || method instanceof Method.Later later && later.name().equals("format-preserving");
  }

  private static boolean keepsIdentifier(FieldRule field) {
    boolean whole =
        field.onReceipt() instanceof Method.Keep || field.onReceipt() instanceof Method.Encrypt;
    return whole && IDENTIFIERS.contains(field.type());
  }

  private static boolean changesForm(Method receipt) {
    return receipt instanceof Generalize
        || receipt instanceof Method.Mask
        || receipt instanceof Method.Truncate;
  }
}
