package io.lethe.statement;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lethe.document.Language;
import io.lethe.document.Wording;
import io.lethe.policy.PolicyCatalog;
import io.lethe.statement.StatementStore.Whole;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Lays out statements on paper. */
@ApplicationScoped
class StatementPrint {

  private final PolicyCatalog policies;
  private final ObjectMapper json;

  StatementPrint(PolicyCatalog policies, ObjectMapper json) {
    this.policies = policies;
    this.json = json;
  }

  /** The statement as PDF; laying it out does not keep others waiting. */
  Uni<byte[]> pdf(Whole statement, Language language) {
    return Uni.createFrom()
        .item(statement)
        .emitOn(Infrastructure.getDefaultWorkerPool())
        .map(
            whole ->
                StatementDocument.pdf(
                    new Wording(
                        language,
                        policies.zone(whole.written().policy()),
                        List.of(StatementWord.values())),
                    whole.written(),
                    content(whole)));
  }

  private JsonNode content(Whole statement) {
    try {
      return json.readTree(statement.content());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("statement " + statement.written().id() + " is no JSON", e);
    }
  }
}
