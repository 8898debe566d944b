package io.lethe.policy;

import io.lethe.policy.MethodKind.Step;
import io.lethe.transform.Method;
import io.lethe.transform.Mixed;
import io.lethe.transform.RandomValue;
import io.lethe.transform.Retoken;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads a method: a name, or a map from one name to its parameters. */
final class MethodSyntax {

  private MethodSyntax() {}

  /**
   * A method on receipt.
   *
   * @param irreversible whether the field declares that nothing of the original is needed
   */
  static Optional<Method> onReceipt(YamlNode node, boolean irreversible) {
    return read(
        node, kind -> kind.steps().contains(Step.RECEIPT) || irreversible && kind.declarable());
  }

  static Optional<Method> onDepersonalize(YamlNode node) {
    return read(node, kind -> kind.steps().contains(Step.DEPERSONALIZATION));
  }

  private static Optional<Method> read(YamlNode node, Predicate<MethodKind> allowed) {
    if (node.scalar()) {
      return node.text()
          .flatMap(name -> kind(name, node, allowed))
          .flatMap(kind -> plain(kind, node));
    }
    Map<String, YamlNode> entries = node.entries();
    if (entries.size() != 1) {
      node.found(FindingCode.METHOD_UNKNOWN, "a method is a name, or a map of one name");
      return Optional.empty();
    }
    Map.Entry<String, YamlNode> only = entries.entrySet().iterator().next();
    return kind(only.getKey(), node, allowed).flatMap(kind -> parameterized(kind, only.getValue()));
  }

  private static Optional<MethodKind> kind(
      String name, YamlNode node, Predicate<MethodKind> allowed) {
    Optional<MethodKind> kind = MethodKind.of(name);
    if (kind.isEmpty()) {
      node.found(FindingCode.METHOD_UNKNOWN, "there is no such method; here: " + names(allowed));
    } else if (kind.filter(allowed).isEmpty()) {
      node.found(
          FindingCode.METHOD_MISPLACED,
          name
              + " cannot be used at this step"
              + (kind.get().declarable() ? " without irreversible-on-receipt" : "")
              + "; here: "
              + names(allowed));
    }
    return kind.filter(allowed);
  }

  private static TreeSet<String> names(Predicate<MethodKind> allowed) {
    return Stream.of(MethodKind.values())
        .filter(allowed)
        .map(MethodKind::yamlName)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Optional<Method> plain(MethodKind kind, YamlNode node) {
    return switch (kind) {
      case KEEP -> Optional.of(new Method.Keep());
      case DROP -> Optional.of(new Method.Drop());
      case REJECT -> Optional.of(new Method.Reject());
      case ENCRYPT -> Optional.of(new Method.Encrypt(false));
      case FORMAT_PRESERVING -> Optional.of(FormatSyntax.plain());
      case RANDOM -> Optional.of(new RandomValue(List.of()));
      case RETOKEN -> Optional.of(new Retoken(Retoken.LENGTH));
      case SHUFFLE -> Optional.of(new Mixed.Shuffle(Optional.empty()));
      case AGGREGATE -> Optional.of(new Mixed.Aggregate(Optional.empty(), Optional.empty()));
      case PSEUDONYMIZE, MASK, TRUNCATE, GENERALIZE, ROUND, NOISE -> {
        node.found(FindingCode.KEY_MISSING, kind.yamlName() + " needs its parameters");
        yield Optional.empty();
      }
    };
  }

  private static Optional<Method> parameterized(MethodKind kind, YamlNode parameters) {
    return switch (kind) {
      case ENCRYPT ->
          Optional.of(
              new Method.Encrypt(
                  parameters
                      .map("searchable")
                      .get("searchable")
                      .flatMap(YamlNode::flag)
                      .orElse(false)));
      case PSEUDONYMIZE ->
          parameters
              .map("domain")
              .need("domain")
              .flatMap(YamlNode::name)
              .map(Method.Pseudonymize::new);
      case FORMAT_PRESERVING -> FormatSyntax.read(parameters);
      case MASK -> Optional.of(mask(parameters.map("keep-start", "keep-end")));
      case TRUNCATE -> parameters.integer(1, 4096).map(Method.Truncate::new);
      case GENERALIZE -> GeneralizeSyntax.read(parameters);
      case ROUND -> ChanceSyntax.round(parameters);
      case NOISE -> ChanceSyntax.noise(parameters);
      case RANDOM -> ChanceSyntax.random(parameters);
      case RETOKEN -> ChanceSyntax.retoken(parameters);
      case SHUFFLE -> ChanceSyntax.shuffle(parameters);
      case AGGREGATE -> ChanceSyntax.aggregate(parameters);
      case KEEP, DROP, REJECT -> {
        parameters.found(FindingCode.TYPE_WRONG, kind.yamlName() + " takes no parameters");
        yield Optional.empty();
      }
    };
  }

  private static Method mask(YamlMap map) {
    return new Method.Mask(kept(map, "keep-start"), kept(map, "keep-end"));
  }

  private static int kept(YamlMap map, String key) {
    return map.get(key).flatMap(node -> node.integer(0, 64)).orElse(0);
  }
}
