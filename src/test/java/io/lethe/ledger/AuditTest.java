package io.lethe.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.ledger.Audit.Tree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditTest {

  private static final int SIZE = 23;
  private static final String ERASED =
      "\"salt\":null,\"type\":\"erased\",\"at\":null,\"entry\":null}";

  private final WrittenLedger ledger = new WrittenLedger("lethe.example.org/ledger", 1);
  private final List<String> said = new ArrayList<>();

  @TempDir Path directory;

  @BeforeEach
  void write() {
    for (int i = 0; i < SIZE; i++) {
      ledger.append("test.entry", Map.of("name", "Проверка " + i, "count", i, "done", i % 2 == 0));
    }
  }

  private Audit audit() throws AuditFault {
    return new Audit(ledger.verifier().text(), said::add);
  }

  private void check(List<String> lines, String... checkpoints) throws AuditFault, IOException {
    check(String.join("\n", lines).getBytes(StandardCharsets.UTF_8), checkpoints);
  }

  private void check(byte[] entries, String... checkpoints) throws AuditFault, IOException {
    Path file = Files.write(directory.resolve("entries"), entries);
    List<Tree> trees = new ArrayList<>();
    for (String checkpoint : checkpoints) {
      trees.add(audit().checkpoint(checkpoint, "the checkpoint"));
    }
    audit().ledger(file, trees);
  }

  private static void assertFault(ThrowingCallable check, String what) {
    assertThatThrownBy(check).isInstanceOf(AuditFault.class).hasMessage(what);
  }

  @Test
  void wholeLedgerIsThatOfItsCheckpoints() throws Exception {
    // When
    check(ledger.lines(), ledger.checkpoint(SIZE), ledger.checkpoint(5), ledger.checkpoint(0));

    // Then
    assertThat(said)
        .contains(
            "the checkpoint, of 5 entries, is signed by lethe.example.org/ledger",
            "all 23 entries are those of the checkpoint");
  }

  @Test
  void whatComesAfterTheCheckpointIsNamed() {
    assertFault(
        () -> check(ledger.lines(), ledger.checkpoint(20)),
        "what comes after entry 19 is of no checkpoint: leave it out, or get a newer checkpoint");
  }

  @Test
  void lineThatSaysMoreThanAnEntryIsNamed() {
    for (String more : List.of("\"entry\":{},", "\"note\":1,")) {
      List<String> lines = ledger.lines();
      lines.set(7, lines.get(7).replace("\"leafHash\"", more + "\"leafHash\""));
      assertThatThrownBy(() -> check(lines, ledger.checkpoint(SIZE)))
          .isInstanceOf(AuditFault.class)
          .hasMessageStartingWith("line 8 is ");
    }
  }

  @Test
  void erasedEntryIsKnownByItsLeafAlone() throws Exception {
    // Given
    List<String> lines = ledger.lines();
    lines.replaceAll(
        line ->
            line.contains("\"index\":7,") ? line.replaceAll(",\"salt\".*", "," + ERASED) : line);

    // When
    check(lines, ledger.checkpoint(SIZE));

    // Then
    assertThat(said)
        .contains(
            "all 23 entries are those of the checkpoint, 1 of them erased: their leaves alone are"
                + " known");
  }

  @Test
  void entryWithoutItsSaltIsNotTakenForAnErasedOne() {
    List<String> lines = ledger.lines();
    lines.set(7, lines.get(7).replaceAll("\"salt\":\"[^\"]*\"", "\"salt\":null"));
    assertFault(() -> check(lines, ledger.checkpoint(SIZE)), "line 8: entry 7 has no salt");
  }

  @Test
  void changedEntryIsNamed() {
    List<String> lines = ledger.lines();
    lines.set(7, lines.get(7).replace("\"count\":7", "\"count\":8"));
    assertFault(
        () -> check(lines, ledger.checkpoint(SIZE)),
        "line 8: entry 7 does not say what was committed to");
  }

  @Test
  void droppedEntryIsNamed() {
    List<String> lines = ledger.lines();
    lines.remove(7);
    assertFault(
        () -> check(lines, ledger.checkpoint(SIZE)), "entry 7 is missing: line 8 is a later one");
  }

  @Test
  void reorderedEntryIsNamed() {
    List<String> lines = ledger.lines();
    Collections.swap(lines, 7, 11);
    assertFault(
        () -> check(lines, ledger.checkpoint(SIZE)),
        "entry 7 is out of order: it is in line 12, after a later one");
  }

  @Test
  void duplicatedEntryIsNamed() {
    List<String> lines = ledger.lines();
    lines.add(8, lines.get(7));
    assertFault(() -> check(lines, ledger.checkpoint(SIZE)), "line 9: entry 7 is there twice");
  }

  @Test
  void truncatedLedgerIsNamed() {
    assertFault(
        () -> check(ledger.lines().subList(0, 9), ledger.checkpoint(SIZE)),
        "the ledger ends after 9 entries; the checkpoint has 23");
    List<String> cut = ledger.lines();
    cut.set(SIZE - 1, cut.get(SIZE - 1).substring(0, 40));
    assertFault(() -> check(cut, ledger.checkpoint(SIZE)), "line 23 is cut, or is not JSON");
  }

  @Test
  void forkedLedgerIsNamed() {
    // Given
    WrittenLedger fork = new WrittenLedger("lethe.example.org/ledger", 1);
    for (int i = 0; i < SIZE; i++) {
      fork.append("test.entry", Map.of("count", i));
    }

    // Then
    assertFault(
        () -> check(fork.lines(), fork.checkpoint(SIZE), ledger.checkpoint(5)),
        "the first 5 entries are not those of the checkpoint of that size: the ledger was forked,"
            + " or an entry was changed together with its leaf");
    assertFault(
        () ->
            audit()
                .goesOn(
                    audit().checkpoint(fork.checkpoint(SIZE), "a"),
                    audit().checkpoint(ledger.checkpoint(5), "b"),
                    List.of(fork.consistency(5, SIZE))),
        "the proof does not show that the tree of 23 entries goes on from that of 5: the ledger was"
            + " forked, or the proof is not its own");
    assertFault(
        () ->
            audit()
                .goesOn(
                    audit().checkpoint(fork.checkpoint(SIZE), "a"),
                    audit().checkpoint(ledger.checkpoint(SIZE), "b"),
                    List.of()),
        "the ledger was forked: its first 23 entries are not those of the other checkpoint");
  }

  @Test
  void checkpointOfAnotherKeyIsRefused() {
    WrittenLedger other = new WrittenLedger("lethe.example.org/ledger", 2);
    assertFault(
        () -> audit().checkpoint(other.checkpoint(0), "the checkpoint"),
        "the checkpoint is not signed by the key " + ledger.verifier().text());
    assertFault(
        () -> audit().checkpoint("lethe\n", "the checkpoint"),
        "the checkpoint is no signed checkpoint");
    assertFault(
        () -> new Audit("lethe+01020304+abcd", said::add), "the key is no verifier key of Ed25519");
  }

  @Test
  void everyEntryIsProvedUnderEveryLaterCheckpoint() throws Exception {
    for (int size = 1; size <= SIZE; size++) {
      for (int index = 0; index < size; index++) {
        // When
        Tree tree = audit().entry(ledger.proof(index, size));

        // Then
        assertThat(tree.size()).isEqualTo(size);
        audit()
            .goesOn(
                tree,
                audit().checkpoint(ledger.checkpoint(SIZE), "kept"),
                List.of(ledger.consistency(size, SIZE)));
      }
    }
  }

  @Test
  void proofOfAnotherEntryIsNamed() {
    // Given
    EntryProof proof = ledger.proof(7, SIZE);
    EntryProof moved =
        new EntryProof(8, proof.salt(), proof.content(), SIZE, proof.hashes(), proof.checkpoint());

    // Then
    assertFault(
        () -> audit().entry(moved),
        "the entry is not what index 8 of the tree of 23 entries was committed to: its content,"
            + " salt, index or path is another");
  }

  @Test
  void missingConsistencyProofIsAskedFor() {
    assertFault(
        () ->
            audit()
                .goesOn(
                    audit().checkpoint(ledger.checkpoint(5), "a"),
                    audit().checkpoint(ledger.checkpoint(9), "b"),
                    List.of()),
        "that the tree of 9 entries goes on from that of 5 is not shown: pass the answer of"
            + " /ledger/proofs/consistency?from=5&to=9");
  }

  /** Any one byte of entries or checkpoint, changed to any other. */
  @RepeatedTest(400)
  void flippedByteIsFound(RepetitionInfo repetition) {
    // Given
    Random random = new Random(repetition.getCurrentRepetition());
    byte[] entries = String.join("\n", ledger.lines()).getBytes(StandardCharsets.UTF_8);
    byte[] checkpoint = ledger.checkpoint(SIZE).getBytes(StandardCharsets.UTF_8);
    byte[] victim = random.nextInt(4) == 0 ? checkpoint : entries;
    int at = random.nextInt(victim.length);
    victim[at] ^= (byte) (1 + random.nextInt(127));

    // Then
    assertThatThrownBy(() -> check(entries, new String(checkpoint, StandardCharsets.UTF_8)))
        .as("byte %d of %s", at, victim == entries ? "the entries" : "the checkpoint")
        .isInstanceOfAny(AuditFault.class, UncheckedIOException.class);
  }
}
