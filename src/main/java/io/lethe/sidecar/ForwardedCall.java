package io.lethe.sidecar;

import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A call that a sidecar passes on: one of the role {@code product}, and never one for a lease.
 *
 * <p><b>Guarantee</b>: the target of such a call has no escape, no empty segment and none of dots
 * alone, and names no host: the centre resolves it as it was read here.
 *
 * @param path of its target
 * @param ordered whether its answer may depend on what was accepted before
 */
record ForwardedCall(HttpMethod method, Pattern path, boolean ordered) {

  private static final String API = "/api/v1";

  /** Of unreserved characters (RFC 3986, section 2.3), the first of which is no dot. */
  private static final String NAME = "[A-Za-z0-9_~-][A-Za-z0-9._~-]*";

  private static final List<ForwardedCall> CALLS =
      List.of(
          ordered(HttpMethod.GET, "/records"),
          ordered(HttpMethod.GET, "/records/{}"),
          ordered(HttpMethod.PATCH, "/records/{}"),
          ordered(HttpMethod.GET, "/records/{}/explanation"),
          ordered(HttpMethod.POST, "/subjects/search"),
          ordered(HttpMethod.POST, "/decisions"),
          ordered(HttpMethod.GET, "/tasks"),
          ordered(HttpMethod.GET, "/tasks/{}/records"),
          ordered(HttpMethod.POST, "/tasks/{}/done"),
          free(HttpMethod.POST, "/pseudonyms/compute"),
          free(HttpMethod.POST, "/pseudonyms/upgrade"),
          free(HttpMethod.GET, "/methods"),
          free(HttpMethod.GET, "/policies"),
          free(HttpMethod.GET, "/policies/{}"),
          free(HttpMethod.GET, "/policies/{}/versions/{}"));

  /** Answered here by POST alone. */
  private static final Pattern HERE = Pattern.compile(API + "/(transform|records|events)");

  private static ForwardedCall ordered(HttpMethod method, String path) {
    return new ForwardedCall(method, pattern(path), true);
  }

  private static ForwardedCall free(HttpMethod method, String path) {
    return new ForwardedCall(method, pattern(path), false);
  }

  private static Pattern pattern(String path) {
    return Pattern.compile(API + path.replace("{}", NAME));
  }

  /**
   * The call with this request line.
   *
   * <p><b>Errors</b>: {@code METHOD_NOT_ALLOWED} and {@code NOT_FOUND}, which the centre is not
   * asked about.
   *
   * @param target as it was sent, with its query
   */
  static ForwardedCall of(HttpMethod method, String target) {
    int query = target.indexOf('?');
    String path = query < 0 ? target : target.substring(0, query);
    boolean known = HERE.matcher(path).matches();
    for (ForwardedCall call : CALLS) {
      if (call.path().matcher(path).matches()) {
        if (call.method().equals(method)) {
          return call;
        }
        known = true;
      }
    }
    throw known
        ? new ServiceException(ErrorCode.METHOD_NOT_ALLOWED, "not by a sidecar")
        : new ServiceException(ErrorCode.NOT_FOUND, "a sidecar passes on calls of products alone");
  }
}
