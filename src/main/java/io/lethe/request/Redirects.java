package io.lethe.request;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lethe.request.Request.Decision;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;

/** Sends requests about data that is another operator's to that one: here they are refused. */
@ApplicationScoped
class Redirects {

  private final RequestStore requests;
  private final ObjectMapper json;

  Redirects(RequestStore requests, ObjectMapper json) {
    this.requests = requests;
    this.json = json;
  }

  /** The request as it is to be stored: refused at once, where all that it is about is others'. */
  Uni<Request> of(SqlConnection tx, RequestDraft draft, Request request) {
    if (request.progress().decision() != null) {
      return Uni.createFrom().item(request);
    }
    return requests
        .labelled(tx, request.subject(), request.asked().category())
        .map(
            records ->
                Redirect.of(draft.kind().document(), records, json)
                    .map(to -> request.redirected(to.operators(), refusal(draft, to)))
                    .orElse(request));
  }

  private static Decision refusal(RequestDraft draft, Redirect to) {
    String norm = to.clause().isEmpty() ? draft.kind().clock().clause() : to.clause();
    return new Decision(
        Outcome.REFUSED, draft.now(), draft.by(), norm, DecisionReason.OTHER_OPERATOR);
  }
}
