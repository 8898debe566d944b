package io.lethe.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Api;
import io.lethe.Await;
import io.lethe.ServiceDatabase;
import io.lethe.access.LimitedGrants;
import io.lethe.access.Role;
import io.lethe.database.Database;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Problems;
import io.lethe.problem.ProducesCode;
import io.lethe.problem.ServiceException;
import io.lethe.time.TrustedTime;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is spoilt here is put right again: other tests read the same ledger. */
@QuarkusTest
class LedgerResourceTest {

  private static final String ENTRIES = "/ledger/entries";

  /** An entry from before the term of contents. */
  private static final String UNSEALED =
      """
      INSERT INTO ledger_entry (salt, entry, commitment, at)
      SELECT s.salt, s.entry, sha256(s.salt || convert_to(s.entry, 'UTF8')), '2001-01-01Z'
      FROM (SELECT sha256('test') AS salt,
        '{"at":"2001-01-01T00:00:00Z","entry":{},"type":"test.old"}' AS entry) s
      """;

  private final LedgerVerifier verifier;
  private final LedgerExpiry expiry;
  private final Sealer sealer;
  private final Database database;
  private final LedgerStore store;
  private final LedgerConfig config;

  @BeforeEach
  void awaitSomethingSealed() {
    Await.until(LedgerResourceTest::verification, found -> found.path("size").asLong() > 8);
  }

