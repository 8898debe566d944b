package io.lethe.policy;

import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Turns a text into the node tree of its one YAML document.
 *
 * <p><b>Guarantee</b>: bounded work; size, nesting and aliases are limited before a tree is built.
 */
final class YamlText {

  /** Length in characters. */
  static final int MAX_LENGTH = 256 * 1024;

  private static final int MAX_DEPTH = 24;
  private static final int MAX_COLLECTION_ALIASES = 16;

  private YamlText() {}

  /** The root, or nothing and a finding. */
  static Optional<YamlNode> root(String yaml, Findings findings) {
    if (yaml.length() > MAX_LENGTH) {
      findings.add(
          "",
          FindingCode.DOCUMENT_TOO_LARGE,
          "line 1: the document exceeds " + MAX_LENGTH + " characters");
      return Optional.empty();
    }
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel("policy")
            .setCodePointLimit(MAX_LENGTH)
            .setMaxAliasesForCollections(MAX_COLLECTION_ALIASES)
            .build();
    try {
      if (tooDeep(settings, yaml, findings)) {
        return Optional.empty();
      }
      Optional<YamlNode> root =
          new Compose(settings).composeString(yaml).map(node -> new YamlNode(node, "", findings));
      if (root.isEmpty()) {
        findings.add("", FindingCode.YAML_INVALID, "line 1: the document is empty");
      }
      return root;
    } catch (YamlEngineException e) {
      findings.add("", FindingCode.YAML_INVALID, describe(e));
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      findings.add("", FindingCode.YAML_INVALID, "an escape is of no character");
      return Optional.empty();
    }
  }

  private static boolean tooDeep(LoadSettings settings, String yaml, Findings findings) {
    int depth = 0;
    for (Event event : new Parse(settings).parseString(yaml)) {
      switch (event.getEventId()) {
        case MappingStart, SequenceStart -> depth++;
        case MappingEnd, SequenceEnd -> depth--;
        default -> {}
      }
      if (depth > MAX_DEPTH) {
        int line = event.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
        findings.add(
            "",
            FindingCode.DOCUMENT_TOO_LARGE,
            "line " + line + ": nested deeper than " + MAX_DEPTH + " levels");
        return true;
      }
    }
    return false;
  }

  private static String describe(YamlEngineException e) {
    if (e instanceof MarkedYamlEngineException marked) {
      int line = marked.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
      return "line " + line + ": " + marked.getProblem();
    }
    return "line 1: " + FindingCode.YAML_INVALID.title();
  }
}
