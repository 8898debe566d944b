package io.lethe.subject;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.Clause;
import io.lethe.policy.Operator;
import io.lethe.policy.PolicyDocument;
import io.lethe.policy.PolicyPacks;
import io.lethe.policy.PolicyReview;
import io.lethe.subject.RetentionClock.Reading;
import io.lethe.time.Calendars;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The dates of the five packs, each as its clause says it, in the time of Moscow. */
class PackDatesTest {

  private static final ZoneId MOSCOW = ZoneId.of("Europe/Moscow");
  private static final Calendars CALENDARS = new Calendars();

  @Test
  @Clause("express-6.1")
  void appUsersDataIsThereForThreeYearsAfterItsDeletion() {
    Reading due = due("express", "app_user", "2022-01-10", event("account-deleted", "2024-02-29"));

    assertThat(due.lastDay()).isEqualTo("2027-02-28");
    assertThat(due.dueAt()).isEqualTo(moscow("2027-03-01"));
  }

  @Test
  @Clause("express-6.1")
  void useStopsByWhateverComesFirst() {
    for (String stopped :
        List.of("removed-from-all-devices", "device-user-changed", "license-terminated")) {
      Reading due =
          due(
              "express",
              "app_user",
              "2022-01-10",
              event("account-deleted", "2024-05-05"),
              event(stopped, "2024-02-29"));

      assertThat(due.rule().from()).isEqualTo(stopped);
      assertThat(due.dueAt()).isEqualTo(moscow("2027-03-01"));
    }
  }

  @Test
  @Clause("express-6.2")
  void websiteUsersDataIsDueThreeYearsAfterTheirRequest() {
    Reading due =
        due("express", "website_user", "2023-05-01", event("request-closed", "2023-05-15"));

    assertThat(due.dueAt()).isEqualTo(moscow("2026-05-16"));
  }

  /** The last day is in the holidays of January, and is not rolled. */
  @Test
  @Clause("express-6.2")
  void withdrawalLeavesThirtyDays() {
    Reading due =
        due(
            "express",
            "website_user",
            "2025-05-01",
            event("request-closed", "2025-06-01"),
            event("consent-withdrawn", "2025-12-10"));

    assertThat(due.dueAt()).isEqualTo(moscow("2025-12-10"));
    assertThat(due.deadline()).isEqualTo("2026-01-09");
  }

  @Test
  @Clause("express-6.3")
  void visitorsDataIsGoneThirtyDaysAfterTheSession() {
    Reading due =
        due("express", "website_visitor", "2026-01-31", event("session-ended", "2026-01-31"));

    assertThat(due.dueAt()).isEqualTo(moscow("2026-01-31"));
    assertThat(due.deadline()).isEqualTo("2026-03-02");
  }

  @Test
  @Clause("racurs-8.9")
  void serviceLogIsPurgedThreeYearsAfterEachAction() {
    Reading due = due("racurs", "service_log", "2023-05-15");

    assertThat(due.dueAt()).isEqualTo(moscow("2026-05-16"));
  }

  @Test
  @Clause({"racurs-5.6", "mst-retention"})
  void purposeThatIsAchievedLeavesThirtyDays() {
    assertDeadline("racurs", "user_account", "purpose-achieved", "2026-03-01", "2026-03-31");
    assertDeadline("mst_software", "account", "purpose-achieved", "2026-03-01", "2026-03-31");
  }

  @Test
  @Clause("unnamed-term")
  void withoutATermEndOfPurposeOrWithdrawalLeavesThirtyDays() {
    assertDeadline("unnamed_app", "user", "purpose-achieved", "2026-03-01", "2026-03-31");
    assertDeadline("unnamed_app", "user", "consent-withdrawn", "2026-03-01", "2026-03-31");
    assertDeadline("unnamed_app", "cookies", "cookie-consent-revoked", "2026-03-01", "2026-03-31");
  }

  @Test
  @Clause("sens-3.10")
  void whatHasNoPurposeLeftIsDepersonalizedWithinThirtyDays() {
    assertDeadline("sens", "mandatory", "account-deleted", "2026-03-01", "2026-03-31");
    assertDeadline("sens", "advertising_mailing", "consent-withdrawn", "2026-03-01", "2026-03-31");
  }

  @Test
  @Clause("mst-under-13")
  void childsDataIsDueAtTheFlag() {
    Reading due =
        due("mst_software", "account", "2026-01-01", event("under-13-flagged", "2026-05-04"));

    assertThat(due.dueAt()).isEqualTo(moscow("2026-05-04"));
  }

  @Test
  @Clause("express-2.6")
  void limitThatIsLongerThanTheLawsGivesWayAndTheReasonIsShown() {
    Reading due =
        due("mst_software", "account", "2025-01-01", event("account-deleted", "2026-01-31"));

    assertThat(due.deadline()).isEqualTo("2026-03-02");
    assertThat(due.stricter()).isEqualTo("152-FZ 21(4) allows P30D, the policy allows P60D");
  }

