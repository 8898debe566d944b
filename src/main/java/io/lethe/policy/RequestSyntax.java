package io.lethe.policy;

import io.lethe.time.Term;
import java.time.Period;
import java.util.HashSet;

/** Reads the rules of requests. */
final class RequestSyntax {

  private static final Term AT_ONCE = new Term.Calendar(Period.ZERO);

  private RequestSyntax() {}

  static RequestRule read(String name, YamlNode node) {
    YamlMap map =
        node.map(
            "type",
            "due",
            "from",
            "extend",
            "block",
            "must-contain",
            "purposes",
            "events",
            "law",
            "free",
            "destroy-after",
            "clause");
    map.need("due");
    return new RequestRule(
        name,
        map.choice("type", RequestType.values())
            .or(() -> RequestType.of(name))
            .orElse(RequestType.OTHER),
        map.term("due").orElse(AT_ONCE),
        map.choice("from", RequestRule.Start.values()).orElse(RequestRule.Start.RECEIVED),
        map.term("extend"),
        map.choice("block", RequestRule.Block.values()).orElse(RequestRule.Block.NONE),
        new HashSet<>(
            map.list(
                "must-contain",
                item -> YamlMap.choice(item, RequestPart.values(), FindingCode.VALUE_NOT_ALLOWED))),
        map.names("purposes"),
        map.names("events"),
        map.names("law"),
        map.choice("free", Free.values()).filter(Free.ONCE_A_YEAR::equals).isPresent(),
        map.term("destroy-after"),
        map.clause());
  }

  /** How often an answer is free. */
  private enum Free {
    ALWAYS,
    ONCE_A_YEAR
  }
}
