package io.lethe.document;

import java.util.ArrayList;
import java.util.List;

/**
 * Divides a text into lines: at blanks, and a word that is wider than a line after a sign that
 * parts it, or else anywhere.
 *
 * <p><b>Guarantee</b>: the lines together have every sign of the text but the blanks between them.
 */
final class TextWrap {

  private static final String PARTS = "-/,._:;=&@\u2013\u2014";

  private final Face face;
  private final float size;
  private final float width;
  private final List<String> lines = new ArrayList<>();
  private String line = "";

  private TextWrap(Face face, float size, float width) {
    this.face = face;
    this.size = size;
    this.width = width;
  }

  /** The lines of a text in a width in points; at least one. */
  static List<String> lines(String text, Face face, float size, float width) {
    TextWrap wrap = new TextWrap(face, size, width);
    for (String paragraph : face.known(text).split("\n", -1)) {
      for (String word : paragraph.split(" ", -1)) {
        wrap.add(word);
      }
      wrap.end();
    }
    return wrap.lines;
  }

  private void add(String word) {
    String longer = line.isEmpty() ? word : line + " " + word;
    if (fits(longer)) {
      line = longer;
      return;
    }
    if (!line.isEmpty()) {
      end();
    }
    String rest = word;
    while (!fits(rest)) {
      int cut = cut(rest);
      lines.add(rest.substring(0, cut));
      rest = rest.substring(cut);
    }
    line = rest;
  }

  private void end() {
    lines.add(line);
    line = "";
  }

  /** How much of a word goes on a line: at least one sign. */
  private int cut(String word) {
    int most = 1;
    while (most < word.length() && fits(word.substring(0, most + 1))) {
      most++;
    }
    for (int cut = most; cut > most / 2; cut--) {
      if (PARTS.indexOf(word.charAt(cut - 1)) >= 0) {
        return cut;
      }
    }
    return most;
  }

  private boolean fits(String text) {
    return text.length() <= 1 || face.width(text, size) <= width;
  }
}
