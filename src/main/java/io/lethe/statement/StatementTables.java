package io.lethe.statement;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.document.Block;
import io.lethe.document.DocumentWord;
import io.lethe.document.Wording;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** The tables of a statement on paper; those that have no row are empty. */
final class StatementTables {

  private final Wording text;

  StatementTables(Wording text) {
    this.text = text;
  }

  /** What was due, what was done, and what is left. */
  Optional<Block.Table> categories(JsonNode lines) {
    return Block.Table.ofEach(
        List.of(
            text.column(StatementWord.CATEGORY, 96),
            text.numberColumn(StatementWord.DUE, 48),
            text.numberColumn(StatementWord.DESTROYED_RECORDS, 60),
            text.numberColumn(StatementWord.DEPERSONALIZED_RECORDS, 66),
            text.numberColumn(StatementWord.REPLACED, 58),
            text.numberColumn(StatementWord.LEFT, 52),
            text.numberColumn(StatementWord.BEYOND, 52),
            text.column(StatementWord.OLDEST, 66)),
        lines,
        line ->
            List.of(
                text.of(line.path("category")),
                text.of(line.path("due")),
                text.of(line.path("destroyed")),
                text.of(line.path("depersonalized")),
                text.of(line.path("replacedValues")),
                text.of(line.path("left")),
                text.of(line.path("beyondDeadline")),
                time(line.path("oldestDueAt"))));
  }

  /** What holds and blocks kept. */
  Optional<Block.Table> kept(JsonNode lines) {
    return Block.Table.ofEach(
        List.of(
            text.column(StatementWord.CATEGORY, 140),
            text.column(StatementWord.RESTRAINT, 130),
            text.codeColumn(StatementWord.RESTRAINT_ID, 170),
            text.numberColumn(StatementWord.RECORDS, 60)),
        lines,
        line ->
            List.of(
                text.of(line.path("category")),
                text.known(line.path("restraint")),
                text.of(line.path("id")),
                text.of(line.path("records"))));
  }

  /** Records that cannot be acted on. */
  Optional<Block.Table> setAside(JsonNode lines) {
    return Block.Table.ofEach(
        List.of(
            text.column(StatementWord.CATEGORY, 4), text.numberColumn(StatementWord.RECORDS, 1)),
        lines,
        line -> List.of(text.of(line.path("what")), text.of(line.path("count"))));
  }

  /** Holds and blocks, a row each. */
  Block.Table restraints(JsonNode holds, JsonNode blocks) {
    return new Block.Table(
        List.of(
            text.column(StatementWord.RESTRAINT, 170),
            text.numberColumn(StatementWord.PLACED, 90),
            text.numberColumn(StatementWord.RELEASED, 90),
            text.numberColumn(StatementWord.IN_FORCE, 150)),
        List.of(restraints(StatementWord.HOLDS, holds), restraints(StatementWord.BLOCKS, blocks)));
  }

  private List<String> restraints(StatementWord name, JsonNode counts) {
    return List.of(
        text.word(name),
        text.of(counts.path("placed")),
        text.of(counts.path("released")),
        text.of(counts.path("inForce")));
  }

  /** The requests that wait, with their deadlines. */
  Optional<Block.Table> open(JsonNode lines) {
    return Block.Table.ofEach(
        List.of(
            text.codeColumn(StatementWord.REQUEST, 170),
            text.column(StatementWord.TYPE, 200),
            text.column(StatementWord.DEADLINE, 70),
            text.column(StatementWord.IS_OVERDUE, 60)),
        lines,
        line ->
            List.of(
                text.of(line.path("id")),
                text.known(line.path("type")),
                day(line.path("deadline")),
                text.yes(line.path("overdue"))));
  }

  /** What was done with results. */
  Optional<Block.Table> results(JsonNode lines) {
    return Block.Table.ofEach(
        List.of(
            text.column(StatementWord.CATEGORY, 180),
            text.column(StatementWord.OPERATION, 180),
            text.numberColumn(StatementWord.TIMES, 70),
            text.numberColumn(StatementWord.ROWS, 70)),
        lines,
        line ->
            List.of(
                text.of(line.path("category")),
                text.known(line.path("operation")),
                text.of(line.path("times")),
                text.of(line.path("rows"))));
  }

  /** Key jobs by kind. */
  Optional<Block.Table> keyJobs(JsonNode lines) {
    return Block.Table.ofEach(
        List.of(text.column(StatementWord.OPERATION, 4), text.numberColumn(StatementWord.COUNT, 1)),
        lines,
        line -> List.of(text.known(line.path("what")), text.of(line.path("count"))));
  }

  /** The acts with their hashes. */
  Optional<Block.Table> acts(JsonNode lines) {
    return Block.Table.ofEach(
        List.of(
            text.column(StatementWord.CREATED, 66),
            text.codeColumn(StatementWord.ACT, 165),
            text.codeColumn(StatementWord.ACT_HASH, 280)),
        lines,
        line ->
            List.of(
                text.time(line.path("createdAt")),
                text.of(line.path("id")),
                text.of(line.path("hash"))));
  }

  /** An instant that there need not be. */
  private String time(JsonNode instant) {
    return instant.isNull() ? text.word(DocumentWord.NONE) : text.time(instant);
  }

  /** A day that there need not be. */
  private String day(JsonNode day) {
    if (day.isNull()) {
      return text.word(DocumentWord.NONE);
    }
    return day.isMissingNode() ? text.of(day) : text.day(LocalDate.parse(day.asText()));
  }
}
