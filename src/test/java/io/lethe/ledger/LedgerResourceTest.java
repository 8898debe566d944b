package io.lethe.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Api;
import io.lethe.Await;
import io.lethe.ServiceDatabase;
import io.lethe.access.LimitedGrants;
import io.lethe.access.Role;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Problems;
import io.lethe.problem.ProducesCode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is spoilt here is put right again: other tests read the same ledger. */
@QuarkusTest
class LedgerResourceTest {

  private static final String ENTRIES = "/ledger/entries";

  private final LedgerVerifier verifier;

  @BeforeEach
  void awaitSomethingSealed() {
    Await.until(LedgerResourceTest::verification, found -> found.path("size").asLong() > 8);
  }

  @Inject
  LedgerResourceTest(LedgerVerifier verifier) {
    this.verifier = verifier;
  }

  private static ValidatableResponse as(String subject, String path) {
    return Api.as(Role.AUDITOR, subject).get(path).then();
  }

  private static JsonNode verification() {
    return get("/ledger/verification");
  }

  private static JsonNode get(String path) {
    return Api.json(Api.get(Role.AUDITOR, path).statusCode(200).extract().asString());
  }

  private static void assertFault(String fault) {
    JsonNode found = verification();
    assertThat(found.path("intact").asBoolean()).isFalse();
    assertThat(found.path("fault").asText()).isEqualTo(fault);
  }

  private static void assertIntact() {
    JsonNode found = verification();
    assertThat(found.path("fault").isNull()).as(found.toString()).isTrue();
    assertThat(found.path("intact").asBoolean()).isTrue();
  }

  @Test
  void checkpointIsOriginSizeAndRoot() {
    // When
    ValidatableResponse response = Api.get(Role.AUDITOR, "/ledger/checkpoint");

    // Then
    String text = response.statusCode(200).contentType("text/plain").extract().asString();
    String[] lines = text.split("\n", -1);
    assertThat(lines).hasSize(4);
    assertThat(lines[0]).isEqualTo("lethe");
    assertThat(Long.parseLong(lines[1])).isGreaterThan(8);
    assertThat(Base64.getDecoder().decode(lines[2])).hasSize(32);
    assertThat(lines[3]).isEmpty();
  }

  @Test
  void entriesAreReadInPagesWithoutGaps() {
    // When
    JsonNode first = get(ENTRIES + "?limit=3");
    JsonNode second = get(ENTRIES + "?limit=2&after=" + first.path("next").asText());

    // Then
    assertThat(first.path("items").findValuesAsText("index")).containsExactly("0", "1", "2");
    assertThat(second.path("items").findValuesAsText("index")).containsExactly("3", "4");
    JsonNode entry = first.path("items").path(0);
    assertThat(entry.path("type").asText()).contains(".");
    assertThat(Base64.getDecoder().decode(entry.path("leafHash").asText())).hasSize(32);
  }

  @Test
  @ProducesCode(ErrorCode.FORBIDDEN)
  void onlyAnAuditorOfEverythingReadsMoreThanTheCheckpoint() {
    for (String limited :
        List.of(LimitedGrants.only("sens", "*", "*"), LimitedGrants.only("*", "mandatory", "*"))) {
      // When
      ValidatableResponse checkpoint = as(limited, "/ledger/checkpoint");
      ValidatableResponse entries = as(limited, ENTRIES);
      ValidatableResponse verification = as(limited, "/ledger/verification");

      // Then
      checkpoint.statusCode(200);
      Problems.isProblem(entries, ErrorCode.FORBIDDEN);
      Problems.isProblem(verification, ErrorCode.FORBIDDEN);
    }
  }

  @Test
  void verificationsAtOnceShareOneOutcome() {
    // When
    Uni<LedgerVerifier.Verification> first = verifier.verify();
    Uni<LedgerVerifier.Verification> second = verifier.verify();

    // Then
    assertThat(second).isSameAs(first);
    LedgerVerifier.Verification outcome = first.await().atMost(Duration.ofSeconds(20));
    assertThat(second.await().indefinitely()).isSameAs(outcome);
    assertThat(verifier.verify()).isNotSameAs(first);
  }

  @Test
  void untouchedLedgerIsIntact() {
    // Then
    assertIntact();
  }

  @Test
  void changedEntryIsFoundAndNamed() {
    // Given
    Object entry = ServiceDatabase.value("SELECT entry FROM ledger_entry WHERE index = 2");
    String change = "UPDATE ledger_entry SET entry = ? WHERE index = 2";

    // When
    ServiceDatabase.execute(change, entry + " ");

    // Then
    assertFault("the entry of index 2 does not match its leaf");
    ServiceDatabase.execute(change, entry);
    assertIntact();
  }

  @Test
  void entryThatWasChangedTogetherWithItsLeafIsFoundByTheCheckpoint() {
    // Given
    Object entry = ServiceDatabase.value("SELECT entry FROM ledger_entry WHERE index = 3");
    byte[] salt = (byte[]) ServiceDatabase.value("SELECT salt FROM ledger_entry WHERE index = 3");
    Object leaf = ServiceDatabase.value("SELECT leaf FROM ledger_entry WHERE index = 3");
    String forged = entry + " ";
    String change = "UPDATE ledger_entry SET entry = ?, leaf = ? WHERE index = 3";

    // When
    ServiceDatabase.execute(change, forged, LedgerLeaf.commitment(salt, forged));

    // Then
    JsonNode found = verification();
    assertThat(found.path("fault").asText())
        .startsWith("the checkpoint of size ")
        .endsWith(" has another root");
    ServiceDatabase.execute(change, entry, leaf);
    assertIntact();
  }

  @Test
  void removedEntryIsFoundAndNamed() {
    // When
    ServiceDatabase.execute("UPDATE ledger_entry SET index = -index WHERE index = 4");

    // Then
    assertFault("the entry of index 4 is missing");
    ServiceDatabase.execute("UPDATE ledger_entry SET index = -index WHERE index = -4");
    assertIntact();
  }

  @Test
  void changedCheckpointIsFoundAndNamed() {
    // Given
    Object size = ServiceDatabase.value("SELECT min(size) FROM ledger_checkpoint WHERE size > 0");
    String flip =
        "UPDATE ledger_checkpoint SET root = set_byte(root, 0, get_byte(root, 0) # 1)"
            + " WHERE size = ?";

    // When
    ServiceDatabase.execute(flip, size);

    // Then
    assertFault("the checkpoint of size " + size + " has another root");
    ServiceDatabase.execute(flip, size);
    assertIntact();
  }
}
