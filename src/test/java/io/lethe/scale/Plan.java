package io.lethe.scale;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The plan of a statement as {@code EXPLAIN (VERBOSE, FORMAT JSON)} shows it: what is read and
 * written, and by which conditions. However a condition was written, in a plan it is an equality of
 * columns with their aliases.
 */
final class Plan {

  private static final String NAME = "([A-Za-z_]\\w*|\"[^\"]+\")";
  private static final Pattern EQUALITY =
      Pattern.compile(NAME + "\\.bucket\\)*(?:::\\w+)* = (ANY )?\\(*(?:" + NAME + "\\.(\\w+))?");
  private static final Pattern REVERSED =
      Pattern.compile(
          "(?:" + NAME + "\\.(\\w+)\\)*(?:::\\w+)*|\\S) = \\(*" + NAME + "\\.bucket\\b");
  private static final Pattern HASHED = Pattern.compile("\\(hashed (\\w+ \\d+)\\)\\.col(\\d+)");
  private static final List<String> CONDITIONS =
      List.of("Index Cond", "Recheck Cond", "Filter", "Hash Cond", "Merge Cond", "Join Filter");

  /**
   * A relation under a name that is its own in this plan.
   *
   * @param part whether it is read as a part of a table, whose name it has with a number
   */
  private record Scan(String alias, String relation, boolean part) {

    /** The name of the table that it is a part of, or its own. */
    private String family() {
      return part ? alias.replaceFirst("_\\d+$", "") : alias;
    }
  }

  private final List<Scan> scans = new ArrayList<>();
  private final List<String> conditions = new ArrayList<>();
  private final Map<String, List<String>> outputs = new HashMap<>();
  private final Set<String> written = new TreeSet<>();
  private boolean locks;

  Plan(JsonNode root) {
    read(root, false);
  }

  private void read(JsonNode node, boolean part) {
    String type = node.path("Node Type").asText();
    if (type.equals("ModifyTable")) {
      written.add(qualified(node));
      node.path("Target Tables").forEach(table -> written.add(qualified(table)));
    } else if (node.has("Relation Name")) {
      scans.add(new Scan(node.path("Alias").asText(), qualified(node), part));
    }
    locks |= type.equals("LockRows");
    for (String name : CONDITIONS) {
      if (node.has(name)) {
        conditions.add(node.get(name).asText());
      }
    }
    List<String> output = new ArrayList<>();
    node.path("Output").forEach(column -> output.add(column.asText()));
    // Whether there is a row may be asked among the columns, too.
    output.stream().filter(column -> column.contains("(hashed ")).forEach(conditions::add);
    if (node.has("Subplan Name")) {
      outputs.put(node.get("Subplan Name").asText(), output);
    }
    for (JsonNode below : node.path("Plans")) {
      boolean member = below.path("Parent Relationship").asText().equals("Member");
      read(below, part || member && type.endsWith("Append"));
    }
  }

  private static String qualified(JsonNode node) {
    String schema = node.path("Schema").asText();
    String relation = node.path("Relation Name").asText();
    return schema.equals("public") || schema.isEmpty() ? relation : schema + "." + relation;
  }

  /** What is read or written; partitions under their own names. */
  Set<String> relations() {
    Set<String> relations = new TreeSet<>(written);
    scans.forEach(scan -> relations.add(scan.relation()));
    relations.remove("");
    return relations;
  }

  /** Whether rows are locked as they are read. */
  boolean locks() {
    return locks;
  }

  /**
   * The relations among these that are read without their bucket being equal to something known
   * before: a parameter, a value, or a column of anything but such a relation.
   */
  Set<String> withoutBucket(Predicate<String> distributed) {
    List<Scan> rows = rows(distributed);
    Equalities equalities = equalities(rows);
    Set<String> without = new TreeSet<>();
    for (Scan scan : rows) {
      if (!equalities.reaches(scan.family(), equalities.single)
          && !equalities.reaches(scan.family(), equalities.several)) {
        without.add(scan.relation());
      }
    }
    return without;
  }

  /** Whether all that is read of these relations is of one bucket, and not of a set of them. */
  boolean isOfOneBucket(Predicate<String> distributed) {
    List<Scan> rows = rows(distributed);
    Equalities equalities = equalities(rows);
    return !rows.isEmpty()
        && rows.stream().allMatch(scan -> equalities.reaches(scan.family(), equalities.single));
  }

  private List<Scan> rows(Predicate<String> distributed) {
    return scans.stream().filter(scan -> distributed.test(scan.relation())).toList();
  }

  private Equalities equalities(List<Scan> rows) {
    Map<String, String> names = new HashMap<>();
    for (Scan scan : rows) {
      names.put(scan.alias(), scan.family());
      names.put(scan.family(), scan.family());
    }
    Equalities equalities = new Equalities(names);
    conditions.stream().map(this::resolved).forEach(equalities::read);
    return equalities;
  }

  /** A condition in which the columns of a hashed subquery are those that it has read. */
  private String resolved(String condition) {
    return HASHED
        .matcher(condition)
        .replaceAll(
            match -> {
              List<String> output = outputs.getOrDefault(match.group(1), List.of());
              int column = Integer.parseInt(match.group(2)) - 1;
              return Matcher.quoteReplacement(
                  column < output.size() ? output.get(column) : match.group());
            });
  }

  /** Whose buckets are equal to whose, and to what is known. */
  private static final class Equalities {
    private final Map<String, String> names;
    private final Map<String, String> parents = new HashMap<>();
    private final Set<String> single = new HashSet<>();
    private final Set<String> several = new HashSet<>();

    Equalities(Map<String, String> names) {
      this.names = names;
    }

    void read(String condition) {
      Matcher forward = EQUALITY.matcher(condition);
      while (forward.find()) {
        read(forward.group(1), forward.group(2) != null, forward.group(3), forward.group(4));
      }
      Matcher backward = REVERSED.matcher(condition);
      while (backward.find()) {
        read(backward.group(3), false, backward.group(1), backward.group(2));
      }
    }

    private void read(String alias, boolean any, @Nullable String other, @Nullable String column) {
      String mine = names.getOrDefault(alias, alias);
      String theirs = other == null ? null : names.get(other);
      if (other == null) {
        (any ? several : single).add(mine);
      } else if (theirs == null || !"bucket".equals(column)) {
        several.add(mine);
      } else {
        parents.put(root(mine), root(theirs));
      }
    }

    boolean reaches(String family, Set<String> known) {
      String root = root(family);
      return known.stream().anyMatch(one -> root(one).equals(root));
    }

    private String root(String family) {
      String at = family;
      while (!parents.getOrDefault(at, at).equals(at)) {
        at = parents.get(at);
      }
      return at;
    }
  }
}
