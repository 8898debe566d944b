package io.lethe.statement;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.document.Block;
import io.lethe.document.DocumentWord;
import io.lethe.document.Draft;
import io.lethe.document.Wording;
import io.lethe.statement.StatementStore.Written;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A statement on paper: its stored content, and the hash of that.
 *
 * <p><b>Guarantee</b>: nothing of the content is left out, and the same is the same bytes.
 */
final class StatementDocument {

  private final Wording text;
  private final Written written;
  private final JsonNode statement;
  private final StatementTables tables;
  private final Draft draft;

  private StatementDocument(Wording text, Written written, JsonNode statement) {
    this.text = text;
    this.written = written;
    this.statement = statement;
    this.tables = new StatementTables(text);
    this.draft = new Draft(text);
  }

  /** The statement as PDF. */
  static byte[] pdf(Wording text, Written written, JsonNode statement) {
    StatementDocument document = new StatementDocument(text, written, statement);
    document.write();
    return document.draft.pdf(
        text.word(StatementWord.TITLE) + " " + written.id(),
        written.createdAt(),
        text.word(StatementWord.STATEMENT_OF, written.id()));
  }

  private void write() {
    draft.title(StatementWord.TITLE);
    draft.note(StatementWord.SOURCE);
    draft.pairs(
        List.of(
            text.codePair(StatementWord.STATEMENT, text.of(statement.path("id"))),
            text.pair(StatementWord.POLICY, text.of(statement.path("policy"))),
            text.pair(StatementWord.MONTH, month()),
            text.pair(StatementWord.FROM, text.time(statement.path("from"))),
            text.pair(StatementWord.UNTIL, text.time(statement.path("until"))),
            text.pair(StatementWord.MEASURED, text.time(statement.path("measuredAt"))),
            text.pair(StatementWord.WRITTEN, text.time(written.createdAt()))));
    records();
    requests();
    incidents();
    table(StatementWord.RESULTS, "results", tables::results);
    draft.heading(StatementWord.ORIGINALS);
    draft.pairs(List.of(count(StatementWord.REIDENTIFICATIONS, statement, "reidentifications")));
    table(StatementWord.KEY_JOBS, "keyJobs", tables::keyJobs);
    table(StatementWord.ACTS, "acts", tables::acts);
    draft.heading(DocumentWord.PROOF);
    draft.pairs(List.of(text.codePair(StatementWord.HASH, written.hash())));
    draft.note(StatementWord.HASH_NOTE, "GET /api/v1/statements/" + written.id());
    draft.signature("", "");
  }

  private String month() {
    JsonNode month = statement.path("month");
    return month.isTextual() ? text.month(YearMonth.parse(month.asText())) : text.of(month);
  }

  private void records() {
    table(StatementWord.CATEGORIES, "categories", tables::categories);
    draft.note(StatementWord.CATEGORIES_NOTE);
    table(StatementWord.KEPT, "kept", tables::kept);
    table(StatementWord.SET_ASIDE, "setAside", tables::setAside);
    draft.heading(StatementWord.RESTRAINTS);
    draft.table(tables.restraints(statement.path("holds"), statement.path("blocks")));
  }

  private void requests() {
    JsonNode requests = statement.path("requests");
    draft.heading(StatementWord.REQUESTS);
    draft.pairs(
        List.of(
            count(StatementWord.RECEIVED, requests, "received"),
            count(StatementWord.ANSWERED, requests, "answered"),
            count(StatementWord.ANSWERED_LATE, requests, "answeredLate"),
            count(StatementWord.OVERDUE, requests, "overdue")));
    table(StatementWord.OPEN, requests.path("open"), tables::open);
  }

  private void incidents() {
    JsonNode incidents = statement.path("incidents");
    draft.heading(StatementWord.INCIDENTS);
    draft.pairs(
        List.of(
            count(StatementWord.NOTED, incidents, "noted"),
            count(StatementWord.CLOSED, incidents, "closed"),
            count(StatementWord.LATE_NOTICES, incidents, "lateNotices")));
  }

  private Block.Pair count(StatementWord name, JsonNode of, String field) {
    return text.pair(name, text.of(of.path(field)));
  }

  private void table(
      StatementWord heading, String field, Function<JsonNode, Optional<Block.Table>> table) {
    table(heading, statement.path(field), table);
  }

  /** What a statement of another version does not tell of is not said to be none. */
  private void table(
      StatementWord heading, JsonNode lines, Function<JsonNode, Optional<Block.Table>> table) {
    if (lines.isMissingNode()) {
      draft.heading(heading);
      draft.paragraph(text.word(DocumentWord.NOT_SAID));
    } else {
      draft.table(heading, table.apply(lines));
    }
  }
}
