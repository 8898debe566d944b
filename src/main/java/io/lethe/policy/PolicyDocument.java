package io.lethe.policy;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A policy as its document says it, immutable.
 *
 * <p><b>Thread safety</b>: immutable; the maps keep the order of the document.
 *
 * @param effective first day in {@code zone}; evaluated at use
 * @param notice how subjects are told of a change; empty when the policy promises none
 * @param zone where days begin and end
 * @param calendar name of the working-day calendar
 * @param law overlays of which the stricter rule wins
 * @param residency countries the databases may be in; empty means anywhere
 * @param actions everything that may be done with the data
 * @param phoneRegion region of phone numbers without a country code
 * @param events declared event types beyond {@link #BUILT_IN_EVENTS}
 * @param excluded categories of data that the policy does not apply to, with the clause that says
 *     so
 * @param flags circumstances that clauses depend on
 * @param clauses where the policy says what it lists: of {@code actions}, {@code purposes}, {@code
 *     recipients}, or of a category's own actions by its name
 * @param kAtLeast smallest group in which quasi-identifiers are left
 */
public record PolicyDocument(
    String policy,
    String title,
    Optional<LocalDate> effective,
    Optional<Notice> notice,
    Operator operator,
    ZoneId zone,
    String calendar,
    List<String> law,
    List<String> residency,
    Set<String> actions,
    String phoneRegion,
    Set<String> events,
    Map<String, Attribute> attributes,
    Map<String, Flag> flags,
    Map<String, Purpose> purposes,
    Map<String, Recipient> recipients,
    Map<String, Category> categories,
    Map<String, String> excluded,
    Map<String, RequestRule> requests,
    Map<String, String> clauses,
    int kAtLeast) {

  /** The data was collected; every record has it. */
  public static final String COLLECTED = "collected";

  /** The data was depersonalized; the service makes it. */
  public static final String DEPERSONALIZED = "depersonalized";

  /** The subject was active; only the last one counts. */
  public static final String LAST_ACTIVITY = "last-activity";

  /** The subject's account was deleted. */
  public static final String ACCOUNT_DELETED = "account-deleted";

  /** The subject withdrew consent. */
  public static final String CONSENT_WITHDRAWN = "consent-withdrawn";

  /** The subject gave consent, to a purpose or to all. */
  public static final String CONSENT_GIVEN = "consent-given";

  /** The subject opted out of a purpose, or of all, or objected to it. */
  public static final String OPTED_OUT = "opted-out";

  /** The contract with the subject ended. */
  public static final String CONTRACT_ENDED = "contract-ended";

  /** A purpose, or every one, was achieved. */
  public static final String PURPOSE_ACHIEVED = "purpose-achieved";

  /** Events that grounds begin and end by; that a policy declares one of them changes nothing. */
  public static final Set<String> GROUND_EVENTS =
      Set.of(
          CONSENT_GIVEN,
          CONSENT_WITHDRAWN,
          OPTED_OUT,
          CONTRACT_ENDED,
          ACCOUNT_DELETED,
          PURPOSE_ACHIEVED);

  /** The subject's data is to be destroyed, whatever its terms say; a granted request makes it. */
  public static final String DESTRUCTION_DEMANDED = "destruction-demanded";

  /** A value of a record was rectified; the old one's own clock starts. */
  public static final String VALUE_REPLACED = "value-replaced";

  /** Events that nobody may report. */
  public static final Set<String> MADE_BY_THE_SERVICE =
      Set.of(COLLECTED, DEPERSONALIZED, DESTRUCTION_DEMANDED, VALUE_REPLACED);

  /** What starts terms and is told of a record or its depersonalization, not by an event. */
  public static final Set<String> OF_THE_RECORD = Set.of(COLLECTED, LAST_ACTIVITY, DEPERSONALIZED);

  /** Events that no policy needs to declare. */
  public static final Set<String> BUILT_IN_EVENTS =
      Set.of(
          LAST_ACTIVITY,
          ACCOUNT_DELETED,
          CONSENT_GIVEN,
          CONSENT_WITHDRAWN,
          OPTED_OUT,
          CONTRACT_ENDED,
          PURPOSE_ACHIEVED,
          DEPERSONALIZED,
          COLLECTED);

  /**
   * Every action a policy can list.
   *
   * <p><b>Source</b>: Federal Law 152-FZ, article 3(3).
   */
  public static final Set<String> ACTIONS =
      Set.of(
          "collect",
          "record",
          "systematize",
          "accumulate",
          "store",
          "rectify",
          "change",
          "retrieve",
          "use",
          "transfer",
          "distribute",
          "provide",
          "access",
          "depersonalize",
          "block",
          "delete",
          "destroy");

  public PolicyDocument {
    law = List.copyOf(law);
    residency = List.copyOf(residency);
    actions = Set.copyOf(actions);
    events = Set.copyOf(events);
    attributes = ordered(attributes);
    flags = ordered(flags);
    purposes = ordered(purposes);
    recipients = ordered(recipients);
    categories = ordered(categories);
    excluded = ordered(excluded);
    requests = ordered(requests);
    clauses = ordered(clauses);
  }

  /** Where the policy says what it lists under a key, or empty. */
  public String clause(String list) {
    return clauses.getOrDefault(list, "");
  }

  /** Where the policy lists the actions of a category, or empty. */
  public String actionsClause(Category category) {
    return clauses.getOrDefault(category.name(), clause("actions"));
  }

  /** Whether records' clocks may count from events of this type. */
  public boolean declaresEvent(String type) {
    return BUILT_IN_EVENTS.contains(type) || events.contains(type);
  }

  /** The categories with terms in working days, if this is the calendar that they count by. */
  public List<String> countedBy(String of) {
    return categories.values().stream()
        .filter(category -> calendar.equals(of) && category.countsWorkingDays())
        .map(Category::name)
        .toList();
  }

  /** The grounds of a category's purposes, by purpose. */
  public Map<String, List<Ground>> grounds(Category category) {
    Map<String, List<Ground>> grounds = new LinkedHashMap<>();
    for (String name : category.purposes()) {
      Purpose purpose = purposes.get(name);
      if (purpose != null) {
        grounds.put(name, purpose.grounds());
      }
    }
    return grounds;
  }

  /**
   * A category's purposes that keep a rule from a withdrawal of consent from starting as long as
   * they last: they have a ground that no event ends; or all, where none has consent.
   */
  public List<String> purposesBeyondConsent(Category category) {
    Map<String, List<Ground>> grounds = grounds(category);
    boolean consent = grounds.values().stream().anyMatch(of -> of.contains(Ground.CONSENT));
    return grounds.entrySet().stream()
        .filter(
            of ->
                !consent
                    || of.getValue().stream()
                        .anyMatch(ground -> ground.identified() && ground.endedBy().isEmpty()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** This document with the operator completed by what is configured. */
  public PolicyDocument completedBy(Operator configured) {
    return new PolicyDocument(
        policy,
        title,
        effective,
        notice,
        operator.completedBy(configured),
        zone,
        calendar,
        law,
        residency,
        actions,
        phoneRegion,
        events,
        attributes,
        flags,
        purposes,
        recipients,
        categories,
        excluded,
        requests,
        clauses,
        kAtLeast);
  }

  private static <T> Map<String, T> ordered(Map<String, T> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }
}
