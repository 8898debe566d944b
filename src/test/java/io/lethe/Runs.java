package io.lethe;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.access.Role;
import java.util.Map;

/** Runs that are asked for and seen through. */
public final class Runs {

  private Runs() {}

  /** Asks for a run and waits for its end. */
  public static JsonNode complete(Map<String, ?> scope) {
    String id =
        Api.at(Api.post(Role.PRIVACY_OFFICER, "/retention/runs", scope).statusCode(202), "/id");
    return Await.until(() -> view(id), run -> run.path("state").asText().equals("COMPLETED"));
  }

  /** A run as it stands. */
  public static JsonNode view(String id) {
    return Api.json(
        Api.get(Role.PRIVACY_OFFICER, "/retention/runs/" + id)
            .statusCode(200)
            .extract()
            .asString());
  }
}
