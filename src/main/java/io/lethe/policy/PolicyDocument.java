package io.lethe.policy;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A policy as its document says it, immutable.
 *
 * <p><b>Thread safety</b>: immutable; the maps keep the order of the document.
 *
 * @param effective first day in {@code zone}; evaluated at use
 * @param zone where days begin and end
 * @param calendar name of the working-day calendar
 * @param law overlays of which the stricter rule wins
 * @param residency countries the databases may be in; empty means anywhere
 * @param actions everything that may be done with the data
 * @param phoneRegion region of phone numbers without a country code
 * @param events declared event types beyond {@link #BUILT_IN_EVENTS}
 * @param kAtLeast smallest group in which quasi-identifiers are left
 */
public record PolicyDocument(
    String policy,
    String title,
    Optional<LocalDate> effective,
    Operator operator,
    ZoneId zone,
    String calendar,
    List<String> law,
    List<String> residency,
    Set<String> actions,
    String phoneRegion,
    Set<String> events,
    Map<String, Attribute> attributes,
    Map<String, Purpose> purposes,
    Map<String, Recipient> recipients,
    Map<String, Category> categories,
    Map<String, RequestRule> requests,
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

  /** The subject's data is to be destroyed, whatever its terms say; a granted request makes it. */
  public static final String DESTRUCTION_DEMANDED = "destruction-demanded";

  /** Events that nobody may report. */
  public static final Set<String> MADE_BY_THE_SERVICE =
      Set.of(COLLECTED, DEPERSONALIZED, DESTRUCTION_DEMANDED);

  /** Events that no policy needs to declare. */
  public static final Set<String> BUILT_IN_EVENTS =
      Set.of(LAST_ACTIVITY, ACCOUNT_DELETED, CONSENT_WITHDRAWN, DEPERSONALIZED, COLLECTED);

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
    purposes = ordered(purposes);
    recipients = ordered(recipients);
    categories = ordered(categories);
    requests = ordered(requests);
  }

  /** Whether records' clocks may count from events of this type. */
  public boolean declaresEvent(String type) {
    return BUILT_IN_EVENTS.contains(type) || events.contains(type);
  }

  /** A category's purposes that have another ground, which a withdrawal of consent leaves. */
  public List<String> purposesBeyondConsent(Category category) {
    return category.purposes().stream()
        .map(purposes::get)
        .filter(Objects::nonNull)
        .filter(purpose -> !Set.of(Ground.CONSENT).containsAll(purpose.grounds()))
        .map(Purpose::name)
        .toList();
  }

  /** This document with the operator completed by what is configured. */
  public PolicyDocument completedBy(Operator configured) {
    return new PolicyDocument(
        policy,
        title,
        effective,
        operator.completedBy(configured),
        zone,
        calendar,
        law,
        residency,
        actions,
        phoneRegion,
        events,
        attributes,
        purposes,
        recipients,
        categories,
        requests,
        kAtLeast);
  }

  private static <T> Map<String, T> ordered(Map<String, T> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }
}
