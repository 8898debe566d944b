package io.lethe.scale;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Pieces of SQL in the sources that speak of some tables: of each text the longest that no
 * parameter of the program interrupts.
 */
final class SourceStatements {

  private static final Path MAIN = Path.of("src/main/java");
  private static final Pattern CONCATENATED = Pattern.compile("\"\\s*\\+\\s*\"");
  private static final Pattern TEXT =
      Pattern.compile("\"\"\"\\n(.*?)\"\"\"|\"((?:[^\"\\\\\\n]|\\\\.)*)\"", Pattern.DOTALL);

  private final Pattern speaks;

  SourceStatements(Collection<String> tables) {
    speaks =
        Pattern.compile(
            "\\b(FROM|JOIN|INTO|UPDATE|USING) (ONLY )?(%s|"
                + String.join("|", tables)
                + ")\\b?( |$)");
  }

  /** Pieces by the class that has them. */
  Map<String, Set<String>> byClass() {
    Map<String, Set<String>> pieces = new TreeMap<>();
    try (Stream<Path> files = Files.walk(MAIN)) {
      files
          .filter(file -> file.toString().endsWith(".java"))
          .forEach(
              file -> {
                Set<String> of = pieces(file);
                if (!of.isEmpty()) {
                  pieces.put(file.getFileName().toString().replace(".java", ""), of);
                }
              });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return pieces;
  }

  private Set<String> pieces(Path file) {
    try {
      Set<String> pieces = new TreeSet<>();
      String source = CONCATENATED.matcher(Files.readString(file)).replaceAll("");
      TEXT.matcher(source)
          .results()
          .map(match -> match.group(1) == null ? match.group(2) : match.group(1))
          .map(text -> text.replace("\\\n", "").replaceAll("\\s+", " ").strip())
          .filter(text -> speaks.matcher(text).find())
          .forEach(text -> pieces.add(longest(text)));
      return pieces;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String longest(String text) {
    return Arrays.stream(text.split("%[sd]|%\\d\\$[sd]"))
        .map(String::strip)
        .max(Comparator.comparingInt(String::length))
        .orElseThrow();
  }
}
