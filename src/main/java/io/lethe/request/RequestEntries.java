package io.lethe.request;

import io.lethe.ledger.LedgerStore;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the ledger says of requests. */
@ApplicationScoped
class RequestEntries {

  private final LedgerStore ledger;

  RequestEntries(LedgerStore ledger) {
    this.ledger = ledger;
  }

  /** Appends an entry {@code request.<step>}, in the transaction of what it speaks of. */
  Uni<Void> append(
      SqlConnection tx,
      String step,
      Request request,
      String actor,
      Instant at,
      Map<String, ?> more) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("id", request.id().toString());
    entry.put("policy", request.policy());
    entry.put("subject", request.subject().toString());
    entry.put("type", request.type().label());
    entry.put("actor", actor);
    entry.put("state", request.progress().state().name());
    if (request.progress().deadline() != null) {
      entry.put("deadline", request.progress().deadline().toString());
    }
    entry.putAll(more);
    return ledger.append(tx, "request." + step, at, entry);
  }
}
