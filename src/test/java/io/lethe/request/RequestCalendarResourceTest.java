package io.lethe.request;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Api;
import io.lethe.Await;
import io.lethe.access.Role;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Deadlines of requests in years that the calendar comes to know. */
@QuarkusTest
@TestProfile(FromSummer2026.class)
class RequestCalendarResourceTest {

  private static final String YAML =
      """
      policy: far_shop
      title: Privacy policy of a shop abroad
      operator: {name: Shop LLC, address: "1 Sample Street"}
      zone: Europe/Moscow
      calendar: far
      law: []
      purposes:
        orders: {grounds: [contract]}
      categories:
        buyer:
          subjects: [user]
          purposes: [orders]
          fields:
            city: {type: text, on-receipt: keep}
          retention:
            - {from: account-deleted, within: P30D, then: destroy}
      requests:
        access: {due: P5BD, clause: "7"}
      """;

  @Test
  void openRequestIsCountedAnewWhenItsYearIsAdded() {
    // Given a request of Friday 2026-06-05, when every day of 2026 still counts as working
    Api.send(Role.PRIVACY_OFFICER, "/calendars/far", "text/csv", "date,works\n2025-01-01,no\n")
        .statusCode(201);
    Api.send(Role.PRIVACY_OFFICER, "/policies", "application/yaml", YAML).statusCode(201);
    Api.post(Role.PRIVACY_OFFICER, "/policies/far_shop/versions/1/activate").statusCode(200);
    Api.record("far_shop", "buyer", "traveller", Map.of("city", "Tula"));
    JsonNode request =
        Requests.taken(
            Requests.with(
                Requests.of("far_shop", "traveller", "access"),
                "receivedAt",
                "2026-06-05T12:00:00+03:00"));
    assertThat(request.path("deadline").asText()).isEqualTo("2026-06-10");
    assertThat(request.path("provisional").asBoolean()).isTrue();

    // When the year is added, with a holiday on 12 June
    Api.send(Role.PRIVACY_OFFICER, "/calendars/far", "text/csv", "date,works\n2026-06-12,no\n")
        .statusCode(201);

    // Then 8, 9, 10, 11 and 15 June are counted, and it is not overdue any more
    Await.until(
        () -> Requests.view(request),
        view ->
            view.path("deadline").asText().equals("2026-06-15")
                && !view.path("provisional").asBoolean()
                && !view.path("overdue").asBoolean());
  }
}
