package io.lethe.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LedgerLeafTest {

  private static final Instant AT = Instant.parse("2026-03-01T10:00:00.123456Z");

  @Test
  void contentIsCanonical() {
    // Given
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("run", "r");
    entry.put("count", 7);
    entry.put("fields", List.of("b", "a"));
    entry.put("dry", true);

    // When
    LedgerLeaf leaf = LedgerLeaf.of("retention.batch", AT, entry);

    // Then
    assertThat(leaf.content())
        .isEqualTo(
            "{\"at\":\"2026-03-01T10:00:00.123456Z\",\"entry\":{\"count\":7,\"dry\":true,"
                + "\"fields\":[\"b\",\"a\"],\"run\":\"r\"},\"type\":\"retention.batch\"}");
  }

  @Test
  void leafOfACommitmentIsPinned() {
    // Given
    byte[] salt = new byte[32];
    salt[31] = 1;

    // When
    byte[] hash = MerkleFrontier.leaf(LedgerLeaf.commitment(salt, "{\"a\":1}"));

    // Then: printf of salt and text through sha256sum, then 00 and that digest through it again
    assertThat(HexFormat.of().formatHex(hash))
        .isEqualTo("a3704078d62f9c30e6fac378b2ec47e2a65bbe88574fcfa902070684918963a9");
  }

  @Test
  void sameContentHasAnotherCommitmentEachTime() {
    // When
    LedgerLeaf first = LedgerLeaf.of("t", AT, Map.of("a", "b"));
    LedgerLeaf second = LedgerLeaf.of("t", AT, Map.of("a", "b"));

    // Then
    assertThat(first.content()).isEqualTo(second.content());
    assertThat(first.commitment()).isNotEqualTo(second.commitment());
  }
}
