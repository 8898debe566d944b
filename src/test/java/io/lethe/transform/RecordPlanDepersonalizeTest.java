package io.lethe.transform;

import static io.lethe.transform.Plans.DROP;
import static io.lethe.transform.Plans.ENCRYPT;
import static io.lethe.transform.Plans.KEEP;
import static io.lethe.transform.Plans.PLAN;
import static io.lethe.transform.Plans.object;
import static io.lethe.transform.Plans.plan;
import static io.lethe.transform.Plans.quasi;
import static io.lethe.transform.Plans.rule;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecordPlanDepersonalizeTest {

  @Test
  void depersonalizationLeavesWhatTheRulesSayAndQuasiIdentifiersApart()
      throws JsonProcessingException {
    // Given
    ObjectNode view =
        object(
            """
            {"first_name": {"encrypted": true}, "phone_number": {"encrypted": true},
             "date_of_birth": {"encrypted": true}, "gender": "f",
             "device_id": "v2.ID8aJ9ToDFmHVN-3C4X7cg", "height": 172.5,
             "login_at": "2026-03-10T11", "login": "m****r", "city": "A"}
            """);
    ObjectNode secret = object("{\"first_name\": \"Anna\", \"date_of_birth\": \"1992-02-29\"}");

    // When
    Left left = PLAN.depersonalize(view, secret);

    // Then
    assertThat(left.quasi())
        .isEqualTo(object("{\"date_of_birth\":\"1990-1994\",\"gender\":\"f\",\"city\":\"b\"}"));
    assertThat(left.rest())
        .isEqualTo(
            object("{\"height\":\"170-179\",\"login_at\":\"2026-03-10T11\",\"login\":\"m\"}"));
    assertThat(left).hasToString("Left[quasi=3, rest=3, mixed=0]");
  }

  @Test
  void whatDoesNotFitOnDepersonalizationIsDroppedNotLeftWhole() throws JsonProcessingException {
    // Given
    ObjectNode view =
        object(
            """
            {"date_of_birth": "1992-02-29", "gender": {"encrypted": true}, "height": "marker",
             "login_at": ["marker"], "login": {"marker": 1}, "unknown": "marker"}
            """);
    ObjectNode secret = object("{\"date_of_birth\": \"marker\", \"unknown\": \"marker\"}");

    // When
    Left left = PLAN.depersonalize(view, secret);

    // Then
    assertThat(left.quasi()).isEmpty();
    assertThat(left.rest()).isEmpty();
  }

  @Test
  void anEncryptedFieldWithoutItsSecretIsDropped() throws JsonProcessingException {
    // Given
    ObjectNode view = object("{\"date_of_birth\": {\"encrypted\": true}}");

    // When
    Left left = PLAN.depersonalize(view, JsonNodeFactory.instance.objectNode());

    // Then
    assertThat(left.quasi()).isEmpty();
  }

  @Test
  void methodsThatNeedAKeyLeaveNothingOnDepersonalization() throws JsonProcessingException {
    // Given
    RecordPlan plan =
        plan(
            rule("a", ValueType.TEXT, KEEP, ENCRYPT),
            rule("b", ValueType.TEXT, KEEP, new Method.Pseudonymize("x")),
            rule("c", ValueType.TEXT, KEEP, new Method.Reject()));

    // When
    Left left =
        plan.depersonalize(
            object("{\"a\":\"m\",\"b\":\"m\",\"c\":null}"), JsonNodeFactory.instance.objectNode());

    // Then
    assertThat(left.rest()).isEmpty();
    assertThat(plan.needsSecretToDepersonalize()).isFalse();
  }

  @Test
  void whatManyRecordsMakeTogetherIsLeftApartAndNullStaysNull() throws JsonProcessingException {
    // Given
    RecordPlan plan =
        plan(
            rule("income", ValueType.NUMBER, ENCRYPT, new Mixed.Shuffle(Optional.of(20))),
            quasi("born", ValueType.DATE, KEEP, aggregate(Mixed.Statistic.MEDIAN)),
            rule("seen", ValueType.DATETIME, KEEP, aggregate(Mixed.Statistic.MEAN)),
            rule("device", ValueType.TEXT, KEEP, aggregate(Mixed.Statistic.COUNT)),
            rule("none", ValueType.NUMBER, KEEP, new Mixed.Shuffle(Optional.empty())),
            rule("wrong", ValueType.NUMBER, KEEP, aggregate(Mixed.Statistic.MEAN)),
            rule("sealed", ValueType.TEXT, KEEP, new Mixed.Shuffle(Optional.empty())));

    // When
    Left left =
        plan.depersonalize(
            object(
                """
                {"income": {"encrypted": true}, "born": "1970-01-11", "seen": "1970-01-01T01:00:00Z",
                 "device": "v1.abc", "none": null, "wrong": "marker", "sealed": {"marker": 1}}
                """),
            object("{\"income\": 1200.5}"));

    // Then
    assertThat(plan.needsSecretToDepersonalize()).isTrue();
    assertThat(left.quasi()).isEmpty();
    assertThat(left.rest()).isEqualTo(object("{\"none\": null}"));
    assertThat(object(left.mixed().toString()))
        .isEqualTo(
            object(
                """
                {"income": {"how": "shuffle", "unit": "number", "least": 20, "value": 1200.5},
                 "born": {"how": "median", "unit": "date", "value": 10},
                 "seen": {"how": "mean", "unit": "datetime", "value": 3600},
                 "device": {"how": "count", "unit": "text", "value": "v1.abc"}}
                """));
    assertThat(left.toString()).doesNotContain("1200");
  }

  private static Method aggregate(Mixed.Statistic statistic) {
    return new Mixed.Aggregate(Optional.of(statistic), Optional.empty());
  }

  @Test
  void theSecretIsNeededOnlyIfSomethingOfItIsLeft() {
    assertThat(PLAN.needsSecretToDepersonalize()).isTrue();
    assertThat(
            plan(rule("a", ValueType.TEXT, ENCRYPT, DROP), rule("b", ValueType.TEXT, KEEP, KEEP))
                .needsSecretToDepersonalize())
        .isFalse();
  }
}
