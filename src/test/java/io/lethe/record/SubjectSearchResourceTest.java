package io.lethe.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.Api;
import io.lethe.access.LimitedGrants;
import io.lethe.access.Role;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Problems;
import io.lethe.problem.ProducesCode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class SubjectSearchResourceTest {

  private String key;

  @BeforeEach
  void receive() {
    String id =
        Api.record(
            "sens",
            "mandatory",
            "search-1",
            Map.of("phone_number", "8 916 555-44-33", "email", "Búsqueda@Example.org"));
    key = Api.get(Role.PRODUCT, "/records/" + id).extract().path("subjectKey");
  }

  private static List<String> found(Map<String, String> query) {
    return Api.post(Role.PRIVACY_OFFICER, "/subjects/search", query)
        .statusCode(200)
        .extract()
        .path("items.key");
  }

  @Test
  void subjectIsFoundByTheProductsReference() {
    // When
    List<String> keys = found(Map.of("policy", "sens", "subject", "search-1"));

    // Then
    assertThat(keys).containsExactly(key);
    assertThat(found(Map.of("policy", "sens", "subject", "search-2"))).isEmpty();
    assertThat(found(Map.of("policy", "express", "subject", "search-1"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "phone_number, +79165554433",
    "phone_number, 8(916)555-44-33",
    "phone_number, 7 916 555 44 33",
    "phone_number, 9165554433",
    "email, búsqueda@example.org",
    "email, BU\u0301SQUEDA@EXAMPLE.ORG",
    "email, ' Búsqueda@Example.org '",
  })
  void subjectIsFoundByAnySpellingOfAValue(String field, String value) {
    // When
    List<String> keys = found(Map.of("policy", "sens", "field", field, "value", value));

    // Then
    assertThat(keys).containsExactly(key);
  }

  @Test
  void subjectIsFoundOnlyByWhoWasGrantedACategoryItHas() {
    // Given
    String held = LimitedGrants.only("sens", "mandatory", "");
    String other = LimitedGrants.only("sens", "demographic", "");
    Map<String, String> query = Map.of("policy", "sens", "subject", "search-1");

    // When
    List<String> shown =
        Api.as(Role.PRODUCT, held)
            .contentType("application/json")
            .body(query)
            .post("/subjects/search")
            .then()
            .statusCode(200)
            .extract()
            .path("items.key");
    List<String> hidden =
        Api.as(Role.PRODUCT, other)
            .contentType("application/json")
            .body(query)
            .post("/subjects/search")
            .then()
            .statusCode(200)
            .extract()
            .path("items.key");

    // Then
    assertThat(shown).containsExactly(key);
    assertThat(hidden).isEmpty();
  }

  @Test
  void valueIsReadAsEachVersionAndCategoryReadsIt() {
    // Given: a field of two types, and of another in the version before
    String member = activate(1, "text", "email");
    String friend = activate(2, "name", "text");

    // When
    List<String> keys =
        found(Map.of("policy", "search_club", "field", "login", "value", "Login@Club.example"));

    // Then
    assertThat(keys).containsExactlyInAnyOrder(member, friend);
  }

  /** Activates a version with these types of one field, and receives a record under it. */
  private static String activate(int version, String member, String friend) {
    String category =
        """
          %s:
            subjects: [user]
            purposes: [club]
            fields:
              login: {type: %s, on-receipt: {encrypt: {searchable: true}}}
            retention:
              - {from: collected, keep: P1Y, then: destroy, clause: "1"}
        """;
    String yaml =
        """
        policy: search_club
        title: Club %d
        operator: {name: Club LLC, address: "1 Sample Street, Moscow"}
        zone: Europe/Moscow
        purposes:
          club: {grounds: [contract]}
        categories:
        """
                .formatted(version)
            + category.formatted("member", member)
            + category.formatted("friend", friend);
    Api.send(Role.PRIVACY_OFFICER, "/policies", "application/yaml", yaml).statusCode(201);
    Api.post(Role.PRIVACY_OFFICER, "/policies/search_club/versions/" + version + "/activate")
        .statusCode(200);
    String id =
        Api.record(
            "search_club",
            version == 1 ? "member" : "friend",
            "club-" + version,
            Map.of("login", "Login@Club.example"));
    return Api.get(Role.PRODUCT, "/records/" + id).extract().path("subjectKey");
  }

  @ParameterizedTest
  @CsvSource({"phone_number, +79165554434", "email, busqueda@example.org"})
  void otherValueFindsNobody(String field, String value) {
    // When
    List<String> keys = found(Map.of("policy", "sens", "field", field, "value", value));

    // Then
    assertThat(keys).isEmpty();
  }

  @Test
  @ProducesCode({
    ErrorCode.POLICY_UNKNOWN,
    ErrorCode.FIELD_NOT_DECLARED,
    ErrorCode.VALUE_INVALID,
    ErrorCode.PARAMETER_INVALID,
    ErrorCode.BODY_SHAPE,
    ErrorCode.BODY_EMPTY
  })
  void queryThatCannotBeAskedIsAProblemWithoutItsValue() {
    // When
    ValidatableResponse policy = search("{\"policy\":\"marker-9c1\",\"subject\":\"a\"}");
    ValidatableResponse draft = search("{\"policy\":\"unnamed_app\",\"subject\":\"a\"}");
    ValidatableResponse field =
        search("{\"policy\":\"sens\",\"field\":\"marker-9c1\",\"value\":\"a\"}");
    ValidatableResponse notSearchable =
        search("{\"policy\":\"sens\",\"field\":\"first_name\",\"value\":\"marker-9c1\"}");
    ValidatableResponse value =
        search("{\"policy\":\"sens\",\"field\":\"phone_number\",\"value\":\"marker-9c1\"}");
    ValidatableResponse nothing = search("{\"policy\":\"sens\"}");
    ValidatableResponse misspelt = search("{\"policy\":\"sens\",\"marker-9c1\":\"a\"}");
    ValidatableResponse empty = search("");

    // Then
    Problems.isProblem(policy, ErrorCode.POLICY_UNKNOWN);
    Problems.isProblem(draft, ErrorCode.POLICY_UNKNOWN);
    Problems.isProblem(field, ErrorCode.FIELD_NOT_DECLARED);
    Problems.isProblem(notSearchable, ErrorCode.FIELD_NOT_DECLARED);
    Problems.isProblem(value, ErrorCode.VALUE_INVALID);
    Problems.isProblem(nothing, ErrorCode.PARAMETER_INVALID);
    Problems.isProblem(misspelt, ErrorCode.BODY_SHAPE);
    Problems.isProblem(empty, ErrorCode.BODY_EMPTY);
    for (ValidatableResponse one : List.of(policy, field, notSearchable, value, misspelt)) {
      assertThat(one.extract().asString()).doesNotContain("marker-9c1");
    }
  }

  private static ValidatableResponse search(String body) {
    return Api.send(Role.PRODUCT, "/subjects/search", "application/json", body);
  }
}
