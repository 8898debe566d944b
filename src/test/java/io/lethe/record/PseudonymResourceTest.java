package io.lethe.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Api;
import io.lethe.ServiceDatabase;
import io.lethe.access.LimitedGrants;
import io.lethe.access.Role;
import io.lethe.key.Club;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Problems;
import io.lethe.problem.ProducesCode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
class PseudonymResourceTest {

  private static final String COMPUTE = "/pseudonyms/compute";
  private static final String UPGRADE = "/pseudonyms/upgrade";

  private static Map<String, Object> body(String policy, String key, List<?> items) {
    Map<String, Object> body = new HashMap<>();
    body.put("policy", policy);
    body.put("category", "visit");
    body.put("field", "device");
    body.put(key, items);
    return body;
  }

  private static ValidatableResponse as(String caller, String path, Object body) {
    return Api.as(Role.PRODUCT, caller).contentType(ContentType.JSON).body(body).post(path).then();
  }

  @Test
  void valuesHaveTheTokensOfRecordsInTheirDomainAlone() {
    // Given
    Club club = Club.open("pseudonyms_1");
    String visit = club.visit(1);

    // When
    List<JsonNode> items =
        Api.items(
            Role.PRODUCT,
            COMPUTE,
            body(club.policy(), "values", Arrays.asList("device-1", null, "device-1", "", 7)));

    // Then: null has none, as in a record; empty text is a value
    String token = Club.view(visit, "device");
    assertThat(items.get(0).at("/tokens/0").asText()).isEqualTo(token);
    assertThat(items.get(1).at("/problem/code").asText()).isEqualTo("VALUE_INVALID");
    assertThat(items.get(2)).isEqualTo(items.get(0));
    assertThat(items.get(3).at("/tokens/0").asText()).startsWith("v1.").isNotEqualTo(token);
    assertThat(Club.view(visit, "badge")).isNotEqualTo(token);
  }

  @Test
  @ProducesCode({ErrorCode.TOKEN_INVALID, ErrorCode.KEY_VERSION_UNKNOWN, ErrorCode.KEY_DESTROYED})
  void tokenThatCannotBeUpgradedSaysWhyAlone() {
    // Given
    Club club = Club.open("pseudonyms_2");
    club.visit(1);
    String first = club.tokens(1).get(0);
    club.rotate("pseudonym");
    String second = club.tokens(1).get(1);
    club.rewrap("pseudonym");
    club.destroy("pseudonym", 1);
    List<String> tokens =
        List.of(second, first, first.substring(0, 20), first.replace("v1.", "v9."));

    // When
    List<JsonNode> items = Api.items(Role.PRODUCT, UPGRADE, body(club.policy(), "tokens", tokens));
    List<JsonNode> lines =
        Api.lines(
            Role.PRODUCT,
            UPGRADE,
            String.join("\n", tokens.stream().map(token -> line(club, token)).toList()));

    // Then
    assertThat(items.get(0).get("token").asText()).isEqualTo(second);
    List<ErrorCode> codes =
        List.of(ErrorCode.KEY_DESTROYED, ErrorCode.TOKEN_INVALID, ErrorCode.KEY_VERSION_UNKNOWN);
    assertThat(items.subList(1, 4))
        .extracting(item -> item.at("/problem/code").asText())
        .isEqualTo(codes.stream().map(Enum::name).toList());
    assertThat(lines.get(0).get("token").asText()).isEqualTo(second);
    for (int i = 0; i < codes.size(); i++) {
      Problems.isRejected(lines.get(1 + i), codes.get(i), "token");
    }
    assertThat(lines.get(4).at("/summary/rejected").asInt()).isEqualTo(3);
  }

  private static String line(Club club, String token) {
    return Api.text(
        Map.of("policy", club.policy(), "category", "visit", "field", "device", "token", token));
  }

  @Test
  @ProducesCode({
    ErrorCode.ITEMS_TOO_MANY,
    ErrorCode.POLICY_UNKNOWN,
    ErrorCode.CATEGORY_UNKNOWN,
    ErrorCode.FIELD_NOT_DECLARED,
    ErrorCode.FORBIDDEN
  })
  void callThatCannotBeAnsweredIsRefusedWhole() {
    // Given
    Club club = Club.open("pseudonyms_3");
    Map<String, Object> other = body(club.policy(), "values", List.of("x"));

    // Then
    List<String> many = new ArrayList<>(Collections.nCopies(10_000, "x"));
    as("product", COMPUTE, body(club.policy(), "values", many)).statusCode(200);
    many.add("x");
    refuses(COMPUTE, body(club.policy(), "values", many), ErrorCode.ITEMS_TOO_MANY);
    refuses(COMPUTE, body("none", "values", List.of("x")), ErrorCode.POLICY_UNKNOWN);
    other.put("category", "none");
    refuses(COMPUTE, other, ErrorCode.CATEGORY_UNKNOWN);
    other.put("category", "member");
    other.put("field", "phone");
    refuses(COMPUTE, other, ErrorCode.FIELD_NOT_DECLARED);
    String limited = LimitedGrants.only(club.policy(), "member", "");
    Problems.isProblem(
        as(limited, COMPUTE, body(club.policy(), "values", List.of("x"))), ErrorCode.FORBIDDEN);
  }

  private static void refuses(String path, Object body, ErrorCode code) {
    Problems.isProblem(as("product", path, body), code);
  }

  @Test
  @ProducesCode(ErrorCode.QUOTA_EXCEEDED)
  void callerHasADailyQuotaForEachOracle() {
    // Given
    Club club = Club.open("pseudonyms_4");
    club.visit(1);
    String token = club.tokens(1).get(0);
    Object values = body(club.policy(), "values", List.of("a", "b"));
    as("curious", COMPUTE, values).statusCode(200);
    ServiceDatabase.execute(
        "UPDATE oracle_use SET used = 999999 WHERE oracle = 'COMPUTE' AND caller LIKE ? || '@%'",
        "curious");

    // Then: two are too many, one is not, and what was refused did not count
    Problems.isProblem(as("curious", COMPUTE, values), ErrorCode.QUOTA_EXCEEDED);
    as("curious", COMPUTE, body(club.policy(), "values", List.of("a"))).statusCode(200);
    Problems.isProblem(
        as("curious", COMPUTE, body(club.policy(), "values", List.of("a"))),
        ErrorCode.QUOTA_EXCEEDED);
    as("curious", UPGRADE, body(club.policy(), "tokens", List.of(token))).statusCode(200);
    as("another", COMPUTE, values).statusCode(200);
  }
}
