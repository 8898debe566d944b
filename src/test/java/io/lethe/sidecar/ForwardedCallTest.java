package io.lethe.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.problem.ErrorCode;
import io.lethe.problem.Problems;
import io.vertx.core.http.HttpMethod;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForwardedCallTest {

  private static final String API = "/api/v1";

  @ParameterizedTest
  @CsvSource({
    "GET, /records, true",
    "GET, /records?subject=a%2fb, true",
    "GET, /records/12-a.b_c, true",
    "PATCH, /records/12, true",
    "GET, /records/12/explanation, true",
    "POST, /subjects/search, true",
    "POST, /decisions, true",
    "GET, /tasks, true",
    "GET, /tasks/12/records, true",
    "POST, /tasks/12/done, true",
    "POST, /pseudonyms/compute, false",
    "POST, /pseudonyms/upgrade, false",
    "GET, /methods, false",
    "GET, /policies, false",
    "GET, /policies/schema, false",
    "GET, /policies/sens/versions/1, false"
  })
  void callOfAProductIsPassedOn(String method, String target, boolean ordered) {
    assertThat(ForwardedCall.of(HttpMethod.valueOf(method), API + target).ordered())
        .isEqualTo(ordered);
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /leases",
    "GET, /leases",
    "GET, /keys",
    "POST, /keys/pseudonym/rotate",
    "POST, /reidentifications",
    "GET, /subjects/1/export",
    "GET, /retention/runs/1/progress",
    "GET, /policies/sens/versions/1/document",
    "GET, /records/",
    "GET, /records/12/",
    "GET, //records",
    "GET, /records/..",
    "GET, /records/../leases",
    "GET, /records/..%2f..%2fkeys",
    "GET, /records/%2e%2e",
    "GET, /records/a;b",
    "GET, /records/a%5cb",
    "GET, /records/a#b"
  })
  void nothingElseIs(String method, String target) {
    assertThatThrownBy(() -> ForwardedCall.of(HttpMethod.valueOf(method), API + target))
        .satisfies(Problems.carries(ErrorCode.NOT_FOUND));
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://other/api/v1/methods", "*", "", "?", "other:443", "/q/metrics"})
  void targetIsAPathOfTheApi(String target) {
    assertThatThrownBy(() -> ForwardedCall.of(HttpMethod.GET, target))
        .satisfies(Problems.carries(ErrorCode.NOT_FOUND));
  }

  @ParameterizedTest
  @CsvSource({
    "TRACE, /methods",
    "OPTIONS, /methods",
    "HEAD, /methods",
    "DELETE, /records/12",
    "PUT, /records",
    "GET, /transform",
    "GET, /events"
  })
  void anotherMethodIsRefused(String method, String target) {
    assertThatThrownBy(() -> ForwardedCall.of(HttpMethod.valueOf(method), API + target))
        .satisfies(Problems.carries(ErrorCode.METHOD_NOT_ALLOWED));
  }
}
