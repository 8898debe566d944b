package io.lethe.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.lethe.ledger.Audit.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Checks all entries of a ledger against its checkpoints, from a file with a line of JSON for each
 * entry, as {@code GET /ledger/entries} gives them.
 *
 * <p>It names the first fault: a line that cannot be read, an entry that is missing, twice, out of
 * order or not what was committed to, an end before that of the checkpoint, another ledger than the
 * one of a checkpoint.
 */
final class LedgerAudit {

  private static final JsonMapper JSON = Audit.strictJson();

  private static final Set<String> NAMES =
      Set.of("index", "leafHash", "salt", "type", "at", "entry");

  private final Path entries;
  private final List<Tree> trees;
  private final MerkleFrontier tree = new MerkleFrontier();
  private long line;
  private long erased;

  LedgerAudit(Path entries, List<Tree> trees) {
    this.entries = entries;
    this.trees = trees.stream().sorted(Comparator.comparingLong(Tree::size)).toList();
  }

  /**
   * Checks them.
   *
   * @return what holds
   */
  String check() throws AuditFault, IOException {
    Iterator<Tree> next = trees.iterator();
    Tree expected = next.next();
    try (Stream<String> lines = Files.lines(entries)) {
      Iterator<String> left = lines.iterator();
      while (true) {
        while (tree.size() == expected.size()) {
          compare(expected);
          if (!next.hasNext()) {
            refuseMore(expected, left.hasNext());
            return said(expected);
          }
          expected = next.next();
        }
        if (!left.hasNext()) {
          throw new AuditFault(
              "the ledger ends after "
                  + tree.size()
                  + " entries; the checkpoint has "
                  + expected.size());
        }
        line++;
        append(left.next());
      }
    }
  }

  private static void refuseMore(Tree last, boolean more) throws AuditFault {
    if (more) {
      throw new AuditFault(
          "what comes after entry "
              + (last.size() - 1)
              + " is of no checkpoint: leave it out, or get a newer checkpoint");
    }
  }

  private String said(Tree last) {
    return "all "
        + last.size()
        + " entries are those of the checkpoint"
        + (erased == 0 ? "" : ", " + erased + " of them erased: their leaves alone are known");
  }

  private void compare(Tree expected) throws AuditFault {
    if (!Arrays.equals(tree.root(), expected.root())) {
      throw new AuditFault(
          "the first "
              + expected.size()
              + " entries are not those of the checkpoint of that size: the ledger was forked, or"
              + " an entry was changed together with its leaf");
    }
  }

  private void append(String text) throws AuditFault, IOException {
    JsonNode entry = read(text);
    long index = entry.path("index").asLong(-1);
    if (index < tree.size()) {
      throw new AuditFault("line " + line + ": entry " + index + " is there twice");
    }
    if (index > tree.size()) {
      throw later(tree.size());
    }
    byte[] leaf = Audit.bytes(entry.path("leafHash").asText(), "the leaf of entry " + index);
    if (entry.path("salt").isTextual()) {
      byte[] salt = Audit.bytes(entry.path("salt").asText(), "the salt of entry " + index);
      if (!Arrays.equals(MerkleFrontier.leaf(LedgerLeaf.commitment(salt, content(entry))), leaf)) {
        throw new AuditFault(
            "line " + line + ": entry " + index + " does not say what was committed to");
      }
    } else if (entry.path("entry").isNull()
        && entry.path("at").isNull()
        && entry.path("type").asText().equals(LedgerResource.ERASED)) {
      erased++;
    } else {
      throw new AuditFault("line " + line + ": entry " + index + " has no salt");
    }
    tree.append(leaf);
  }

  private JsonNode read(String text) throws AuditFault {
    try {
      JsonNode entry = JSON.readTree(text);
      boolean known = true;
      for (var names = entry.fieldNames(); names.hasNext(); ) {
        known = NAMES.contains(names.next()) && known;
      }
      if (known
          && entry.path("index").isIntegralNumber()
          && entry.path("index").canConvertToLong()
          && entry.path("leafHash").isTextual()) {
        return entry;
      }
    } catch (JsonProcessingException e) {
      throw new AuditFault("line " + line + " is cut, or is not JSON");
    }
    throw new AuditFault("line " + line + " is not an entry as the ledger gives it");
  }

  private static String content(JsonNode entry) {
    return LedgerLeaf.canonical(
        entry.path("type").asText(), entry.path("at").asText(), entry.path("entry"));
  }

  /** Where the entry is that should be in this line. */
  private AuditFault later(long index) throws IOException, AuditFault {
    long at = 0;
    long found = 0;
    try (Stream<String> lines = Files.lines(entries)) {
      for (Iterator<String> all = lines.iterator(); all.hasNext() && found == 0; ) {
        at++;
        String text = all.next();
        found = at > line && read(text).path("index").asLong(-1) == index ? at : 0;
      }
    }
    return found == 0
        ? new AuditFault("entry " + index + " is missing: line " + line + " is a later one")
        : new AuditFault(
            "entry " + index + " is out of order: it is in line " + found + ", after a later one");
  }
}
