package io.lethe.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.RemoteApi;
import io.lethe.crypto.Ed25519;
import io.lethe.ledger.MerklePath.Range;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A ledger in memory, as an auditor gets it: lines of entries, checkpoints, proofs. */
public final class WrittenLedger {

  private final SeededSigner signer;
  private final List<LedgerLeaf> leaves = new ArrayList<>();

  /** An empty one; {@code seed} makes its key. */
  public WrittenLedger(String origin, int seed) {
    byte[] bytes = new byte[Ed25519.KEY_LENGTH];
    bytes[0] = (byte) seed;
    this.signer = SeededSigner.of(origin, bytes);
  }

  /** Appends an entry; gives its index. */
  public long append(String type, Map<String, ?> entry) {
    Instant at = Instant.parse("2026-01-01T00:00:00Z").plusSeconds(leaves.size());
    leaves.add(LedgerLeaf.of(type, at, entry));
    return leaves.size() - 1;
  }

  /** By which its checkpoints are verified. */
  public VerifierKey verifier() {
    return signer.verifier();
  }

  private byte[] hash(Range range) {
    return LogVerifier.root(
        leaves.subList((int) range.from(), (int) range.to()).stream()
            .map(leaf -> LogVerifier.leaf(leaf.commitment()))
            .toList());
  }

  private List<String> hashes(List<Range> ranges) {
    return Base64Text.of(ranges.stream().map(this::hash).toList());
  }

  /** The signed checkpoint of the first so many entries. */
  public String checkpoint(int size) {
    byte[] root = size == 0 ? LogVerifier.sha256() : hash(new Range(0, size));
    return SignedNote.of(Checkpoints.text(verifier().name(), size, root), List.of(signer)).print();
  }

  /** A line of JSON for each entry. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (LedgerLeaf leaf : leaves) {
      JsonNode content = RemoteApi.read(leaf.content());
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("index", lines.size());
      line.put("leafHash", Base64Text.of(LogVerifier.leaf(leaf.commitment())));
      line.put("salt", Base64Text.of(leaf.salt()));
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
        Base64Text.of(leaf.salt()),
        leaf.content(),
        size,
        hashes(MerklePath.inclusion(index, size)),
        checkpoint(size));
  }

  /** A consistency proof. */
  public ConsistencyProof consistency(int from, int to) {
    return new ConsistencyProof(from, to, hashes(MerklePath.consistency(from, to)));
  }
}
