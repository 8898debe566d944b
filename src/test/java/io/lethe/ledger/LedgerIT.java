package io.lethe.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Eventually;
import io.lethe.Installation;
import io.lethe.ProductionProcess;
import io.lethe.RemoteApi;
import io.lethe.Sql;
import io.lethe.TestPostgres;
import io.lethe.access.Role;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A ledger of three levels of tiles, read as an auditor's tools read it. */
class LedgerIT {

  private static final int ENTRIES = 70_000;
  private static final int WIDTH = 256;

  private static final String MANY =
      """
      INSERT INTO ledger_entry (salt, entry, commitment, at)
      SELECT s.salt, s.entry, sha256(s.salt || convert_to(s.entry, 'UTF8')), now()
      FROM (SELECT sha256(i::text::bytea) AS salt,
        '{"at":"2026-01-01T00:00:00Z","entry":{"i":' || i || '},"type":"test.many"}' AS entry
        FROM generate_series(1, %d) AS i) s
      """;

  private final HttpClient http = HttpClient.newHttpClient();

  @TempDir Path directory;

  private String address = "";
  private String token = "";

  @Test
  void everyTileAndProofOfALargeLedgerIsRight() throws Exception {
    TestPostgres.Database database = TestPostgres.fresh();
    try (Installation lethe =
            Installation.create(
                database,
                directory,
                Map.of(
                    "lethe.scheduler.enabled", "false",
                    "lethe.ledger.origin", "lethe.example.org/ledger"));
        Sql sql = Sql.open(database);
        ProductionProcess service = lethe.start("-Xmx256m")) {
      RemoteApi api = lethe.api(service);
      address = api.url() + "/api/v1/ledger/";
      token = api.token(Role.AUDITOR);

      // Given
      sql.execute(MANY.formatted(ENTRIES));
      long began = System.nanoTime();

      // When
      LogVerifier.Tree tree =
          Eventually.get(
              "all is sealed",
              Duration.ofMinutes(2),
              this::checkpoint,
              newest -> newest.size() >= ENTRIES && unsealed(sql) == 0);

      // Then
      System.out.printf(
          Locale.ROOT,
          "ledger: %d entries sealed, %.0f per second%n",
          tree.size(),
          ENTRIES * 1e9 / (System.nanoTime() - began));
      assertThat(tree.origin()).isEqualTo("lethe.example.org/ledger");
      List<byte[]> leaves = leaves(tree.size());
      assertThat(LogVerifier.root(leaves)).isEqualTo(tree.root());
      assertTiles(leaves);
      assertProofs(leaves, tree);
    }
  }

  private static long unsealed(Sql sql) {
    return sql.number("SELECT count(*) FROM ledger_entry WHERE index IS NULL");
  }

  private LogVerifier.Tree checkpoint() {
    try {
      return LogVerifier.open(text("checkpoint"), text("keys").strip());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The leaves of all entries, from their bundles. */
  private List<byte[]> leaves(long size) {
    List<byte[]> leaves = new ArrayList<>();
    for (long bundle = 0; bundle * WIDTH < size; bundle++) {
      int width = (int) Math.min(WIDTH, size - bundle * WIDTH);
      byte[] entries = get("tile/entries/" + TileId.path(bundle) + partial(width));
      assertThat(entries).hasSize(width * 34);
      for (int at = 0; at < entries.length; at += 34) {
        assertThat(entries[at] << 8 | entries[at + 1]).isEqualTo(32);
        leaves.add(LogVerifier.leaf(Arrays.copyOfRange(entries, at + 2, at + 34)));
      }
    }
    return leaves;
  }

  private static String partial(int width) {
    return width == WIDTH ? "" : ".p/" + width;
  }

  /** Every tile of every level against what follows from the leaves. */
  private void assertTiles(List<byte[]> leaves) {
    List<byte[]> hashes = leaves;
    for (int level = 0; !hashes.isEmpty(); level++) {
      List<byte[]> next = new ArrayList<>();
      for (int tile = 0; tile * WIDTH < hashes.size(); tile++) {
        List<byte[]> expected =
            hashes.subList(tile * WIDTH, Math.min(hashes.size(), (tile + 1) * WIDTH));
        byte[] read = get("tile/" + level + "/" + TileId.path(tile) + partial(expected.size()));
        assertThat(read).as("tile %d of level %d", tile, level).isEqualTo(joined(expected));
        if (expected.size() == WIDTH) {
          next.add(LogVerifier.root(expected));
        }
      }
      hashes = next;
    }
  }

  private static byte[] joined(List<byte[]> hashes) {
    byte[] all = new byte[hashes.size() * 32];
    for (int i = 0; i < hashes.size(); i++) {
      System.arraycopy(hashes.get(i), 0, all, i * 32, 32);
    }
    return all;
  }

  private void assertProofs(List<byte[]> leaves, LogVerifier.Tree tree) {
    for (int size : List.of(1, 255, 256, 257, 511, 65_535, 65_536, 65_537, (int) tree.size())) {
      byte[] root = LogVerifier.root(leaves.subList(0, size));
      for (int index : List.of(0, size / 3, size - 1)) {
        JsonNode proof = json("proofs/inclusion?index=" + index + "&size=" + size);
        assertThat(
                LogVerifier.includes(
                    index, size, leaves.get(index), root, LogVerifier.hashes(proof)))
            .as("entry %d of %d", index, size)
            .isTrue();
      }
      JsonNode proof = json("proofs/consistency?from=" + size + "&to=" + tree.size());
      assertThat(
              LogVerifier.goesOn(size, tree.size(), root, tree.root(), LogVerifier.hashes(proof)))
          .as("%d goes on", size)
          .isTrue();
    }
  }

  private JsonNode json(String path) {
    return RemoteApi.read(text(path));
  }

  private String text(String path) {
    return new String(get(path), StandardCharsets.UTF_8);
  }

  private byte[] get(String path) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address + path))
            .header("Authorization", "Bearer " + token)
            .build();
    try {
      HttpResponse<byte[]> answer = http.send(request, BodyHandlers.ofByteArray());
      assertThat(answer.statusCode()).as(path).isEqualTo(200);
      return answer.body();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(path, e);
    }
  }
}
