package io.lethe.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.RemoteApi;
import io.lethe.ledger.WrittenLedger;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerificationTest {

  private static final String ACT =
      "{\"id\":\"a-1\",\"counts\":{\"destroyed\":7},\"note\":\"Акт\"}";

  private final WrittenLedger ledger = new WrittenLedger("lethe.example.org/ledger", 1);
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir Path directory;

  @BeforeEach
  void write() throws Exception {
    for (int i = 0; i < 9; i++) {
      ledger.append("test.entry", Map.of("count", i));
    }
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(ACT.getBytes(StandardCharsets.UTF_8));
    ledger.append("act.written", Map.of("act", "a-1", "hash", HexFormat.of().formatHex(hash)));
    ledger.append("test.entry", Map.of("count", 10));
    file("act.json", ACT + "\n");
    file("proof.json", proof(9, 11));
    file("entries", String.join("\n", ledger.lines()) + "\n");
    file("checkpoint", ledger.checkpoint(11));
    file("kept", ledger.checkpoint(4));
    file("consistency.json", RemoteApi.write(ledger.consistency(4, 11)));
  }

  private String proof(int index, int size) {
    return RemoteApi.write(Map.of("act", "a-1", "final", true, "proof", ledger.proof(index, size)));
  }

  private void file(String name, String text) throws IOException {
    Files.writeString(directory.resolve(name), text);
  }

  /** Names of files stand for files of the directory. */
  private ExitCode verify(String arguments) {
    String[] all = ("verify " + arguments + " --key " + ledger.verifier().text()).split(" ");
    for (int i = 1; i < all.length - 2; i++) {
      all[i] = all[i].startsWith("--") ? all[i] : directory.resolve(all[i]).toString();
    }
    Verification verification = (Verification) Arguments.parse(all);
    return verification.run(
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private List<String> said() {
    return out.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private void assertFault(String arguments, String fault) {
    assertThat(verify(arguments)).isEqualTo(ExitCode.FAULT);
    assertThat(said()).last().asString().isEqualTo("FAULT  " + fault);
    assertThat(said()).doesNotContain("verified");
  }

  @Test
  void actIsVerifiedAgainstACheckpointThatWasKept() {
    // When
    ExitCode exit =
        verify(
            "--act act.json --proof proof.json --checkpoint kept --consistency consistency.json");

    // Then
    assertThat(exit).as(said().toString()).isEqualTo(ExitCode.COMPLETED);
    assertThat(said()).hasSize(6).last().isEqualTo("verified");
    assertThat(said().get(1))
        .isEqualTo("ok     the entry is the one of index 9 in the tree of that checkpoint");
    assertThat(said().get(2))
        .startsWith(
            "ok     the act is a-1 as it was written on 2026-01-01T00:00:09Z, by its SHA-256 ");
    assertThat(said().get(4)).isEqualTo("ok     the tree of 11 entries goes on from that of 4");
  }

  @Test
  void changedActIsNamed() throws Exception {
    // Given
    file("act.json", ACT.replace("7", "8"));

    // When
    ExitCode exit = verify("--act act.json --proof proof.json");

    // Then
    assertThat(exit).isEqualTo(ExitCode.FAULT);
    assertThat(said())
        .last()
        .asString()
        .startsWith("FAULT  the act is another than was written: its SHA-256 is ");
  }

  @Test
  void proofOfSomethingElseIsNamed() throws Exception {
    // Given
    file("proof.json", proof(3, 11));

    // Then
    assertFault(
        "--act act.json --proof proof.json", "the entry is not that of an act, but test.entry");
  }

  @Test
  void actThatIsNotFinalIsNamed() throws Exception {
    // Given
    Map<String, Object> proof = new LinkedHashMap<>(Map.of("final", false));
    proof.put("proof", null);
    file("proof.json", RemoteApi.write(proof));

    // Then
    assertFault(
        "--act act.json --proof proof.json",
        "the proof is of an act that is not final yet: ask for it again");
  }

  @Test
  void forkIsNamed() throws Exception {
    // Given
    WrittenLedger fork = new WrittenLedger("lethe.example.org/ledger", 1);
    for (int i = 0; i < 4; i++) {
      fork.append("test.entry", Map.of("count", i));
    }
    file("kept", fork.checkpoint(4));

    // Then
    assertFault(
        "--act act.json --proof proof.json --checkpoint kept --consistency consistency.json",
        "the proof does not show that the tree of 11 entries goes on from that of 4: the ledger was"
            + " forked, or the proof is not its own");
  }

  @Test
  void proofOfOtherSizesIsNoFork() throws Exception {
    // Given
    file("kept", ledger.checkpoint(5));

    // Then
    assertFault(
        "--act act.json --proof proof.json --checkpoint kept --consistency consistency.json",
        "that the tree of 11 entries goes on from that of 5 is not shown: pass the answer of"
            + " /ledger/proofs/consistency?from=5&to=11");
  }

  @Test
  void wholeLedgerIsVerified() {
    // When
    ExitCode exit = verify("--entries entries --checkpoint checkpoint --checkpoint kept");

    // Then
    assertThat(exit).isEqualTo(ExitCode.COMPLETED);
    assertThat(said()).contains("ok     all 11 entries are those of the checkpoint", "verified");
  }

  @Test
  void faultOfALedgerIsNamed() throws Exception {
    // Given
    List<String> lines = ledger.lines();
    Collections.swap(lines, 2, 3);
    file("entries", String.join("\n", lines));

    // Then
    assertFault(
        "--entries entries --checkpoint checkpoint",
        "entry 2 is out of order: it is in line 4, after a later one");
  }

  @Test
  void whatIsNoTextIsAFault() throws Exception {
    // Given
    Files.write(directory.resolve("entries"), new byte[] {'{', (byte) 0xff, '}'});

    // Then
    assertFault("--entries entries --checkpoint checkpoint", "a file is no text in UTF-8");
  }

  @Test
  void proofThatIsCutIsAFault() throws Exception {
    // Given
    file("proof.json", proof(9, 11).substring(0, 50));

    // Then
    assertFault(
        "--act act.json --proof proof.json",
        directory.resolve("proof.json") + " is cut, or is not JSON");
  }

  @Test
  void missingFileIsNamed() {
    // When
    ExitCode exit = verify("--entries none --checkpoint checkpoint");

    // Then
    assertThat(exit).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .isEqualTo("lethe: there is no file " + directory.resolve("none") + "\n");
  }
}
