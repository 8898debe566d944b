package io.lethe.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.Api;
import io.lethe.access.Role;
import io.lethe.command.Verified;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All that tells what the service has done, as text, by where it is told. */
final class Evidence {

  /** Where the data itself is: tables with values of records. Every other table is evidence. */
  private static final Set<String> DATA =
      Set.of(
          "public.record",
          "public.every_record",
          "public.record_timed",
          "public.record_previous",
          "public.blind_index",
          "depersonalized.intake",
          "depersonalized.record");

  private static final String TIME_TABLE = "public.record_timed_";

  private final Map<String, String> told = new TreeMap<>();
  private final LetheClient lethe = new LetheClient();
  private final Path files;

  private Evidence(Path files) {
    this.files = files;
  }

  /**
   * All of it.
   *
   * @param files an empty directory for what is verified
   * @param journals the journal directory
   */
  static Evidence of(Tables tables, Path files, Path journals, List<UUID> records)
      throws IOException {
    Evidence evidence = new Evidence(files);
    evidence.api(records);
    evidence.acts();
    evidence.ledger();
    evidence.files(journals);
    evidence.tables(tables);
    return evidence;
  }

  /** What is told where. */
  Map<String, String> told() {
    return told;
  }

  /** The values of these that are found, by where. */
  Map<String, List<String>> find(Map<String, ValueForms> values) {
    Map<String, List<String>> found = new TreeMap<>();
    FormSearch search = FormSearch.of(values);
    told.forEach(
        (where, text) -> {
          List<String> here = search.in(text);
          if (!here.isEmpty()) {
            found.put(where, here);
          }
        });
    return found;
  }

  /** Every table of the database but those of the data, whole. */
  private void tables(Tables tables) {
    List<String> names =
        tables.column(
            String.class,
            "SELECT table_schema || '.' || table_name FROM information_schema.tables"
                + " WHERE table_type = 'BASE TABLE' AND table_schema NOT LIKE 'pg\\_%'"
                + " AND table_schema <> 'information_schema' ORDER BY 1");
    assertThat(names).containsAll(DATA);
    for (String name : names) {
      if (!DATA.contains(name) && !name.startsWith(TIME_TABLE)) {
        told.put(
            "table " + name,
            String.join(
                "\n",
                tables.column(
                    String.class, "SELECT whole_row::text FROM " + name + " AS whole_row")));
      }
    }
  }

  private void api(List<UUID> records) {
    read(Role.PRIVACY_OFFICER, "/retention/runs?limit=500");
    read(Role.PRIVACY_OFFICER, "/retention/forecast");
    read(Role.PRIVACY_OFFICER, "/requests?limit=500");
    read(Role.PRIVACY_OFFICER, "/incidents?limit=500");
    read(Role.AUDITOR, "/depersonalizations?limit=500");
    read(Role.AUDITOR, "/policies/sens/versions/1/methods");
    read(Role.SECURITY, "/keys");
    read(Role.SECURITY, "/jobs?limit=500");
    for (UUID id : records) {
      told.put(
          "explanation of " + id,
          lethe.as(Role.PRODUCT).get("/api/v1/records/{id}/explanation", id).asString());
    }
    for (String run : ids(told.get("/retention/runs?limit=500"))) {
      read(Role.PRIVACY_OFFICER, "/retention/runs/" + run);
    }
    for (String task : ids(read(Role.PRIVACY_OFFICER, "/tasks?limit=500"))) {
      read(Role.PRIVACY_OFFICER, "/tasks/" + task + "/records");
    }
    told.put("metrics", lethe.as(Role.AUDITOR).get("/q/metrics").asString());
  }

  private void acts() {
    for (String act : ids(read(Role.AUDITOR, "/acts?limit=500"))) {
      read(Role.AUDITOR, "/acts/" + act);
      read(Role.AUDITOR, "/acts/" + act + "/status");
      Awaiting.until(
          () -> read(Role.AUDITOR, "/acts/" + act + "/proof"),
          proof -> proof.contains("\"final\":true"));
      read(Role.AUDITOR, "/acts/" + act + "/event-log");
      told.put(
          "event log of " + act + " as CSV",
          Api.as(Role.AUDITOR).accept("text/csv").get("/acts/" + act + "/event-log").asString());
    }
  }

  private void ledger() throws IOException {
    String key = read(Role.AUDITOR, "/ledger/keys").strip();
    String checkpoint = read(Role.AUDITOR, "/ledger/checkpoint");
    int size = Integer.parseInt(checkpoint.lines().toList().get(1));
    String entries = read(Role.AUDITOR, "/ledger/entries?limit=" + size);
    read(Role.AUDITOR, "/ledger/proofs/inclusion?index=0&size=" + size);
    read(Role.AUDITOR, "/ledger/proofs/consistency?from=1&to=" + size);
    for (String of : List.of("0", "entries")) {
      String tile = "/ledger/tile/" + of + "/000" + (size < 256 ? ".p/" + size : "");
      bytes(tile, Api.as(Role.AUDITOR).accept("*/*").get(tile));
    }
    String act = ids(told.get("/acts?limit=500")).get(0);
    verified(
        key,
        Map.of("--act", told.get("/acts/" + act), "--proof", told.get("/acts/" + act + "/proof")));
    verified(
        key,
        Map.of(
            "--entries",
            Stream.of(Api.json(entries).path("items"))
                .flatMap(
                    items -> Stream.iterate(0, i -> i < items.size(), i -> i + 1).map(items::get))
                .map(entry -> entry + "\n")
                .collect(Collectors.joining()),
            "--checkpoint",
            checkpoint));
  }

  private void verified(String key, Map<String, String> of) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("verify", "--key", key));
    for (Map.Entry<String, String> file : of.entrySet()) {
      Path path = files.resolve("verified" + file.getKey());
      Files.writeString(path, file.getValue());
      arguments.add(file.getKey());
      arguments.add(path.toString());
    }
    String said = Verified.said(arguments.toArray(new String[0]));
    assertThat(said).contains("verified");
    told.put("verify " + of.keySet(), said);
  }

  /** Begins anew where a file came to its place, and left another, while they were listed. */
  private void files(Path journals) throws IOException {
    for (int tries = 1; ; tries++) {
      try {
        walked(journals);
        return;
      } catch (UncheckedIOException | NoSuchFileException e) {
        if (tries == 5) {
          throw e;
        }
      }
    }
  }

  private void walked(Path journals) throws IOException {
    try (Stream<Path> all = Files.walk(journals)) {
      for (Path file : all.filter(one -> !one.toString().endsWith(".tmp")).toList()) {
        if (Files.isRegularFile(file)) {
          told.put("file " + file.getFileName(), Files.readString(file));
        }
      }
    }
  }

  private String read(Role role, String path) {
    Response answer = Api.as(role).urlEncodingEnabled(false).get(path);
    assertThat(answer.statusCode()).as(path).isEqualTo(200);
    told.put(path, answer.asString());
    return answer.asString();
  }

  /** Bytes as a database writes them, and as they are where they are ASCII. */
  private void bytes(String path, Response answer) {
    assertThat(answer.statusCode()).as(path).isEqualTo(200);
    byte[] body = answer.asByteArray();
    told.put(
        path,
        HexFormat.of().formatHex(body) + "\n" + new String(body, StandardCharsets.ISO_8859_1));
  }

  private static List<String> ids(String page) {
    JsonPath read = JsonPath.from(page);
    Object next = read.get("next");
    assertThat(next).as("the page is the last").isNull();
    return read.getList("items.id", String.class);
  }
}
