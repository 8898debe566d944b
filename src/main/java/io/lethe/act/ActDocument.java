package io.lethe.act;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.document.Block;
import io.lethe.document.DocumentWord;
import io.lethe.document.Draft;
import io.lethe.ledger.EntryProof;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An act on paper: its stored content, and what stands beside it.
 *
 * <p><b>Guarantee</b>: nothing of the content is left out, and the same is the same bytes.
 *
 * <p><b>Source</b>: Roskomnadzor order 179 of 28.10.2022, points 3 to 5.
 */
final class ActDocument {

  private final ActText text;
  private final JsonNode act;
  private final Beside beside;
  private final ActTables tables;
  private final Draft draft;

  private ActDocument(ActText text, JsonNode act, Beside beside) {
    this.text = text;
    this.act = act;
    this.beside = beside;
    this.tables = new ActTables(text);
    this.draft = new Draft(text);
  }

  /**
   * What is not in the content.
   *
   * @param proof that the ledger has the act, if it is sealed
   */
  record Beside(ActStatus status, Optional<EntryProof> proof) {}

  /** The act as PDF. */
  static byte[] pdf(ActText text, JsonNode act, Beside beside) {
    ActDocument document = new ActDocument(text, act, beside);
    document.write();
    String id = act.path("id").asText();
    return document.draft.pdf(
        text.word(ActWord.TITLE) + " " + id,
        Instant.parse(act.path("createdAt").asText()),
        text.word(ActWord.ACT_OF, id));
  }

  private void write() {
    draft.title(ActWord.TITLE);
    draft.note(ActWord.SOURCE);
    draft.pairs(
        List.of(
            code(ActWord.ACT, act.path("id").asText()),
            pair(ActWord.DATE, text.time(act.path("createdAt"))),
            code(ActWord.RUN, act.path("runId").asText()),
            pair(ActWord.POLICY, text.of(act.path("policy")))));
    parties();
    data();
    draft.heading(ActWord.DONE);
    draft.table(tables.destruction(act.path("destruction")));
    draft.table(tables.versions(act.path("destruction")));
    counts();
    media();
    draft.table(ActWord.KEPT, tables.kept(act.path("kept")));
    draft.table(ActWord.TABLES, tables.timeTables(act.path("timeTables")));
    draft.table(ActWord.MEASURES, tables.measures(act.path("depersonalization")));
    readBack();
    copies();
    proof();
    signed();
    signing();
  }

  private void parties() {
    JsonNode operator = act.path("operator");
    JsonNode responsible = act.path("responsible");
    draft.heading(ActWord.PARTIES);
    draft.pairs(
        List.of(
            pair(ActWord.OPERATOR, text.of(operator.path("name"))),
            pair(ActWord.ADDRESS, text.of(operator.path("address"))),
            pair(ActWord.PROCESSOR, text.of(act.path("processor"))),
            pair(ActWord.RESPONSIBLE, text.of(responsible.path("name"))),
            pair(ActWord.POSITION, text.of(responsible.path("position"))),
            pair(ActWord.REQUESTED_BY, text.of(responsible.path("requestedBy")))));
  }

  private void data() {
    List<String> categories = new ArrayList<>();
    act.path("categories").forEach(category -> categories.add(category.asText()));
    draft.heading(ActWord.DATA);
    draft.pairs(
        List.of(
            pair(ActWord.SUBJECTS, text.known(act.path("subjects"))),
            pair(ActWord.CATEGORIES, String.join(", ", categories)),
            pair(ActWord.SYSTEM, text.of(act.path("informationSystem"))),
            pair(ActWord.PROCESSING, text.known(act.path("processing")))));
  }

  private void counts() {
    JsonNode counts = act.path("counts");
    draft.heading(ActWord.COUNTS);
    draft.pairs(
        List.of(
            pair(ActWord.SELECTED, text.of(counts.path("selected"))),
            pair(ActWord.DESTROYED, text.of(counts.path("destroyed"))),
            pair(ActWord.DEPERSONALIZED, text.of(counts.path("depersonalized"))),
            pair(ActWord.HELD, text.of(counts.path("held"))),
            pair(ActWord.BLOCKED, text.of(counts.path("blocked"))),
            pair(ActWord.FAILED, text.of(counts.path("failed"))),
            pair(ActWord.REPLACED, text.of(counts.path("replacedValues"))),
            pair(ActWord.KEYS, text.of(act.path("dataKeysDestroyed")))));
  }

