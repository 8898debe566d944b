package io.lethe.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The settings of production: the README's table, and what Quarkus lists of its own that a built
 * artifact still reads.
 */
final class DocumentedSettings {

  private static final String QUARKUS = "META-INF/quarkus-config-doc/quarkus-config-model.json";
  private static final Pattern PLACE = Pattern.compile("\\[n]|<[a-z]+>|\"[^\"]+\"");
  private static final Set<String> OF_FILES = Set.of("config_ordinal");
  private static final Set<String> OF_ENVIRONMENT = Set.of("SMALLRYE_CONFIG_LOCATIONS");

  private final List<Pattern> keys = new ArrayList<>();
  private final List<Pattern> variables = new ArrayList<>();

  private DocumentedSettings() {}

  static DocumentedSettings read() {
    DocumentedSettings settings = new DocumentedSettings();
    Yaml.read(Path.of("README.md"))
        .lines()
        .takeWhile(line -> !line.startsWith("Local builds only"))
        .filter(line -> line.startsWith("| `lethe."))
        .map(line -> line.split("`")[1])
        .forEach(settings::add);
    try {
      for (URL model :
          Collections.list(Thread.currentThread().getContextClassLoader().getResources(QUARKUS))) {
        try (InputStream input = model.openStream()) {
          settings.add(new ObjectMapper().readTree(input));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return settings;
  }

  /** Whether a file may have it. */
  boolean haveKey(String key) {
    return OF_FILES.contains(key) || matches(keys, key);
  }

  /** Whether the environment may have it. */
  boolean haveVariable(String name) {
    return OF_ENVIRONMENT.contains(name) || matches(variables, name);
  }

  int size() {
    return keys.size();
  }

  private void add(JsonNode node) {
    if (node.path("phase").asText().equals("RUN_TIME")) {
      add(node.path("path").path("property").asText());
      node.path("additionalPaths").forEach(path -> add(path.path("property").asText()));
    }
    node.forEach(this::add);
  }

  private void add(String documented) {
    keys.add(pattern(documented, "\\[\\d+]", "(\"[^\"]+\"|[A-Za-z0-9_-]+)", false));
    variables.add(pattern(documented, "_\\d+_", "[A-Z0-9_]+", true));
  }

  private static Pattern pattern(
      String documented, String index, String name, boolean environment) {
    StringBuilder pattern = new StringBuilder();
    Matcher place = PLACE.matcher(documented);
    int at = 0;
    while (place.find()) {
      pattern.append(literal(documented.substring(at, place.start()), environment));
      pattern.append(place.group().equals("[n]") ? index : name);
      at = place.end();
    }
    return Pattern.compile(
        pattern.append(literal(documented.substring(at), environment)).toString());
  }

  private static String literal(String text, boolean environment) {
    return Pattern.quote(
        environment ? text.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT) : text);
  }

  private static boolean matches(List<Pattern> patterns, String name) {
    return patterns.stream().anyMatch(pattern -> pattern.matcher(name).matches());
  }
}
