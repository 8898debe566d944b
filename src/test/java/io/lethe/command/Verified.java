package io.lethe.command;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** The command {@code verify}, for tests of what it says. */
public final class Verified {

  private Verified() {}

  /** All that it says with these arguments, on either stream. */
  public static String said(String... arguments) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream to = new PrintStream(said, true, StandardCharsets.UTF_8);
    ((Verification) Arguments.parse(arguments)).run(to, to);
    return said.toString(StandardCharsets.UTF_8);
  }
}
