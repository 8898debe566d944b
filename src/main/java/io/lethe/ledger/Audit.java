package io.lethe.ledger;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an auditor checks who has files alone, and trusts nothing but a key: without a database,
 * without the service.
 *
 * <p>Each check says in a sentence what holds, or throws what does not.
 */
public final class Audit {

  private static final Pattern TREE = Pattern.compile("([^\\n]+)\\n(\\d{1,18})\\n([^\\n]+)\\n");

  private final VerifierKey key;
  private final Consumer<String> holds;

  /**
   * An audit by a key of the ledger.
   *
   * @param key in its text form
   * @param holds told what was found right, a sentence each
   * @throws AuditFault when it is no such key
   */
  public Audit(String key, Consumer<String> holds) throws AuditFault {
    this.key =
        VerifierKey.parse(key.strip())
            .orElseThrow(() -> new AuditFault("the key is no verifier key of Ed25519"));
    this.holds = holds;
  }

  /** A tree that the ledger has signed. */
  public record Tree(long size, byte[] root) {}

  /**
   * Reads a signed checkpoint.
   *
   * @param which what a fault calls it
   */
  public Tree checkpoint(String note, String which) throws AuditFault {
    SignedNote read =
        SignedNote.parse(note)
            .orElseThrow(() -> new AuditFault(which + " is no signed checkpoint"));
    if (!read.isSignedBy(key)) {
      throw new AuditFault(which + " is not signed by the key " + key.text());
    }
    Matcher tree = TREE.matcher(read.text());
    if (!tree.matches() || !tree.group(1).equals(key.name())) {
      throw new AuditFault(which + " is not of the ledger " + key.name());
    }
    long size = Long.parseLong(tree.group(2));
    holds.accept(which + ", of " + size + " entries, is signed by " + key.name());
    return new Tree(size, bytes(tree.group(3), which));
  }

  /**
   * That the ledger has an entry.
   *
   * @return the tree of its checkpoint, to be compared with one that was kept
   */
  public Tree entry(EntryProof proof) throws AuditFault {
    Tree tree = checkpoint(proof.checkpoint(), "the checkpoint of the proof");
    byte[] commitment = LedgerLeaf.commitment(bytes(proof.salt(), "the salt"), proof.content());
    List<byte[]> path = hashes(proof.hashes());
    boolean included =
        MerkleCheck.root(proof.index(), tree.size(), MerkleFrontier.leaf(commitment), path)
            .filter(root -> Arrays.equals(root, tree.root()))
            .isPresent();
    if (!included) {
      throw new AuditFault(
          "the entry is not what index "
              + proof.index()
              + " of the tree of "
              + tree.size()
              + " entries was committed to: its content, salt, index or path is another");
    }
    holds.accept(
        "the entry is the one of index " + proof.index() + " in the tree of that checkpoint");
    return tree;
  }

  /**
   * That two trees are of one ledger.
   *
   * @param proofs of which one is of these sizes; none is needed when both are of one
   */
  public void goesOn(Tree one, Tree other, List<ConsistencyProof> proofs) throws AuditFault {
    Tree smaller = one.size() <= other.size() ? one : other;
    Tree larger = one.size() <= other.size() ? other : one;
    if (smaller.size() == larger.size()) {
      if (!Arrays.equals(smaller.root(), larger.root())) {
        throw forked(smaller.size());
      }
      holds.accept("the checkpoint that you have kept is of the same tree");
      return;
    }
    if (smaller.size() == 0) {
      return;
    }
    ConsistencyProof proof =
        proofs.stream()
            .filter(of -> of.from() == smaller.size() && of.to() == larger.size())
            .findFirst()
            .orElseThrow(() -> notShown(smaller, larger));
    boolean same =
        MerkleCheck.roots(smaller.size(), larger.size(), smaller.root(), hashes(proof.hashes()))
            .filter(
                roots ->
                    Arrays.equals(roots.smaller(), smaller.root())
                        && Arrays.equals(roots.larger(), larger.root()))
            .isPresent();
    if (!same) {
      throw new AuditFault(
          "the proof does not show that "
              + goesOn(smaller, larger)
              + ": the ledger was forked, or the proof is not its own");
    }
    holds.accept(goesOn(smaller, larger));
  }

  /**
   * That a file has all entries of these trees, and each is what was committed to.
   *
   * @param entries a line of JSON for each, as {@code GET /ledger/entries} gives them
   */
  public void ledger(Path entries, List<Tree> trees) throws AuditFault, IOException {
    holds.accept(new LedgerAudit(entries, trees).check());
  }

  /** Reads JSON that has one meaning: no name twice, nothing after its end. */
  public static JsonMapper strictJson() {
    return JsonMapper.builder(
            JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .build();
  }

  /** Two trees that were signed, of which neither goes on from the other. */
  static AuditFault forked(long size) {
    return new AuditFault(
        "the ledger was forked: its first "
            + size
            + " entries are not those of the other checkpoint");
  }

  private static AuditFault notShown(Tree smaller, Tree larger) {
    return new AuditFault(
        "that "
            + goesOn(smaller, larger)
            + " is not shown: pass the answer of /ledger/proofs/consistency?from="
            + smaller.size()
            + "&to="
            + larger.size());
  }

  private static String goesOn(Tree smaller, Tree larger) {
    return "the tree of " + larger.size() + " entries goes on from that of " + smaller.size();
  }

  private static List<byte[]> hashes(List<String> base64) throws AuditFault {
    byte[][] hashes = new byte[base64.size()][];
    for (int i = 0; i < hashes.length; i++) {
      hashes[i] = bytes(base64.get(i), "a hash of the proof");
    }
    return List.of(hashes);
  }

  /** 32 bytes of base64. */
  static byte[] bytes(String base64, String which) throws AuditFault {
    byte[] bytes =
        Base64Text.read(base64).orElseThrow(() -> new AuditFault(which + " is not in base64"));
    if (bytes.length != MerkleFrontier.HASH) {
      throw new AuditFault(which + " has not 32 bytes");
    }
    return bytes;
  }
}
