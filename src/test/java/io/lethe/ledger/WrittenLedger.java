package io.lethe.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.RemoteApi;
import io.lethe.crypto.Ed25519;
import io.lethe.crypto.SecretBytes;
import io.lethe.ledger.MerklePath.Range;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A ledger in memory, as an auditor gets it: lines of entries, checkpoints, proofs. */
public final class WrittenLedger implements CheckpointSigner {

  private final SecretBytes key;
  private final VerifierKey verifier;
  private final List<LedgerLeaf> leaves = new ArrayList<>();

  /** An empty one; {@code seed} makes its key. */
  public WrittenLedger(String origin, int seed) {
    byte[] bytes = new byte[Ed25519.KEY_LENGTH];
    bytes[0] = (byte) seed;
    this.key = SecretBytes.copyOf(bytes);
    this.verifier = new VerifierKey(origin, Ed25519.publicKey(key));
  }

  /** Appends an entry; gives its index. */
  public long append(String type, Map<String, ?> entry) {
    Instant at = Instant.parse("2026-01-01T00:00:00Z").plusSeconds(leaves.size());
    leaves.add(LedgerLeaf.of(type, at, entry));
    return leaves.size() - 1;
  }

  /** The same entries and key, to go another way from here. */
  public WrittenLedger fork() {
    WrittenLedger fork = new WrittenLedger(verifier.name(), key.use(bytes -> (int) bytes[0]));
    fork.leaves.addAll(leaves);
    return fork;
  }

  @Override
  public VerifierKey verifier() {
    return verifier;
  }

  @Override
  public byte[] sign(byte[] message) {
    return Ed25519.sign(key, message);
  }

  private byte[] hash(Range range) {
    return LogVerifier.root(
        leaves.subList((int) range.from(), (int) range.to()).stream()
            .map(leaf -> LogVerifier.leaf(leaf.commitment()))
            .toList());
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private List<String> hashes(List<Range> ranges) {
    return ranges.stream().map(range -> base64(hash(range))).toList();
  }

  /** The signed checkpoint of the first so many entries. */
  public String checkpoint(int size) {
    byte[] root = size == 0 ? LogVerifier.sha256() : hash(new Range(0, size));
    return SignedNote.of(Checkpoints.text(verifier.name(), size, root), List.of(this)).print();
  }

  /** A line of JSON for each entry. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (LedgerLeaf leaf : leaves) {
      JsonNode content = RemoteApi.read(leaf.content());
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("index", lines.size());
      line.put("leafHash", base64(LogVerifier.leaf(leaf.commitment())));
      line.put("salt", base64(leaf.salt()));
      line.put("type", content.path("type"));
      line.put("at", content.path("at"));
      line.put("entry", content.path("entry"));
      lines.add(RemoteApi.write(line));
    }
    return lines;
  }

  /** The proof of an entry in the tree of the first so many. */
  public EntryProof proof(int index, int size) {
    LedgerLeaf leaf = leaves.get(index);
    return new EntryProof(
        index,
        base64(leaf.salt()),
        leaf.content(),
        size,
        hashes(MerklePath.inclusion(index, size)),
        checkpoint(size));
  }

  /** A consistency proof. */
  public Audit.Consistency consistency(int from, int to) {
    return new Audit.Consistency(from, to, hashes(MerklePath.consistency(from, to)));
  }
}
