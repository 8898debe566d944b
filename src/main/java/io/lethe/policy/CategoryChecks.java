package io.lethe.policy;

import io.lethe.time.Calendars;
import io.lethe.time.Term;
import io.lethe.time.WorkingDays;
import io.lethe.transform.FieldRule;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The checks of one category: what it holds, for what, how long, and what it leaves. */
final class CategoryChecks {

  private static final Set<String> ALWAYS_KNOWN =
      Set.of(PolicyDocument.COLLECTED, PolicyDocument.DEPERSONALIZED);
  private static final LocalDate SAMPLE_FROM = LocalDate.of(2024, 1, 1);
  private static final LocalDate SAMPLE_TO = LocalDate.of(2028, 1, 1);

  private final PolicyDocument document;
  private final Category category;
  private final Calendars calendars;
  private final Findings findings;
  private final String path;

  CategoryChecks(
      PolicyDocument document, Category category, Calendars calendars, Findings findings) {
    this.document = document;
    this.category = category;
    this.calendars = calendars;
    this.findings = findings;
    this.path = "categories." + category.name();
  }

  void run() {
    if (document.excluded().containsKey(category.name())) {
      findings.add(path, FindingCode.CATEGORY_EXCLUDED);
    }
    onBehalf();
    purposes();
    actions();
    gaps();
    substance();
    category.retention().forEach(this::rule);
    if (category.depersonalizes() && !destroysWhatIsLeft()) {
      findings.add(path + ".retention", FindingCode.DEPERSONALIZED_WITHOUT_TERM);
    }
    for (FieldRule field : category.fields()) {
      MethodChecks.check(
          path + ".fields." + field.name(), field, category, document.kAtLeast(), findings);
    }
  }

  private void onBehalf() {
    category
        .onBehalfOf()
        .filter(
            of ->
                Optional.ofNullable(document.attributes().get(of.attribute()))
                    .filter(attribute -> attribute.values().isEmpty())
                    .isEmpty())
        .ifPresent(
            of ->
                findings.add(
                    path + ".on-behalf-of.attribute",
                    FindingCode.ATTRIBUTE_UNKNOWN,
                    "an attribute that is a reference is expected"));
  }

  private void purposes() {
    PolicyValidator.unknown(
        path + ".purposes",
        category.purposes(),
        document.purposes().keySet(),
        FindingCode.PURPOSE_UNKNOWN,
        findings);
    if (category.purposes().isEmpty()) {
      findings.add(path + ".purposes", FindingCode.PURPOSE_MISSING);
    }
  }

  private void actions() {
    category.actions().stream()
        .filter(action -> !document.actions().contains(action))
        .sorted()
        .forEach(
            action ->
                findings.add(
                    path + ".actions",
                    FindingCode.ACTION_NOT_ALLOWED,
                    "the policy's list of actions lacks " + action));
  }

  private void gaps() {
    List<Gap> gaps = category.declaredGaps();
    for (int index = 0; index < gaps.size(); index++) {
      Gap gap = gaps.get(index);
      String clause = gap.clause().isEmpty() ? "" : gap.clause() + ": ";
      findings.add(path + ".gaps[" + index + "]", FindingCode.GAP_DECLARED, clause + gap.text());
    }
  }

  private void substance() {
    boolean fields = !category.fields().isEmpty() && !category.fieldsAssumed();
    boolean terms = category.hasTerms();
    if (!fields && !terms) {
      findings.add(path, FindingCode.FIELDS_AND_TERMS_MISSING);
    } else if (!fields) {
      findings.add(path + ".fields", FindingCode.FIELDS_MISSING);
    } else if (!terms) {
      findings.add(path + ".retention", FindingCode.TERM_MISSING);
    }
  }

