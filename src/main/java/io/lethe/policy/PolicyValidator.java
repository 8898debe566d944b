package io.lethe.policy;

import io.lethe.time.Calendars;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Finds what is wrong with, or missing from, a document that is well-formed.
 *
 * <p><b>Guarantee</b>: every finding at once, in the order of the document's parts.
 *
 * <p><b>Thread safety</b>: immutable.
 */
public final class PolicyValidator {

  private static final Set<String> LISTS = Set.of("actions", "purposes", "recipients");

  private final Calendars calendars;

  public PolicyValidator(Calendars calendars) {
    this.calendars = calendars;
  }

  /**
   * Validates a document whose operator was completed from configuration before.
   *
   * @see PolicyDocument#completedBy
   */
  public List<Finding> validate(PolicyDocument document) {
    return validate(document, Set.of());
  }

  /** Validates all but these categories. */
  List<Finding> validate(PolicyDocument document, Set<String> except) {
    Findings findings = new Findings();
    frame(document, findings);
    attributes(document, findings);
    recipients(document, findings);
    new RequestChecks(document, findings).run();
    document
        .categories()
        .values()
        .forEach(
            category -> {
              if (!except.contains(category.name())) {
                new CategoryChecks(document, category, calendars, findings).run();
              }
            });
    return findings.list();
  }

  private void frame(PolicyDocument document, Findings findings) {
    if (!document.operator().complete()) {
      findings.add(
          "operator",
          FindingCode.OPERATOR_INCOMPLETE,
          FindingCode.OPERATOR_INCOMPLETE.title()
              + "; give operator: {name, address}, or lethe.operators."
              + document.policy()
              + ".name and .address");
    }
    if (calendars.find(document.calendar()).isEmpty()) {
      findings.add(
          "calendar",
          FindingCode.CALENDAR_UNKNOWN,
          "there is no such calendar; known: " + new TreeSet<>(calendars.names()));
    }
    unknown("law", document.law(), LawOverlay.NAMES, FindingCode.LAW_UNKNOWN, findings);
    if (!document.actions().contains("destroy")) {
      findings.add("actions", FindingCode.DESTROY_NOT_LISTED);
    }
    for (String list : document.clauses().keySet()) {
      if (!LISTS.contains(list) && !document.categories().containsKey(list)) {
        findings.add("clauses." + list, FindingCode.KEY_UNKNOWN);
      }
    }
  }

  private static void attributes(PolicyDocument document, Findings findings) {
    Map<String, Attribute> attributes = document.attributes();
    attributes.forEach(
        (name, attribute) ->
            attribute
                .needs()
                .forEach(
                    (value, other) -> {
                      if (!attributes.containsKey(other)) {
                        findings.add(
                            "attributes." + name + ".needs." + value,
                            FindingCode.ATTRIBUTE_UNKNOWN,
                            known(FindingCode.ATTRIBUTE_UNKNOWN, attributes.keySet()));
                      }
                    }));
  }

  private static void recipients(PolicyDocument document, Findings findings) {
    Map<String, Category> categories = document.categories();
    for (Recipient recipient : document.recipients().values()) {
      String path = "recipients." + recipient.name();
      unknown(
          path + ".purposes",
          recipient.purposes(),
          document.purposes().keySet(),
          FindingCode.PURPOSE_UNKNOWN,
          findings);
      unknown(
          path + ".categories",
          recipient.categories(),
          categories.keySet(),
          FindingCode.CATEGORY_UNKNOWN,
          findings);
      Set<String> fields =
          categories.values().stream()
              .filter(category -> recipient.getsCategory(category.name()))
              .flatMap(category -> category.fields().stream())
              .map(rule -> rule.name())
              .collect(Collectors.toSet());
      unknown(path + ".fields", recipient.fields(), fields, FindingCode.FIELD_UNKNOWN, findings);
    }
  }

  /** What a code says, and what there is instead. */
  static String known(FindingCode code, Collection<String> known) {
    return code.title() + "; known: " + new TreeSet<>(known);
  }

  /** Notes each name that is not known, at its position in the list. */
  static void unknown(
      String path,
      List<String> names,
      Collection<String> known,
      FindingCode code,
      Findings findings) {
    for (int index = 0; index < names.size(); index++) {
      if (!known.contains(names.get(index))) {
        findings.add(path + "[" + index + "]", code, known(code, known));
      }
    }
  }
}