  private void media() {
    ActStatus status = beside.status();
    if (status.paper().isEmpty()) {
      draft.heading(ActWord.PAPER);
      draft.paragraph(text.word(DocumentWord.NONE));
      return;
    }
    draft.table(ActWord.TO_DESTROY, Optional.of(tables.paper(status.paper())));
    draft.table(ActWord.DESTROYED_BY_HAND, tables.media(status.media()));
    draft.paragraph(
        text.word(ActWord.COMPLETE)
            + ": "
            + text.word(status.complete() ? DocumentWord.YES : DocumentWord.NO));
  }

  private void readBack() {
    JsonNode back = act.path("readBack");
    draft.heading(ActWord.READ_BACK);
    Map<String, String> found = new TreeMap<>();
    back.path("found")
        .properties()
        .forEach(store -> found.put(store.getKey(), store.getValue().asText()));
    List<Block.Pair> pairs = new ArrayList<>();
    pairs.add(pair(ActWord.LOOKED_AT, text.time(back.path("at"))));
    pairs.add(pair(ActWord.LOOKED_RECORDS, text.of(back.path("records"))));
    pairs.add(pair(ActWord.LOOKED_TABLES, text.of(back.path("tables"))));
    pairs.add(pair(ActWord.LOOKED_KEYS, text.of(back.path("keys"))));
    found.forEach(
        (store, count) ->
            pairs.add(Block.Pair.of(text.word(ActWord.FOUND) + ": " + text.store(store), count)));
    draft.pairs(pairs);
  }

  private void copies() {
    JsonNode copies = act.path("residualCopies");
    ActWord state =
        beside.status().copies() == ActStatus.Copies.LIVE_ERASED
            ? ActWord.LIVE_ERASED
            : ActWord.BACKUP_AGED_OUT;
    draft.heading(ActWord.COPIES);
    draft.pairs(
        List.of(
            pair(ActWord.STATEMENT, text.known(copies.path("statement"))),
            pair(ActWord.GONE_BY, text.day(LocalDate.parse(copies.path("backupsGoneBy").asText()))),
            pair(ActWord.STATE, text.word(state))));
  }

  private void proof() {
    draft.heading(DocumentWord.PROOF);
    List<Block.Pair> pairs = new ArrayList<>();
    JsonNode log = act.path("eventLog");
    pairs.add(code(ActWord.HASH, beside.status().hash()));
    pairs.add(code(ActWord.EVENT_LOG, text.of(log.path("sha256"))));
    pairs.add(code(ActWord.LOG_ROOT, text.of(log.path("root"))));
    pairs.add(pair(ActWord.LOG_LINES, text.of(log.path("lines"))));
    if (beside.proof().isEmpty()) {
      pairs.add(pair(ActWord.LEDGER, text.word(ActWord.NOT_SEALED)));
    } else {
      EntryProof proof = beside.proof().get();
      List<String> checkpoint = proof.checkpoint().lines().toList();
      pairs.add(pair(ActWord.LEDGER, Long.toString(proof.index())));
      pairs.add(pair(ActWord.ORIGIN, checkpoint.get(0)));
      pairs.add(pair(ActWord.SIZE, checkpoint.get(1)));
      pairs.add(code(ActWord.TREE_ROOT, checkpoint.get(2)));
    }
    draft.pairs(pairs);
  }

  private void signed() {
    draft.table(ActWord.SIGNED, tables.signatures(beside.status().signatures()));
    if (!beside.status().signatures().isEmpty()) {
      draft.note(ActWord.SIGNED_NOTE);
    }
  }

  private void signing() {
    JsonNode responsible = act.path("responsible");
    draft.signature(responsible.path("name").asText(""), responsible.path("position").asText(""));
  }

  private Block.Pair pair(ActWord word, String value) {
    return text.pair(word, value);
  }

  private Block.Pair code(ActWord word, String value) {
    return text.codePair(word, value);
  }
}
