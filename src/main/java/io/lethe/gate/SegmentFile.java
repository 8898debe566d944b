package io.lethe.gate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.crypto.Sha256;
import io.lethe.ledger.LedgerExport.Leaf;
import io.lethe.ledger.LedgerExport.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A segment of the export, as lines of JSON: a head, facts, entries of the ledger, the checkpoint
 * they lead to, and a note over the SHA-256 of all lines before, signed by the key of the ledger.
 */
final class SegmentFile {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String SEAL = "seal";

  private SegmentFile() {}

  /** The lines of a segment, without the last one. */
  static String body(Head head, List<Fact> facts, List<Leaf> leaves, Optional<Tree> tree) {
    StringBuilder body = new StringBuilder();
    line(
        body,
        JSON.createObjectNode()
            .put("segment", head.number())
            .put("previous", head.previous())
            .put("from", head.from())
            .put("to", head.to())
            .put("fresh", head.fresh()));
    facts.forEach(
        fact ->
            line(
                body,
                JSON.createObjectNode()
                    .put("id", fact.id())
                    .put("relation", fact.relation())
                    .put("gone", fact.gone())
                    .put("fact", fact.row())));
    leaves.forEach(leaf -> line(body, node(leaf)));
    tree.ifPresent(
        to ->
            line(
                body,
                JSON.createObjectNode()
                    .put("checkpoint", to.note())
                    .put("size", to.size())
                    .put("at", to.at().toString())));
    return body.toString();
  }

  private static ObjectNode node(Leaf leaf) {
    byte[] salt = leaf.salt();
    return JSON.createObjectNode()
        .put("id", leaf.id())
        .put("index", leaf.index())
        .put("at", leaf.at().toString())
        .put("commitment", base64(leaf.commitment()))
        .put("salt", salt == null ? null : base64(salt))
        .put("entry", leaf.entry());
  }

  private static void line(StringBuilder to, ObjectNode node) {
    to.append(node).append('\n');
  }

  /** What the note over a segment says; it can be taken for no checkpoint. */
  static String claim(long number, String hash) {
    return "lethe-segment/v1\nnumber " + number + "\nsha256 " + hash + "\n";
  }

  /** The last line. */
  static String seal(String hash, String note) {
    return JSON.createObjectNode().put("sha256", hash).put(SEAL, note) + "\n";
  }

  /**
   * Reads a segment whole.
   *
   * @throws SegmentDamaged when it is not what its last line says, but for the signature
   */
  static Content read(Path file) throws IOException {
    String all = Files.readString(file);
    int end = all.lastIndexOf('\n', Math.max(0, all.length() - 2)) + 1;
    String body = all.substring(0, end);
    try {
      JsonNode seal = JSON.readTree(all.substring(end));
      String hash = seal.path("sha256").asText();
      if (!all.endsWith("\n") || !hash.equals(Sha256.hex(body)) || !seal.path(SEAL).isTextual()) {
        throw new SegmentDamaged(file, "it is cut, or was changed");
      }
      return content(body, hash, seal.path(SEAL).asText());
    } catch (JsonProcessingException e) {
      throw new SegmentDamaged(file, "a line is not JSON");
    }
  }

  private static Content content(String body, String hash, String seal)
      throws JsonProcessingException {
    List<Fact> facts = new ArrayList<>();
    List<Leaf> leaves = new ArrayList<>();
    Tree tree = null;
    String[] lines = body.split("\n");
    JsonNode head = JSON.readTree(lines[0]);
    for (int i = 1; i < lines.length; i++) {
      JsonNode line = JSON.readTree(lines[i]);
      if (line.has("relation")) {
        facts.add(
            new Fact(
                line.path("id").asLong(),
                line.path("relation").asText(),
                line.path("gone").asBoolean(),
                line.path("fact").asText()));
      } else if (line.has("commitment")) {
        leaves.add(leaf(line));
      } else {
        tree =
            new Tree(
                line.path("size").asLong(),
                Instant.parse(line.path("at").asText()),
                line.path("checkpoint").asText());
      }
    }
    return new Content(
        new Head(
            head.path("segment").asLong(),
            head.path("previous").asText(),
            head.path("from").asLong(),
            head.path("to").asLong(),
            head.path("fresh").asBoolean(),
            hash,
            null),
        facts,
        leaves,
        tree,
        seal);
  }

  private static Leaf leaf(JsonNode line) {
    return new Leaf(
        line.path("id").asLong(),
        line.path("index").asLong(),
        Instant.parse(line.path("at").asText()),
        Base64.getDecoder().decode(line.path("commitment").asText()),
        line.path("salt").isTextual()
            ? Base64.getDecoder().decode(line.path("salt").asText())
            : null,
        line.path("entry").isTextual() ? line.path("entry").asText() : null);
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /**
   * What a segment is.
   *
   * @param previous SHA-256 of the one before, in hexadecimal; empty for the first one
   * @param from entries of the ledger in those before
   * @param to entries of the ledger up to its end
   * @param fresh whether it goes on from nothing: all facts and entries begin with it
   * @param hash of its own lines; null before they are written
   * @param caughtUp of the newest one: when a database was last known to have exported all
   */
  record Head(
      long number,
      String previous,
      long from,
      long to,
      boolean fresh,
      @Nullable String hash,
      @Nullable Instant caughtUp) {

    Head hashed(String own) {
      return new Head(number, previous, from, to, fresh, own, caughtUp);
    }

    Head at(@Nullable Instant told) {
      return new Head(number, previous, from, to, fresh, hash, told);
    }

    /** Whether it is the last one that a database has exported, or was about to. */
    boolean goesOn(long exported, @Nullable String exportedHash, long assignedSize) {
      String known = exportedHash == null ? "" : exportedHash;
      return number == exported ? known.equals(hash) : known.equals(previous) && to == assignedSize;
    }
  }

  /**
   * A row.
   *
   * @param id by which facts are in order
   * @param row JSON, a name for each column
   */
  record Fact(long id, String relation, boolean gone, String row) {}

  /**
   * A segment as it was read.
   *
   * @param seal the signed note
   */
  record Content(
      Head head, List<Fact> facts, List<Leaf> leaves, @Nullable Tree tree, String seal) {}

  /** A segment cannot be used. */
  static final class SegmentDamaged extends IOException {

    private static final long serialVersionUID = 1;

    SegmentDamaged(Path file, String why) {
      super("segment " + file + ": " + why + "; put it back from a copy");
    }
  }
}