  @Test
  @Clause("mst-6y")
  void withoutRussianDataThePolicysOwnSixtyDaysCount() {
    PolicyDocument abroad =
        document(PolicyPacks.yaml("mst_software").replace("law: [ru-152-fz]", "law: [eu-gdpr]"));

    Reading due = due(abroad, "account", "2025-01-01", event("account-deleted", "2026-01-31"));

    assertThat(due.deadline()).isEqualTo("2026-04-01");
    assertThat(due.stricter()).isNull();
  }

  @Test
  @Clause("sens-5.6")
  void ofTwoFiveYearsTheOneThatEndsFirstDestroysWhatDepersonalizationLeft() {
    // Given a last login on 2025-09-10
    PolicyDocument sens = document(PolicyPacks.yaml("sens"));
    PolicyDocument appendix =
        document(
            PolicyPacks.yaml("sens")
                .replace("- {from: last-activity, keep: P5Y, then: destroy, clause: \"5.6\"}", ""));
    Instant login = moscow("2025-09-10");
    ClockFacts facts =
        new ClockFacts(login, login, new ClockFacts.Activity(login, login), List.of());

    // When
    Reading first = RetentionClock.earliest(clock(sens).read(facts, Instant.MIN)).orElseThrow();
    Reading both = destruction(sens, facts);
    Reading appendixAlone = destruction(appendix, facts);

    // Then
    assertThat(first.dueAt()).isEqualTo(moscow("2026-09-11"));
    assertThat(first.deadline()).isEqualTo("2026-10-10");
    assertThat(appendixAlone.dueAt()).isEqualTo(moscow("2031-09-21"));
    assertThat(both.dueAt()).isEqualTo(moscow("2030-09-11"));
    assertThat(both.rule().clause()).isEqualTo("5.6");
  }

  private static Reading destruction(PolicyDocument sens, ClockFacts facts) {
    return clock(sens).destruction(facts, moscow("2026-09-20"), Instant.MIN).orElseThrow();
  }

  private static RetentionClock clock(PolicyDocument sens) {
    return clock(sens, "mandatory");
  }

  @Test
  @Clause({"racurs-1.6", "racurs-8.8"})
  void sixMonthsOfTheLicenceAgreementCountWhereThePolicyIsPartOfIt() {
    // Given the pack, and the same text where the policy is part of the agreement
    String yaml = PolicyPacks.yaml("racurs");
    PolicyDocument incorporated =
        document(
            yaml.replace("eula_incorporated: {value: false", "eula_incorporated: {value: true"));

    // When
    ClockFacts.Event deleted = event("account-deleted", "2025-08-31");
    Reading without = due(document(yaml), "user_account", "2025-01-01", deleted);
    Reading with = due(incorporated, "user_account", "2025-01-01", deleted);

    // Then
    assertThat(without.deadline()).isEqualTo("2025-09-30");
    assertThat(without.stricter()).isEqualTo("152-FZ 21(4) allows P30D, the policy allows P6M");
    assertThat(with.deadline()).isEqualTo("2026-02-28");
    assertThat(with.stricter()).isNull();
  }

  @Test
  void withdrawalKeepsItsThirtyDaysWhateverTheAgreementSays() {
    PolicyDocument incorporated =
        document(
            PolicyPacks.yaml("racurs")
                .replace("eula_incorporated: {value: false", "eula_incorporated: {value: true"));

    for (String ended : List.of("consent-withdrawn", "purpose-achieved")) {
      Reading due = due(incorporated, category(ended), "2025-01-01", event(ended, "2025-08-31"));
      assertThat(due.deadline()).isEqualTo("2025-09-30");
    }
  }

  private static String category(String ended) {
    return ended.equals("consent-withdrawn") ? "marketing_contact" : "user_account";
  }

  private static void assertDeadline(
      String policy, String category, String event, String at, String deadline) {
    Reading due = due(policy, category, "2025-01-01", event(event, at));
    assertThat(due.dueAt()).isEqualTo(moscow(at));
    assertThat(due.deadline()).isEqualTo(deadline);
  }

  private static Reading due(
      String policy, String category, String collected, ClockFacts.Event... events) {
    return due(document(PolicyPacks.yaml(policy)), category, collected, events);
  }

  private static Reading due(
      PolicyDocument document, String category, String collected, ClockFacts.Event... events) {
    Instant at = moscow(collected);
    ClockFacts facts = new ClockFacts(at, at.plusSeconds(1), null, List.of(events));
    return RetentionClock.earliest(clock(document, category).read(facts, Instant.MIN))
        .orElseThrow();
  }

  private static PolicyDocument document(String yaml) {
    return PolicyReview.of(yaml, Operator.UNKNOWN, CALENDARS).document().orElseThrow();
  }

  private static RetentionClock clock(PolicyDocument document, String category) {
    return RetentionClock.of(
        document,
        document.categories().get(category),
        CALENDARS.find(document.calendar()).orElseThrow());
  }

  private static ClockFacts.Event event(String type, String day) {
    return new ClockFacts.Event(type, "", moscow(day), moscow(day));
  }

  private static Instant moscow(String day) {
    return LocalDate.parse(day).atStartOfDay(MOSCOW).toInstant();
  }
}
