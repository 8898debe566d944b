package io.lethe.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Api;
import io.lethe.ServiceClock;
import io.lethe.access.Caller;
import io.lethe.access.Grant;
import io.lethe.access.Role;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Problems;
import io.lethe.problem.ProducesCode;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** All records of a subject, whatever their category. */
@QuarkusTest
class RecordListResourceTest {

  private static final UUID FIRST = new UUID(0, 0);

  private final RecordService records;
  private final String subject = "listed-" + UUID.randomUUID();
  private String mandatory;
  private String optional;
  private String key;

  @Inject
  RecordListResourceTest(RecordService records) {
    this.records = records;
  }

  @BeforeEach
  void receive() {
    mandatory = Api.record("sens", "mandatory", subject, Map.of("gender", "f"));
    optional = Api.record("sens", "optional", subject, Map.of("profession", "smith"));
    key = Api.get(Role.PRODUCT, "/records/" + mandatory).extract().path("subjectKey");
  }

  private JsonNode list() {
    return Api.json(
            Api.get(Role.PRODUCT, "/records?policy=sens&subjectKey=" + key)
                .statusCode(200)
                .extract()
                .asString())
        .path("items");
  }

  private List<RecordView> list(Set<String> policies, Set<String> categories) {
    Grant grant = new Grant(Set.of(Role.PRODUCT), policies, categories, Set.of());
    return records
        .list(
            Caller.of("issuer", "product", List.of(grant)),
            "sens",
            Optional.empty(),
            Optional.of(UUID.fromString(key)),
            FIRST,
            10)
        .await()
        .atMost(Duration.ofSeconds(10));
  }

  @Test
  void recordsOfASubjectAreListedOverAllCategoriesWithTheirOwnClocksAndHolds() {
    // Given
    Api.event("sens", subject, "last-activity", ServiceClock.now().toString());
    Api.post(
            Role.PRIVACY_OFFICER,
            "/holds",
            Map.of(
                "policy",
                "sens",
                "category",
                "optional",
                "subject",
                subject,
                "reason",
                "r",
                "authority",
                "a"))
        .statusCode(201);

    // When
    JsonNode items = list();

    // Then
    assertThat(items)
        .extracting(item -> item.path("id").asText(), item -> item.path("state").asText())
        .containsExactlyInAnyOrder(tuple(mandatory, "ACTIVE"), tuple(optional, "HELD"));
  }

  @Test
  @ProducesCode(ErrorCode.FORBIDDEN)
  void onlyCategoriesThatTheGrantsCoverAreListed() {
    // Then
    assertThat(list(Set.of("sens"), Set.of("optional")))
        .extracting(view -> view.id().toString())
        .containsExactly(optional);
    assertThat(list(Set.of("sens"), Set.of("payment_data"))).isEmpty();
    assertThatThrownBy(() -> list(Set.of("sens"), Set.of()))
        .satisfies(Problems.carries(ErrorCode.FORBIDDEN));
    assertThatThrownBy(() -> list(Set.of("express"), Set.of("*")))
        .satisfies(Problems.carries(ErrorCode.FORBIDDEN));
  }
}
