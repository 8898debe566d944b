package io.lethe.document;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A part of a document, over the whole width of its pages. */
public sealed interface Block {

  /** What the document is, once. */
  record Title(String text) implements Block {}

  /** A heading; it is never the last thing on a page. */
  record Heading(String text) implements Block {}

  /** A paragraph. */
  record Text(String text) implements Block {}

  /** A paragraph in small letters. */
  record Note(String text) implements Block {}

  /** Names and their values, a row each. */
  record Pairs(List<Pair> pairs) implements Block {

    public Pairs {
      pairs = List.copyOf(pairs);
    }
  }

  /**
   * A name and its value.
   *
   * @param kind of the value
   */
  record Pair(String name, String value, Kind kind) {

    /** A name and a text. */
    public static Pair of(String name, String value) {
      return new Pair(name, value, Kind.TEXT);
    }

    /** A name and an identifier or a hash. */
    public static Pair code(String name, String value) {
      return new Pair(name, value, Kind.CODE);
    }
  }

  /**
   * A table; its head is repeated on each page, and a row that fits on one page is not divided.
   *
   * @param rows a text for each column
   */
  record Table(List<Column> columns, List<List<String>> rows) implements Block {

    public Table {
      columns = List.copyOf(columns);
      rows = List.copyOf(rows);
      for (List<String> row : rows) {
        if (row.size() != columns.size()) {
          throw new IllegalArgumentException("a row has not the columns of its table");
        }
      }
    }

    /** A table with a row for each of these; empty when there is none. */
    public static <T> Optional<Table> ofEach(
        List<Column> columns, Iterable<T> lines, Function<T, List<String>> row) {
      List<List<String>> rows = new ArrayList<>();
      lines.forEach(line -> rows.add(row.apply(line)));
      return rows.isEmpty() ? Optional.empty() : Optional.of(new Table(columns, rows));
    }
  }

  /**
   * A column.
   *
   * @param width relative to the other columns
   */
  record Column(String name, float width, Kind kind) {

    /** A column of texts. */
    public static Column of(String name, float width) {
      return new Column(name, width, Kind.TEXT);
    }

    /** A column of numbers. */
    public static Column number(String name, float width) {
      return new Column(name, width, Kind.NUMBER);
    }

    /** A column of identifiers or hashes. */
    public static Column code(String name, float width) {
      return new Column(name, width, Kind.CODE);
    }
  }

  /** How a value is set. */
  enum Kind {
    TEXT,
    /** To the right. */
    NUMBER,
    /** In letters of one width. */
    CODE
  }

  /** Where persons sign by hand: a line for each entry; it is on one page. */
  record Signature(List<Line> lines) implements Block {

    public Signature {
      lines = List.copyOf(lines);
    }
  }

  /**
   * A line to write on.
   *
   * @param caption what is to be written, below the line
   * @param value what is there already, or an empty text
   */
  record Line(String caption, String value) {}
}
