package io.lethe.policy;

import io.lethe.time.Term;
import io.lethe.transform.FieldRule;
import io.lethe.transform.Guard;
import io.lethe.transform.Method;
import io.lethe.transform.ValueType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads a category: its fields and its retention rules. */
final class CategorySyntax {

  private static final int MOST_RULES = 50;

  private CategorySyntax() {}

  /**
   * What can be read of a category.
   *
   * @param policyActions actions of a category that lists none of its own
   * @param flags of the policy
   */
  static Category read(
      String name, YamlNode node, Set<String> policyActions, Map<String, Flag> flags) {
    YamlMap map =
        node.map(
            "subjects",
            "purposes",
            "actions",
            "quasi-identifiers",
            "fields",
            "fields-assumed",
            "retention",
            "on-behalf-of",
            "on-paper",
            "published",
            "access-needs-it",
            "previous",
            "gaps");
    Map<String, YamlNode> declared = map.get("fields").map(YamlNode::named).orElse(Map.of());
    Set<String> quasi = quasiIdentifiers(map, declared.keySet());
    List<FieldRule> fields = new ArrayList<>();
    declared.forEach((field, rule) -> field(field, rule, quasi).ifPresent(fields::add));
    List<YamlNode> rules = map.get("retention").map(YamlNode::items).orElse(List.of());
    if (rules.size() > MOST_RULES) {
      rules
          .get(MOST_RULES)
          .found(FindingCode.RULES_TOO_MANY, "a category has at most " + MOST_RULES + " rules");
    }
    List<RetentionRule> retention = new ArrayList<>();
    for (int index = 0; index < Math.min(rules.size(), MOST_RULES); index++) {
      rule(index, rules.get(index), flags).ifPresent(retention::add);
    }
    return new Category(
        name,
        map.names("subjects"),
        map.names("purposes"),
        fields,
        map.get("fields-assumed").flatMap(YamlNode::flag).orElse(false),
        retention,
        quasi,
        map.get("actions").isPresent() ? actions(map) : policyActions,
        map.list("gaps", CategorySyntax::gap),
        map.get("on-behalf-of").flatMap(CategorySyntax::onBehalfOf),
        map.get("on-paper").flatMap(CategorySyntax::onPaper),
        map.get("published").map(published -> published(published, declared.keySet())),
        map.get("access-needs-it").flatMap(YamlNode::word),
        map.get("previous").map(previous -> previous(rules.size() + 1, previous)));
  }

  /** The actions that are listed. */
  static Set<String> actions(YamlMap map) {
    return new HashSet<>(
        map.list(
            "actions",
            item -> {
              Optional<String> action = item.text();
              if (action.filter(value -> !PolicyDocument.ACTIONS.contains(value)).isPresent()) {
                item.found(
                    FindingCode.ACTION_UNKNOWN,
                    PolicyValidator.known(FindingCode.ACTION_UNKNOWN, PolicyDocument.ACTIONS));
              }
              return action;
            }));
  }

  private static Set<String> quasiIdentifiers(YamlMap map, Set<String> declared) {
    return new HashSet<>(map.list("quasi-identifiers", item -> declaredField(item, declared)));
  }

  private static Optional<FieldRule> field(String name, YamlNode node, Set<String> quasi) {
    YamlMap map =
        node.map("type", "on-receipt", "on-depersonalize", "irreversible-on-receipt", "refuse");
    Optional<ValueType> type =
        map.need("type")
            .flatMap(
                value -> YamlMap.choice(value, ValueType.values(), FindingCode.VALUE_NOT_ALLOWED));
    boolean irreversible = map.get("irreversible-on-receipt").flatMap(YamlNode::word).isPresent();
    Optional<Method> receipt =
        map.need("on-receipt").flatMap(method -> MethodSyntax.onReceipt(method, irreversible));
    Optional<Method> depersonalize =
        map.get("on-depersonalize").isPresent()
            ? map.get("on-depersonalize").flatMap(MethodSyntax::onDepersonalize)
            : Optional.of(new Method.Drop());
    List<Guard> guards =
        map.list(
            "refuse", item -> YamlMap.choice(item, Guard.values(), FindingCode.VALUE_NOT_ALLOWED));
    if (type.isEmpty() || receipt.isEmpty() || depersonalize.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new FieldRule(
            name,
            type.get(),
            receipt.get(),
            depersonalize.get(),
            quasi.contains(name),
            new HashSet<>(guards)));
  }

  private static Optional<RetentionRule> rule(int index, YamlNode node, Map<String, Flag> flags) {
    YamlMap map = node.map("from", "keep", "within", "agreed", "then", "clause");
    Optional<String> from = map.need("from").flatMap(YamlNode::name);
    map.need("then");
    Optional<Action> then = map.choice("then", Action.values());
    Optional<Term> keep = map.term("keep");
    Optional<Term> within = map.term("within");
    Optional<Flag> agreed = map.get("agreed").flatMap(flag -> flag(flag, flags));
    String clause = map.clause();
    return from.flatMap(
        event ->
            then.map(act -> new RetentionRule(index, event, keep, within, act, agreed, clause)));
  }

  private static Optional<Flag> flag(YamlNode node, Map<String, Flag> flags) {
    Optional<String> name = node.name();
    if (name.filter(one -> !flags.containsKey(one)).isPresent()) {
      node.found(FindingCode.FLAG_UNKNOWN, "one of the flags is expected: " + flags.keySet());
    }
    return name.map(flags::get);
  }

  private static Optional<Category.OnBehalfOf> onBehalfOf(YamlNode node) {
    YamlMap map = node.map("attribute", "clause");
    String clause = map.clause();
    return map.need("attribute")
        .flatMap(YamlNode::name)
        .map(attribute -> new Category.OnBehalfOf(attribute, clause));
  }

  private static Optional<Category.OnPaper> onPaper(YamlNode node) {
    YamlMap map = node.map("medium", "clause");
    String clause = map.clause();
    return map.need("medium")
        .flatMap(YamlNode::text)
        .map(medium -> new Category.OnPaper(medium, clause));
  }

  private static Category.Published published(YamlNode node, Set<String> declared) {
    YamlMap map = node.map("fields", "where", "clause");
    map.need("fields");
    return new Category.Published(
        map.list("fields", item -> declaredField(item, declared)),
        map.need("where").flatMap(YamlNode::text).orElse(""),
        map.clause());
  }

  private static Optional<String> declaredField(YamlNode item, Set<String> declared) {
    Optional<String> field = item.name();
    if (field.filter(name -> !declared.contains(name)).isPresent()) {
      item.found(
          FindingCode.FIELD_UNKNOWN,
          "the category declares no such field; known: " + new TreeSet<>(declared));
    }
    return field;
  }

  /** What becomes of replaced values; its index is after every rule and the demand. */
  private static RetentionRule previous(int index, YamlNode node) {
    YamlMap map = node.map("keep", "within", "clause");
    return new RetentionRule(
        index,
        PolicyDocument.VALUE_REPLACED,
        map.term("keep"),
        map.term("within"),
        Action.DESTROY,
        map.clause());
  }

  private static Optional<Gap> gap(YamlNode node) {
    YamlMap map = node.map("clause", "text");
    String clause = map.clause();
    return map.need("text").flatMap(YamlNode::text).map(text -> new Gap(clause, text));
  }
}
