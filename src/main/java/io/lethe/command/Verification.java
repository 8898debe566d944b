package io.lethe.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.lethe.crypto.Sha256;
import io.lethe.ledger.Audit;
import io.lethe.ledger.Audit.Tree;
import io.lethe.ledger.AuditFault;
import io.lethe.ledger.ConsistencyProof;
import io.lethe.ledger.EntryProof;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Verify an act, or a ledger, from files alone.
 *
 * @param act its file, with that of its proof
 * @param entries the file of the ledger's entries
 * @param checkpoints files of checkpoints
 * @param consistency files of consistency proofs
 * @param key of the ledger
 */
record Verification(
    Optional<Path> act,
    Optional<Path> proof,
    Optional<Path> entries,
    List<Path> checkpoints,
    List<Path> consistency,
    String key)
    implements Arguments {

  private static final JsonMapper JSON = Audit.strictJson();

  /**
   * Reads the options.
   *
   * @throws IllegalArgumentException when they are not understood, with a line that says why
   */
  static Verification parse(Deque<String> left) {
    Path act = null;
    Path proof = null;
    Path entries = null;
    String key = null;
    List<Path> checkpoints = new ArrayList<>();
    List<Path> consistency = new ArrayList<>();
    while (!left.isEmpty()) {
      String option = left.removeFirst();
      switch (option) {
        case "--act" -> act = Path.of(Arguments.value(option, left));
        case "--proof" -> proof = Path.of(Arguments.value(option, left));
        case "--entries" -> entries = Path.of(Arguments.value(option, left));
        case "--consistency" -> consistency.add(Path.of(Arguments.value(option, left)));
        case "--checkpoint" -> checkpoints.add(Path.of(Arguments.value(option, left)));
        case "--key" -> key = Arguments.value(option, left);
        default -> throw new IllegalArgumentException("unknown option: " + option);
      }
    }
    if (key == null) {
      throw new IllegalArgumentException("verify needs --key");
    }
    if ((act == null) != (proof == null) || (act == null) == (entries == null)) {
      throw new IllegalArgumentException("verify needs --act and --proof, or --entries");
    }
    if (entries != null && checkpoints.isEmpty()) {
      throw new IllegalArgumentException("--entries needs --checkpoint");
    }
    if (!consistency.isEmpty() && (act == null || checkpoints.isEmpty())) {
      throw new IllegalArgumentException("--consistency needs --act and --checkpoint");
    }
    return new Verification(
        Optional.ofNullable(act),
        Optional.ofNullable(proof),
        Optional.ofNullable(entries),
        checkpoints,
        consistency,
        key);
  }

  /** Says line by line what holds, and the first fault. */
  ExitCode run(PrintStream out, PrintStream err) {
    try {
      Audit audit = new Audit(key, what -> out.println("ok     " + what));
      if (entries.isPresent()) {
        List<Tree> trees = new ArrayList<>();
        for (Path file : checkpoints) {
          trees.add(audit.checkpoint(text(file), file.toString()));
        }
        audit.ledger(entries.get(), trees);
      } else {
        act(audit, text(act.orElseThrow()), json(proof.orElseThrow()), out);
      }
      out.println("verified");
      return ExitCode.COMPLETED;
    } catch (AuditFault e) {
      out.println("FAULT  " + e.what());
      return ExitCode.FAULT;
    } catch (IOException | UncheckedIOException e) {
      Throwable cause = e instanceof UncheckedIOException ? e.getCause() : e;
      if (cause instanceof MalformedInputException) {
        out.println("FAULT  a file is no text in UTF-8");
        return ExitCode.FAULT;
      }
      err.println("lethe: " + unreadable(cause));
      return ExitCode.USAGE;
    }
  }

  private void act(Audit audit, String act, JsonNode proof, PrintStream out)
      throws AuditFault, IOException {
    JsonNode of = proof.path("proof");
    if (!of.isObject()) {
      throw new AuditFault("the proof is of an act that is not final yet: ask for it again");
    }
    EntryProof entry =
        new EntryProof(
            of.path("index").asLong(-1),
            of.path("salt").asText(),
            of.path("content").asText(),
            of.path("size").asLong(-1),
            texts(of.path("hashes")),
            of.path("checkpoint").asText());
    Tree tree = audit.entry(entry);
    written(act, entry.content(), out);
    List<ConsistencyProof> proofs = new ArrayList<>();
    for (Path file : consistency) {
      JsonNode one = json(file);
      proofs.add(
          new ConsistencyProof(
              one.path("from").asLong(-1), one.path("to").asLong(-1), texts(one.path("hashes"))));
    }
    for (Path file : checkpoints) {
      audit.goesOn(tree, audit.checkpoint(text(file), file.toString()), proofs);
    }
  }

  /** That an entry is of this act, as it is. */
  private static void written(String act, String content, PrintStream out)
      throws AuditFault, IOException {
    JsonNode entry = JSON.readTree(content);
    JsonNode says = entry.path("entry");
    if (!entry.path("type").asText().equals("act.written")) {
      throw new AuditFault("the entry is not that of an act, but " + entry.path("type").asText());
    }
    String hash = Sha256.hex(act.strip());
    if (!says.path("hash").asText().equals(hash)) {
      throw new AuditFault(
          "the act is another than was written: its SHA-256 is %s, that in the ledger %s"
              .formatted(hash, says.path("hash").asText()));
    }
    out.println(
        "ok     the act is %s as it was written on %s, by its SHA-256 %s"
            .formatted(says.path("act").asText(), entry.path("at").asText(), hash));
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file);
  }

  private static JsonNode json(Path file) throws IOException, AuditFault {
    try {
      return JSON.readTree(text(file));
    } catch (JsonProcessingException e) {
      throw new AuditFault(file + " is cut, or is not JSON");
    }
  }

  private static String unreadable(Throwable cause) {
    return cause instanceof NoSuchFileException missing
        ? "there is no file " + missing.getFile()
        : "a file cannot be read: " + cause.getClass().getSimpleName();
  }
}