  @Inject
  LedgerResourceTest(
      LedgerVerifier verifier,
      LedgerExpiry expiry,
      Sealer sealer,
      Database database,
      LedgerStore store,
      LedgerConfig config) {
    this.database = database;
    this.store = store;
    this.config = config;
    this.verifier = verifier;
    this.expiry = expiry;
    this.sealer = sealer;
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

  private static String text(String path) {
    return Api.get(Role.AUDITOR, path)
        .statusCode(200)
        .contentType("text/plain")
        .extract()
        .asString();
  }

  private static byte[] base64(JsonNode text) {
    return Base64.getDecoder().decode(text.asText());
  }

  private static LogVerifier.Tree checkpoint() throws GeneralSecurityException {
    return LogVerifier.open(text("/ledger/checkpoint"), text("/ledger/keys").strip());
  }

  @Test
  void checkpointIsSignedByTheKeyOfTheLedger() throws Exception {
    // When
    LogVerifier.Tree tree = checkpoint();

    // Then
    assertThat(tree.origin()).isEqualTo("lethe");
    assertThat(tree.size()).isGreaterThan(8);
    assertThat(tree.root()).hasSize(32);
  }

  @Test
  void entryIsProvedToBeInTheCheckpoint() throws Exception {
    // Given
    LogVerifier.Tree tree = checkpoint();
    JsonNode entry = get(ENTRIES + "?after=4&limit=1").path("items").path(0);
    byte[] content = json("entry", entry.path("entry"), entry).getBytes(StandardCharsets.UTF_8);

    // When
    JsonNode proof = get("/ledger/proofs/inclusion?index=5&size=" + tree.size());

    // Then
    byte[] leaf = LogVerifier.leaf(LogVerifier.sha256(base64(entry.path("salt")), content));
    assertThat(leaf).isEqualTo(base64(proof.path("leafHash")));
    assertThat(LogVerifier.includes(5, tree.size(), leaf, tree.root(), LogVerifier.hashes(proof)))
        .isTrue();
    assertThat(LogVerifier.includes(6, tree.size(), leaf, tree.root(), LogVerifier.hashes(proof)))
        .isFalse();
  }

  /** The content that was committed to, put together from what the API shows. */
  private static String json(String name, JsonNode entry, JsonNode shown) {
    return "{\"at\":%s,\"%s\":%s,\"type\":%s}"
        .formatted(shown.path("at"), name, entry, shown.path("type"));
  }

  @Test
  void laterTreeIsProvedToGoOnFromAnEarlierOne() throws Exception {
    // Given
    LogVerifier.Tree tree = checkpoint();
    byte[] first = base64(get("/ledger/proofs/inclusion?index=0&size=7").path("rootHash"));

    // When
    JsonNode proof = get("/ledger/proofs/consistency?from=7&to=" + tree.size());

    // Then
    assertThat(LogVerifier.goesOn(7, tree.size(), first, tree.root(), LogVerifier.hashes(proof)))
        .isTrue();
    assertThat(LogVerifier.goesOn(6, tree.size(), first, tree.root(), LogVerifier.hashes(proof)))
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tile/0/x001/000/000",
        "tile/0/100000",
        "tile/8/000",
        "tile/12/000",
        "tile/1/x900/000",
        "tile/entries/x900/000.p/1"
      })
  void whatTheLedgerDoesNotHaveIsNotFound(String path) {
    // When
    ValidatableResponse response = Api.get(Role.AUDITOR, "/ledger/" + path);

    // Then
    Problems.isProblem(response, ErrorCode.NOT_FOUND);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "inclusion",
        "inclusion?index=-1",
        "inclusion?index=7&size=7",
        "inclusion?index=1&size=1000000000",
        "consistency",
        "consistency?from=8&to=7",
        "consistency?from=1&to=1000000000"
      })
  void proofOfWhatIsNotThereIsRefused(String query) {
    // When
    ValidatableResponse response = Api.get(Role.AUDITOR, "/ledger/proofs/" + query);

    // Then
    Problems.isProblem(response, ErrorCode.PARAMETER_INVALID);
  }

  @Test
  void forgedCheckpointIsSealedOnByNobody() throws SQLException {
    // Given
    Forgery newest = forgeWhileNobodySeals();

    // When
    Throwable refused;
    JsonNode found;
    try {
      found = verification();
      ServiceDatabase.execute(UNSEALED);
      refused = Await.until(this::failureOfSealing, Objects::nonNull);
    } finally {
      newest.undo();
    }

    // Then
    assertThat(found.path("fault").asText()).endsWith(" is not signed by this ledger");
    assertThat(refused).hasMessageContaining("is not one that this ledger has signed");
    sealer.seal().await().atMost(Duration.ofSeconds(20));
    assertIntact();
  }

  private static Forgery forgeWhileNobodySeals() throws SQLException {
    try (Connection connection = ServiceDatabase.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("SELECT pg_advisory_xact_lock(4704, 0)");
      ResultSet rows =
          statement.executeQuery("SELECT note FROM ledger_checkpoint ORDER BY size DESC LIMIT 1");
      rows.next();
      Forgery forgery = Forgery.of(rows.getString("note"));
      statement.execute(
          "UPDATE ledger_checkpoint SET note = '%s' WHERE note = '%s'"
              .formatted(forgery.forged(), forgery.genuine()));
      connection.commit();
      return forgery;
    }
  }

  /** Null while another has the lead: then this one does nothing. */
  private @Nullable Throwable failureOfSealing() {
    return catchThrowable(() -> sealer.seal().await().atMost(Duration.ofSeconds(20)));
  }

  /** A checkpoint of another origin than its signatures are for. */
  private record Forgery(String genuine, String forged) {

    static Forgery of(String note) {
      return new Forgery(note, note.replaceFirst("lethe", "forge"));
    }

    void undo() {
      ServiceDatabase.execute(
          "UPDATE ledger_checkpoint SET note = ? WHERE note = ?", genuine, forged);
    }
  }

  @Test
  @ProducesCode(ErrorCode.CLOCK_SKEW)
  void nothingIsErasedByAClockThatCannotBeTrusted() {
    // Given
    ServiceDatabase.execute(UNSEALED);
    LedgerExpiry distrusting = new LedgerExpiry(database, store, config, new Distrusted());

    // When
    Throwable refused =
        catchThrowable(() -> distrusting.erase().await().atMost(Duration.ofSeconds(20)));

    // Then
    assertThat(refused).satisfies(Problems.carries(ErrorCode.CLOCK_SKEW));
    assertThat(
            ServiceDatabase.value(
                "SELECT count(*) FROM ledger_entry WHERE entry LIKE '%test.old%'"))
        .isNotEqualTo(0L);
  }

  /** As where the clocks of service and database differ. */
  private static final class Distrusted implements TrustedTime {
    @Override
    public Instant cutoff(Instant databaseNow) {
      throw new ServiceException(ErrorCode.CLOCK_SKEW, "of a test");
    }

    @Override
    public boolean movable() {
      return false;
    }

    @Override
    public Instant past(Instant databaseNow) {
      return cutoff(databaseNow);
    }
  }

  @Test
  void erasedEntryLeavesItsProof() throws Exception {
    // Given
    ServiceDatabase.execute(UNSEALED);
    Object index =
        Await.until(
            () ->
                ServiceDatabase.value(
                    "SELECT max(index) FROM ledger_entry WHERE entry LIKE '%test.old%'"),
            Objects::nonNull);

    // When
    expiry.erase().await().atMost(Duration.ofSeconds(20));

    // Then
    JsonNode entry = get(ENTRIES + "?limit=1&after=" + ((Long) index - 1)).path("items").path(0);
    assertThat(entry.path("type").asText()).isEqualTo("erased");
    assertThat(entry.path("salt").isNull()).isTrue();
    assertThat(entry.path("entry").isNull()).isTrue();
    LogVerifier.Tree tree = checkpoint();
    JsonNode proof = get("/ledger/proofs/inclusion?index=" + index + "&size=" + tree.size());
    assertThat(
            LogVerifier.includes(
                (Long) index,
                tree.size(),
                base64(entry.path("leafHash")),
                tree.root(),
                LogVerifier.hashes(proof)))
        .isTrue();
    assertIntact();
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
    assertFault("the entry of index 2 does not match its commitment");
    ServiceDatabase.execute(change, entry);
    assertIntact();
  }

  @Test
  void entryThatWasChangedTogetherWithItsCommitmentIsFoundByTheCheckpoint() {
    // Given
    Object entry = ServiceDatabase.value("SELECT entry FROM ledger_entry WHERE index = 3");
    byte[] salt = (byte[]) ServiceDatabase.value("SELECT salt FROM ledger_entry WHERE index = 3");
    Object commitment =
        ServiceDatabase.value("SELECT commitment FROM ledger_entry WHERE index = 3");
    String forged = entry + " ";
    String change = "UPDATE ledger_entry SET entry = ?, commitment = ? WHERE index = 3";

    // When
    ServiceDatabase.execute(change, forged, LedgerLeaf.commitment(salt, forged));

    // Then
    JsonNode found = verification();
    assertThat(found.path("fault").asText())
        .startsWith("the checkpoint of size ")
        .endsWith(" has another root");
    ServiceDatabase.execute(change, entry, commitment);
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
