package io.lethe.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.lethe.time.Calendars;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The schema and the parser say the same of a document's form. */
class PolicySchemaTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> NAMES = PolicyPacks.NAMES;
  private static final String KNOWN = "known here: [";

  private final JsonNode schema = JSON.readTree(PolicySchema.text());
  private final JsonSchema validator =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(schema);

  PolicySchemaTest() throws IOException {}

  private Set<ValidationMessage> mistakes(String yaml) {
    Object document = new Load(LoadSettings.builder().build()).loadFromString(yaml);
    return validator.validate(JSON.valueToTree(document));
  }

  private static String everything() throws IOException {
    try (InputStream yaml = PolicySchemaTest.class.getResourceAsStream("/everything.yaml")) {
      return new String(Objects.requireNonNull(yaml).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String sound() throws IOException {
    return everything().replace("zzz: 1, ", "").replaceAll("(?m)^ *zzz: 1\n", "");
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  void packsHoldToTheSchema(String name) {
    assertThat(mistakes(PolicyPacks.yaml(name))).isEmpty();
  }

  @Test
  void documentWithEveryKeyHoldsToBoth() throws IOException {
    assertThat(PolicyParser.parse(sound()).findings()).isEmpty();
    assertThat(mistakes(sound())).isEmpty();
    assertThat(PolicyReview.of(sound(), Operator.UNKNOWN, new Calendars()).findings())
        .allMatch(finding -> finding.severity() != Severity.BLOCKS_POLICY);
  }

  /** The parser tells which keys it knows where it meets one that it does not. */
  @Test
  void keysOfTheSchemaAreThoseOfTheParserAtEveryPlace() throws IOException {
    // Given
    Map<String, Set<String>> parser = new TreeMap<>();
    for (Finding finding : PolicyParser.parse(everything()).findings()) {
      if (finding.code().equals("KEY_UNKNOWN")) {
        String path = finding.path().replaceFirst("\\.?zzz$", "");
        String known = finding.message();
        known = known.substring(known.indexOf(KNOWN) + KNOWN.length(), known.length() - 1);
        parser.put(path, new TreeSet<>(Arrays.asList(known.split(", "))));
      }
    }

    // When
    Set<JsonNode> met = new HashSet<>();
    Map<String, Set<String>> fromSchema = new TreeMap<>();
    parser.keySet().forEach(path -> fromSchema.put(path, properties(path, met)));

    // Then at every place, and no map of the schema was left out
    assertThat(fromSchema).isEqualTo(parser);
    Set<JsonNode> closed = new HashSet<>();
    closed(schema, closed);
    closed.removeIf(node -> node.path("properties").size() == 1);
    assertThat(met).containsAll(closed);
  }

  private Set<String> properties(String path, Set<JsonNode> met) {
    JsonNode at = schema;
    if (!path.isEmpty()) {
      for (String step : path.replaceAll("\\[[0-9]+]", ".[]").split("\\.")) {
        at = step(at, step);
      }
    }
    at = object(at);
    met.add(at);
    Set<String> names = new TreeSet<>();
    at.path("properties").fieldNames().forEachRemaining(names::add);
    return names;
  }

  private JsonNode step(JsonNode at, String step) {
    if (step.equals("[]")) {
      return at.path("items");
    }
    for (JsonNode option : options(at)) {
      JsonNode property = option.path("properties").path(step);
      if (!property.isMissingNode()) {
        return property;
      }
      if (option.path("additionalProperties").isObject()) {
        return option.path("additionalProperties");
      }
    }
    throw new AssertionError("the schema has no " + step);
  }

  private static List<JsonNode> options(JsonNode at) {
    if (!at.has("oneOf")) {
      return List.of(at);
    }
    return JSON.convertValue(
        at.get("oneOf"), JSON.getTypeFactory().constructCollectionType(List.class, JsonNode.class));
  }

  private static JsonNode object(JsonNode at) {
    return options(at).stream().filter(one -> one.has("properties")).findFirst().orElse(at);
  }

  private static void closed(JsonNode node, Set<JsonNode> into) {
    if (node.path("additionalProperties").isBoolean() && node.has("properties")) {
      into.add(node);
    }
    node.forEach(child -> closed(child, into));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "policy: everything          | policy: not a name",
        "zone: Europe/Moscow         | zoning: Europe/Moscow",
        "k-at-least: 5               | k-at-least: 1",
        "residency: [RU]             | residency: [Russia]",
        "keep: P5Y                   | keep: 5 years",
        "then: destroy               | then: forget",
        "needs: [consent]            | needs: [luck]",
        "type: phone                 | type: telephone",
        "on-receipt: {truncate: 4}   | on-receipt: {truncate: 0}",
        "on-receipt: {truncate: 4}   | on-receipt: {shorten: 4}",
        "value: true                 | value: perhaps",
        "block: verification         | block: always",
        "due: P7BD,                  | "
      })
  void mistakeIsOneForBoth(String right, String wrong) throws IOException {
    // Given
    String yaml =
        sound().replaceFirst(java.util.regex.Pattern.quote(right), wrong == null ? "" : wrong);
    assertThat(yaml).isNotEqualTo(sound());

    // Then
    assertThat(PolicyParser.parse(yaml).findings()).isNotEmpty();
    assertThat(mistakes(yaml)).isNotEmpty();
  }
}
