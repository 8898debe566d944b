package io.lethe.policy;

import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a policy document from YAML, strictly.
 *
 * <p><b>Guarantee</b>: every mistake is found at once, each with its path, code and line; work is
 * bounded whatever the text.
 */
public final class PolicyParser {

  static final int DEFAULT_K_AT_LEAST = 5;

  /** Region of phone numbers that makes a country code necessary. */
  static final String NO_PHONE_REGION = "ZZ";

  private static final Set<String> COUNTRIES = Set.copyOf(Arrays.asList(Locale.getISOCountries()));

  private PolicyParser() {}

  /**
   * What a text says.
   *
   * @param document the document, if there is no finding
   */
  public record Parsed(Optional<PolicyDocument> document, List<Finding> findings) {}

  /**
   * As much as can be read of a text that may have mistakes.
   *
   * @param document the document without what is wrong in it, if there is anything to read
   * @param broken categories with mistakes of their own
   */
  record Draft(Optional<PolicyDocument> document, List<Finding> findings, Set<String> broken) {}

  /** Reads the text. */
  public static Parsed parse(String yaml) {
    Draft draft = draft(yaml);
    return new Parsed(draft.document().filter(any -> draft.findings().isEmpty()), draft.findings());
  }

  static Draft draft(String yaml) {
    Findings findings = new Findings();
    Set<String> broken = new HashSet<>();
    Optional<PolicyDocument> document =
        YamlText.root(yaml, findings).map(root -> document(root, broken));
    return new Draft(document, findings.list(), broken);
  }

  private static PolicyDocument document(YamlNode root, Set<String> broken) {
    YamlMap map =
        root.map(
            "policy",
            "title",
            "effective",
            "notice",
            "operator",
            "zone",
            "calendar",
            "law",
            "residency",
            "actions",
            "phone-region",
            "k-at-least",
            "events",
            "attributes",
            "flags",
            "purposes",
            "recipients",
            "categories",
            "excluded",
            "requests",
            "clauses");
    Set<String> actions =
        map.get("actions").isPresent() ? CategorySyntax.actions(map) : PolicyDocument.ACTIONS;
    Map<String, Flag> flags = map.named("flags", PartySyntax::flag);
    return new PolicyDocument(
        map.need("policy").flatMap(YamlNode::name).orElse(""),
        map.need("title").flatMap(YamlNode::text).orElse(""),
        map.get("effective").flatMap(PolicyParser::date),
        map.get("notice").flatMap(PolicyParser::notice),
        map.get("operator").map(PolicyParser::operator).orElse(Operator.UNKNOWN),
        map.need("zone").flatMap(PolicyParser::zone).orElse(ZoneOffset.UTC),
        map.get("calendar").flatMap(YamlNode::name).orElse("ru"),
        map.get("law").isPresent() ? map.names("law") : List.of(LawOverlay.RU_152_FZ),
        map.list("residency", PolicyParser::country),
        actions,
        map.get("phone-region").flatMap(PolicyParser::country).orElse(NO_PHONE_REGION),
        new HashSet<>(map.names("events")),
        map.named("attributes", PartySyntax::attribute),
        flags,
        map.named("purposes", PartySyntax::purpose),
        map.named("recipients", PartySyntax::recipient),
        categories(map, actions, flags, broken),
        map.named("excluded", (name, node) -> node.word().orElse("")),
        map.named("requests", RequestSyntax::read),
        map.named("clauses", (list, node) -> node.word().orElse("")),
        map.get("k-at-least").flatMap(node -> node.integer(2, 10_000)).orElse(DEFAULT_K_AT_LEAST));
  }

  private static Map<String, Category> categories(
      YamlMap map, Set<String> actions, Map<String, Flag> flags, Set<String> broken) {
    map.need("categories");
    return map.named(
        "categories",
        (name, node) -> {
          int before = node.findings().size();
          Category category = CategorySyntax.read(name, node, actions, flags);
          if (node.findings().size() > before) {
            broken.add(name);
          }
          return category;
        });
  }

  private static Operator operator(YamlNode node) {
    YamlMap map = node.map("name", "address");
    return new Operator(
        map.get("name").flatMap(YamlNode::text), map.get("address").flatMap(YamlNode::text));
  }

  private static Optional<LocalDate> date(YamlNode node) {
    return node.read(
        LocalDate::parse, FindingCode.VALUE_NOT_ALLOWED, "a date such as 2025-08-30 is expected");
  }

  private static Optional<Notice> notice(YamlNode node) {
    return node.read(
        Notice::parse, FindingCode.TERM_INVALID, "required, or a term such as P10BD, is expected");
  }

  private static Optional<ZoneId> zone(YamlNode node) {
    return node.read(
        ZoneId::of, FindingCode.VALUE_NOT_ALLOWED, "a zone such as Europe/Moscow is expected");
  }

  /** An ISO 3166-1 alpha-2 code. */
  static Optional<String> country(YamlNode node) {
    return node.read(
        text -> {
          if (!COUNTRIES.contains(text)) {
            throw new IllegalArgumentException("not a country");
          }
          return text;
        },
        FindingCode.VALUE_NOT_ALLOWED,
        "a country's two-letter code such as RU is expected");
  }
}