  private void rule(RetentionRule rule) {
    String at = path + ".retention[" + rule.index() + "]";
    if (!document.declaresEvent(rule.from())) {
      Set<String> known = new TreeSet<>(PolicyDocument.BUILT_IN_EVENTS);
      known.addAll(document.events());
      findings.add(
          at + ".from",
          FindingCode.EVENT_UNKNOWN,
          PolicyValidator.known(FindingCode.EVENT_UNKNOWN, known));
    }
    if (rule.then() == Action.DEPERSONALIZE && !category.actions().contains("depersonalize")) {
      findings.add(
          at + ".then",
          FindingCode.ACTION_NOT_ALLOWED,
          "the policy's list of actions lacks depersonalize");
    }
    if (rule.from().equals(PolicyDocument.DEPERSONALIZED)) {
      contradiction(rule, at);
    }
    if (rule.agreed().isPresent()
        && (rule.within().isEmpty() && rule.keep().isEmpty()
            || !LawOverlay.liftable(rule.from()))) {
      findings.add(
          at + ".agreed",
          FindingCode.RULE_CONTRADICTORY,
          "a contract allows a longer keep or within after account-deleted or purpose-achieved"
              + " alone");
    }
    if (rule.from().equals(PolicyDocument.CONSENT_WITHDRAWN)) {
      otherGrounds(at);
    }
    stricterLaw(rule, at);
    outlastsLaw(rule, at);
  }

  private void otherGrounds(String at) {
    List<String> purposes = document.purposesBeyondConsent(category);
    if (!purposes.isEmpty()) {
      findings.add(
          at,
          FindingCode.RULE_NEVER_STARTS,
          FindingCode.RULE_NEVER_STARTS.title() + "; see the grounds of " + purposes);
    }
  }

  private void contradiction(RetentionRule rule, String at) {
    if (rule.then() == Action.DEPERSONALIZE) {
      findings.add(
          at, FindingCode.RULE_CONTRADICTORY, "what is depersonalized cannot be so once more");
    } else if (!category.depersonalizes()) {
      findings.add(at, FindingCode.RULE_CONTRADICTORY, "no rule of the category depersonalizes");
    }
  }

  private void stricterLaw(RetentionRule rule, String at) {
    WorkingDays calendar = calendars.find(document.calendar()).orElse(null);
    EffectiveWithin within = LawOverlay.effective(document.law(), rule);
    if (rule.within().isEmpty() || within.law().isEmpty() || calendar == null) {
      return;
    }
    SAMPLE_FROM
        .datesUntil(SAMPLE_TO)
        .flatMap(day -> within.from(day, calendar).stream())
        .flatMap(limit -> limit.reason().stream())
        .findFirst()
        .ifPresent(reason -> findings.add(at + ".within", FindingCode.LAW_STRICTER, reason));
  }

  /**
   * The law counts from the event; a term beyond its limit is somebody's claim, and he is asked.
   */
  private void outlastsLaw(RetentionRule rule, String at) {
    WorkingDays calendar = calendars.find(document.calendar()).orElse(null);
    Term keep = rule.keep().orElse(null);
    LawOverlay.Cap cap = LawOverlay.cap(document.law(), rule.from()).orElse(null);
    if (keep == null || cap == null || calendar == null || LawOverlay.agreed(rule)) {
      return;
    }
    EffectiveWithin within = LawOverlay.effective(document.law(), rule);
    boolean outlasts =
        SAMPLE_FROM
            .datesUntil(SAMPLE_TO)
            .anyMatch(
                day ->
                    within.from(keep.after(day, calendar).day(), calendar).stream()
                        .anyMatch(
                            limit ->
                                limit
                                    .last()
                                    .day()
                                    .isAfter(cap.within().after(day, calendar).day())));
    if (outlasts) {
      findings.add(at + ".keep", FindingCode.TERM_OUTLASTS_LAW, outlasting(rule, keep, cap));
    }
  }

  private static String outlasting(RetentionRule rule, Term keep, LawOverlay.Cap cap) {
    String until = rule.within().map(within -> " and within " + within).orElse("");
    String mend =
        LawOverlay.liftable(rule.from())
            ? "shorten them, or say which flag tells that a contract has it so (agreed)"
            : "shorten them, or keep what another ground demands as a category with that purpose";
    return "%s allows %s after %s, the policy keep %s%s; %s"
        .formatted(cap.clause(), cap.within(), rule.from(), keep, until, mend);
  }

  private boolean destroysWhatIsLeft() {
    return category.retention().stream()
        .anyMatch(rule -> rule.then() == Action.DESTROY && ALWAYS_KNOWN.contains(rule.from()));
  }
}
