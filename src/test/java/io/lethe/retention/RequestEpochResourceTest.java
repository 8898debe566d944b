package io.lethe.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.Api;
import io.lethe.access.Role;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A request that was read under a version which another retires before it is stored. */
@QuarkusTest
@TestProfile(FromAutumn2025.class)
class RequestEpochResourceTest {

  private static final LetheClient LETHE = new LetheClient();

  private final Shop shop = Shop.fresh();

  private void activate(int version, String due) {
    String requests = "requests: {access: {due: %s, clause: \"7.%s\"}}".formatted(due, version);
    shop.saved("anna", shop.yaml(requests, Shop.rule("collected", "P90D", "destroy")));
    shop.post("anna", version, "activate").statusCode(200);
  }

  private JsonPath ask(String subject, String type) {
    return Api.post(
            Role.PRIVACY_OFFICER,
            "/requests",
            Map.of("policy", shop.policy(), "subject", subject, "type", type, "channel", "email"))
        .statusCode(201)
        .extract()
        .jsonPath();
  }

  @Test
  void requestCountsByTheVersionThatIsActiveWhenItIsStored() throws Exception {
    // Given a request that is read under the first version, and waits for its person's key
    activate(1, "P5D");
    LETHE.accepted(shop.record("between", LETHE.now().toString()));
    try (Contention contention = new Contention(LETHE)) {
      Contention.Lock people = contention.lock("subject_token", "ACCESS EXCLUSIVE");
      CompletableFuture<JsonPath> asked = contention.call(() -> ask("between", "access"));
      contention.awaitWaiting("%SELECT subject_id FROM subject_token%");

      // When a version comes to be active that gives more time, and this replica knows of it
      activate(2, "P9D");
      people.release();
      JsonPath request = asked.join();

      // Then it counts, by its clause, as it does for a request that comes now
      JsonPath now = ask("between", "access");
      assertThat(now.getInt("policyVersion")).isEqualTo(2);
      for (String is : new String[] {"policyVersion", "clause", "deadline"}) {
        assertThat(request.<Object>get(is)).as(is).isEqualTo(now.get(is));
      }
    }
  }
}
