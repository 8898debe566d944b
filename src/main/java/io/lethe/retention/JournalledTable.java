package io.lethe.retention;

import io.lethe.act.TableJournal.Erased;
import io.lethe.act.TableJournal.Part;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/** A time table that was dropped as a whole. */
record JournalledTable(Erased table) implements JournalLine {

  static final String KIND = "table";

  @Override
  public Instant at() {
    return table.at();
  }

  @Override
  public String text() {
    return String.join(
        ",",
        KIND,
        table.id().toString(),
        table.run().toString(),
        table.policy(),
        table.category(),
        Integer.toString(table.series()),
        table.from().toString(),
        table.until().toString(),
        table.first().toString(),
        table.last().toString(),
        Long.toString(table.subjects()),
        table.rootText(),
        table.parts().stream().map(JournalledTable::text).collect(Collectors.joining(";")),
        table.at().toString());
  }

  private static String text(Part part) {
    return part.protectedBy()
        + ":"
        + part.policyVersion()
        + ":"
        + part.rule()
        + ":"
        + part.records()
        + ":"
        + part.subjects();
  }

  static JournalledTable of(String[] columns) {
    return new JournalledTable(
        new Erased(
            UUID.fromString(columns[1]),
            Instant.parse(columns[13]),
            UUID.fromString(columns[2]),
            columns[3],
            columns[4],
            Integer.parseInt(columns[5]),
            Instant.parse(columns[6]),
            Instant.parse(columns[7]),
            UUID.fromString(columns[8]),
            UUID.fromString(columns[9]),
            Long.parseLong(columns[10]),
            HexFormat.of().parseHex(columns[11]),
            parts(columns[12])));
  }

  private static List<Part> parts(String text) {
    return Arrays.stream(text.split(";"))
        .map(part -> part.split(":"))
        .map(
            part ->
                new Part(
                    Integer.parseInt(part[0]),
                    Integer.parseInt(part[1]),
                    Integer.parseInt(part[2]),
                    Long.parseLong(part[3]),
                    Long.parseLong(part[4])))
        .toList();
  }
}
