package io.lethe.act;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.document.Block;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The tables of an act on paper; those that have no row are empty. */
final class ActTables {

  private final ActText text;

  ActTables(ActText text) {
    this.text = text;
  }

  /** What each rule has done. */
  Block.Table destruction(JsonNode lines) {
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode line : lines) {
      String clause = line.path("clause").asText();
      String version =
          text.word(ActWord.VERSION, line.path("policyVersion").asInt())
              + ", "
              + text.word(ActWord.PROTECTED_BY, line.path("protectedBy").asInt());
      rows.add(
          List.of(
              Integer.toString(rows.size() + 1),
              line.path("category").asText() + ":\n" + join(line.path("fields")),
              text.known(line.path("action")) + ":\n" + text.known(line.path("method")),
              text.reason(line.path("reason"))
                  + (clause.isEmpty() ? "" : "; " + text.word(ActWord.CLAUSE, clause))
                  + "\n"
                  + version,
              line.path("records").asText(),
              line.path("subjects").asText(),
              text.time(line.path("first")) + "\n" + text.time(line.path("last"))));
    }
    return new Block.Table(
        List.of(
            text.numberColumn(ActWord.NUMBER, 24),
            text.column(ActWord.CATEGORY_AND_FIELDS, 112),
            text.column(ActWord.ACTION_AND_METHOD, 112),
            text.column(ActWord.REASON, 105),
            text.numberColumn(ActWord.RECORDS, 44),
            text.numberColumn(ActWord.PEOPLE, 54),
            text.column(ActWord.FIRST_AND_LAST, 66)),
        rows);
  }

  /** The versions whose rules were carried out. */
  Block.Table versions(JsonNode lines) {
    Map<Integer, String> hashes = new TreeMap<>();
    for (JsonNode line : lines) {
      hashes.put(line.path("policyVersion").asInt(), line.path("policyHash").asText());
    }
    List<List<String>> rows = new ArrayList<>();
    hashes.forEach((version, hash) -> rows.add(List.of(version.toString(), hash)));
    return new Block.Table(
        List.of(
            text.numberColumn(ActWord.VERSION_NAME, 1), text.codeColumn(ActWord.HASH_OF_TEXT, 7)),
        rows);
  }

  /** What is on paper too. */
  Block.Table paper(List<Act.Paper> paper) {
    return new Block.Table(
        List.of(
            text.column(ActWord.CATEGORY, 2),
            text.column(ActWord.MEDIUM, 4),
            text.column(ActWord.REASON, 2)),
        paper.stream()
            .map(
                one ->
                    List.of(
                        one.category(),
                        one.medium(),
                        one.clause().isEmpty() ? "" : text.word(ActWord.CLAUSE, one.clause())))
            .toList());
  }

  /** What of it was destroyed. */
  Optional<Block.Table> media(List<ActMedium> media) {
    return Block.Table.ofEach(
        List.of(
            text.column(ActWord.CATEGORY, 80),
            text.column(ActWord.MEDIUM, 110),
            text.numberColumn(ActWord.SHEETS, 44),
            text.column(ActWord.BY_HAND, 100),
            text.column(ActWord.WHEN, 66),
            text.column(ActWord.WHO, 110)),
        media,
        one ->
            List.of(
                one.category(),
                one.medium(),
                Integer.toString(one.sheets()),
                one.method(),
                text.time(one.destroyedAt()),
                one.name() + ", " + one.position()));
  }

  /** The electronic signatures. */
  Optional<Block.Table> signatures(List<ActSignature> signatures) {
    return Block.Table.ofEach(
        List.of(
            text.column(ActWord.SIGNED_AT, 66),
            text.codeColumn(ActWord.SIGNED_HASH, 150),
            text.column(ActWord.SIGNED_BY, 120),
            text.column(ActWord.CHECKED, 150)),
        signatures,
        one -> List.of(text.time(one.recordedAt()), one.hash(), one.recordedBy(), checked(one)));
  }

  private String checked(ActSignature signature) {
    return signature.signers().stream()
        .map(
            signer ->
                signer.digest()
                    + ": "
                    + text.word(
                        signer.signature() == ActSignature.Check.VERIFIED
                            ? ActWord.VERIFIED
                            : ActWord.NOT_CHECKED))
        .collect(Collectors.joining("\n", signature.format() + "\n", ""));
  }

  /** What was due and was held or blocked. */
  Optional<Block.Table> kept(JsonNode lines) {
    return Block.Table.ofEach(
        List.of(
            text.column(ActWord.CATEGORY, 72),
            text.column(ActWord.RESTRAINT, 100),
            text.column(ActWord.OVER, 66),
            text.column(ActWord.AUTHORITY, 82),
            text.column(ActWord.REASON, 82),
            text.column(ActWord.ENDS, 64),
            text.numberColumn(ActWord.RECORDS, 46)),
        lines,
        line ->
            List.of(
                line.path("category").asText(),
                text.known(line.path("restraint")) + "\n" + line.path("id").asText(),
                text.over(line.path("over")),
                text.of(line.path("authority")),
                line.path("reason").asText(),
                text.time(line.path("endsAt")),
                line.path("records").asText()));
  }

  /** What was dropped as a whole. */
  Optional<Block.Table> timeTables(JsonNode lines) {
    return Block.Table.ofEach(
        List.of(
            text.column(ActWord.CATEGORY, 74),
            text.column(ActWord.FROM_AND_UNTIL, 66),
            text.codeColumn(ActWord.IDS, 114),
            text.numberColumn(ActWord.RECORDS, 46),
            text.numberColumn(ActWord.PEOPLE, 54),
            text.codeColumn(ActWord.ROOT, 150)),
        lines,
        line ->
            List.of(
                line.path("category").asText(),
                text.time(line.path("from")) + "\n" + text.time(line.path("until")),
                line.path("firstId").asText() + "\n" + line.path("lastId").asText(),
                line.path("records").asText(),
                line.path("subjects").asText(),
                line.path("root").asText()));
  }

  /** How much the depersonalized data says of people. */
  Optional<Block.Table> measures(JsonNode lines) {
    return Block.Table.ofEach(
        List.of(
            text.column(ActWord.CATEGORY, 74),
            text.column(ActWord.STAGE, 36),
            text.numberColumn(ActWord.ROWS, 42),
            text.numberColumn(ActWord.PEOPLE, 54),
            text.numberColumn(ActWord.SUPPRESSED, 52),
            text.numberColumn(ActWord.CLASSES, 46),
            new Block.Column("k", 50, Block.Kind.TEXT),
            new Block.Column("l", 70, Block.Kind.TEXT),
            new Block.Column(
                text.word(ActWord.UNIQUE) + ", " + text.word(ActWord.RISK), 60, Block.Kind.TEXT),
            text.column(ActWord.SAMPLED, 46)),
        lines,
        this::measured);
  }

  private List<String> measured(JsonNode line) {
    List<String> diversity = new ArrayList<>();
    for (JsonNode one : line.path("diversity")) {
      diversity.add(one.path("field").asText() + ": " + one.path("l").asText());
    }
    return List.of(
        line.path("category").asText(),
        text.known(line.path("stage")),
        line.path("rows").asText(),
        line.path("people").asText(),
        line.path("suppressed").asText(),
        line.path("classes").asText(),
        text.of(line.path("k")) + " (≥ " + line.path("kAtLeast").asText() + ")",
        text.of(line.path("l")) + "\n" + String.join(", ", diversity),
        text.share(line.path("uniqueShare")) + "\n" + text.share(line.path("highestRisk")),
        text.yes(line.path("sampled")));
  }

  private static String join(JsonNode texts) {
    List<String> all = new ArrayList<>();
    texts.forEach(one -> all.add(one.asText()));
    return String.join(", ", all);
  }
}
