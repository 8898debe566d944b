package io.lethe.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Api;
import io.lethe.Await;
import io.lethe.Runs;
import io.lethe.ServiceDatabase;
import io.lethe.access.LimitedGrants;
import io.lethe.access.Role;
import io.lethe.crypto.Sha256;
import io.lethe.document.PdfText;
import io.lethe.ledger.Audit;
import io.lethe.ledger.AuditFault;
import io.lethe.ledger.EntryProof;
import io.lethe.ledger.MerkleRoot;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Problems;
import io.lethe.problem.ProducesCode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ActResourceTest {

  private static final AtomicInteger SUBJECTS = new AtomicInteger();

  private final ReadBackStore readBack;
  private String record;
  private String act;

  @Inject
  ActResourceTest(ReadBackStore readBack) {
    this.readBack = readBack;
  }

  @BeforeEach
  void destroy() {
    record =
        Api.record(
            Map.of(
                "policy", "mst_software",
                "category", "order_email",
                "subject", "act-" + SUBJECTS.incrementAndGet(),
                "collectedAt", "2012-02-29T00:00:00Z",
                "fields", Map.of("email", "marker-9c1@example.org")));
    act =
        Runs.complete(Map.of("policy", "mst_software", "category", "order_email"))
            .path("acts")
            .path(0)
            .asText();
  }

  private static ValidatableResponse log(String act, String accept) {
    return Api.as(Role.AUDITOR).accept(accept).get("/acts/" + act + "/event-log").then();
  }

  @Test
  void finalActIsProvedToBeInTheLedger() throws AuditFault {
    // Given
    String key = Api.get(Role.AUDITOR, "/ledger/keys").statusCode(200).extract().asString();
    List<String> holds = new ArrayList<>();

    // When
    JsonNode proof =
        Await.until(
            () -> Api.json(Api.get(Role.AUDITOR, "/acts/" + act + "/proof").extract().asString()),
            found -> found.path("final").asBoolean());

    // Then
    JsonNode of = proof.path("proof");
    List<String> hashes = new ArrayList<>();
    of.path("hashes").forEach(hash -> hashes.add(hash.asText()));
    new Audit(key, holds::add)
        .entry(
            new EntryProof(
                of.path("index").asLong(),
                of.path("salt").asText(),
                of.path("content").asText(),
                of.path("size").asLong(),
                hashes,
                of.path("checkpoint").asText()));
    assertThat(holds).hasSize(2);
    assertThat(Api.json(of.path("content").asText()).path("entry").path("hash"))
        .isEqualTo(proof.path("hash"));
  }

  @Test
  void whatIsStillThereIsFoundAndInTheLedger() {
    // Given
    UUID run =
        (UUID) ServiceDatabase.value("SELECT run_id FROM act WHERE id = ?", UUID.fromString(act));
    String index =
        "INSERT INTO blind_index (bucket, record_id, field, version, token, policy)"
            + " SELECT bucket, record_id, 'email', 1, '\\x00', policy FROM erasure WHERE run_id = ?";

    // When
    ReadBack back;
    try {
      ServiceDatabase.execute(index, run);
      back = readBack.of(run, "mst_software").await().atMost(Duration.ofSeconds(20));
    } finally {
      ServiceDatabase.execute(
          "DELETE FROM blind_index WHERE record_id = ?", UUID.fromString(record));
    }

    // Then
    assertThat(back.clean()).isFalse();
    assertThat(back.found()).containsEntry("indexes", 1L).containsEntry("records", 0L);
    assertThat(
            ServiceDatabase.value(
                "SELECT count(*) FROM ledger_entry WHERE entry LIKE '%act.read-back-found%'"
                    + " AND entry LIKE '%' || ? || '%'",
                run.toString()))
        .isEqualTo(1L);
    assertThat(readBack.of(run, "mst_software").await().atMost(Duration.ofSeconds(20)).clean())
        .isTrue();
  }

  @Test
  void actHasTheFieldsOfOrder179AndNoValue() {
    // When
    ValidatableResponse response = Api.get(Role.PRIVACY_OFFICER, "/acts/" + act);

    // Then
    response
        .statusCode(200)
        .body("policy", equalTo("mst_software"))
        .body("operator.name", equalTo("JSC MST"))
        .body("responsible.name", equalTo("A. Petrova"))
        .body("responsible.position", equalTo("Data protection officer"))
        .body("categories", equalTo(List.of("order_email")))
        .body("counts.destroyed", equalTo(1))
        .body("destruction[0].action", equalTo("DESTROY"))
        .body("destruction[0].records", equalTo(1))
        .body("dataKeysDestroyed", equalTo(1))
        .body("readBack.records", equalTo(1))
        .body("readBack.keys", equalTo(1))
        .body(
            "readBack.found",
            equalTo(Map.of("records", 0, "replaced", 0, "indexes", 0, "tables", 0, "keys", 0)));
    assertThat(response.extract().asString()).doesNotContain("marker-9c1");
  }

  @Test
  void actIsADocumentInTheLanguageThatIsAskedFor() throws IOException {
    // Given
    String path = "/acts/" + act;

    // When
    ValidatableResponse russian = Api.as(Role.AUDITOR).accept("application/pdf").get(path).then();
    ValidatableResponse english =
        Api.as(Role.AUDITOR)
            .accept("application/pdf")
            .header("Accept-Language", "ru;q=0.5, en")
            .get(path)
            .then();
    ValidatableResponse any = Api.as(Role.AUDITOR).accept("*/*").get(path).then();

    // Then
    for (ValidatableResponse document : List.of(russian, english)) {
      document
          .statusCode(200)
          .contentType("application/pdf")
          .header("Content-Disposition", "inline; filename=\"act-" + act + ".pdf\"");
    }
    assertThat(PdfText.of(russian.extract().asByteArray()))
        .contains("Акт об уничтожении персональных данных", act, "JSC MST", "Уничтожение")
        .doesNotContain("marker-9c1");
    assertThat(PdfText.of(english.extract().asByteArray()))
        .contains("Act of destruction of personal data", act, "A. Petrova", "DESTROY");
    any.statusCode(200).contentType("application/json");
  }

  @Test
  void actsAreListedWithTheirHashes() {
    // When
    JsonNode list = Api.json(Api.get(Role.AUDITOR, "/acts?limit=500").extract().asString());

    // Then
    assertThat(list.path("items").findValuesAsText("id")).contains(act);
    for (JsonNode item : list.path("items")) {
      if (item.path("id").asText().equals(act)) {
        String content = Api.get(Role.AUDITOR, "/acts/" + act).extract().asString();
        assertThat(Sha256.hex(content)).isEqualTo(item.path("hash").asText());
      }
    }
    JsonNode page = Api.json(Api.get(Role.AUDITOR, "/acts?limit=1").extract().asString());
    assertThat(page.path("items")).hasSize(1);
    assertThat(page.path("next").asText())
        .isEqualTo(page.path("items").path(0).path("id").asText());
  }

  @Test
  void eventLogIsJsonUnlessCsvIsAskedFor() {
    // When
    ValidatableResponse any = Api.get(Role.AUDITOR, "/acts/" + act + "/event-log");
    ValidatableResponse json = log(act, "application/json");
    ValidatableResponse csv = log(act, "text/csv");
    ValidatableResponse preferred = log(act, "text/csv;q=0.5, application/json");

    // Then
    for (ValidatableResponse response : List.of(any, json, preferred)) {
      response
          .statusCode(200)
          .contentType("application/json")
          .body("size()", equalTo(1))
          .body("[0].record", equalTo(record))
          .body("[0].action", equalTo("DESTROY"));
    }
    List<String> lines =
        csv.statusCode(200).contentType("text/csv").extract().asString().lines().toList();
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0)).isEqualTo("record,subject,policy,category,action,reason,at");
    assertThat(lines.get(1))
        .startsWith(record + ",")
        .contains(",mst_software,order_email,DESTROY,");
  }

  @Test
  void actBindsItsEventLog() {
    // Given
    JsonNode bound =
        Api.json(Api.get(Role.AUDITOR, "/acts/" + act).extract().asString()).path("eventLog");

    // When
    ValidatableResponse csv = log(act, "text/csv").statusCode(200);
    String file = csv.extract().asString(); // whole, before anything is changed
    ServiceDatabase.execute(
        "UPDATE erasure SET subject_id = gen_random_uuid() WHERE record_id = ?",
        UUID.fromString(record));
    String forged = log(act, "text/csv").extract().asString();

    // Then
    String hash = Sha256.hex(file);
    String digest = Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hash));
    String line = file.substring(LogLine.HEADER.length(), file.length() - 2);
    assertThat(bound.path("lines").asLong()).isEqualTo(1);
    assertThat(bound.path("sha256").asText()).isEqualTo(hash);
    assertThat(bound.path("root").asText())
        .isEqualTo(
            HexFormat.of()
                .formatHex(MerkleRoot.of(List.of(line.getBytes(StandardCharsets.UTF_8)))));
    csv.header("Repr-Digest", "sha-256=:" + digest + ":");
    assertThat(Sha256.hex(forged)).isNotEqualTo(hash);
  }

  @Test
  void linesOfAnEventLogHaveOneOrder() {
    // Given
    for (int i = 0; i < 20; i++) {
      Api.record(
          Map.of(
              "policy", "mst_software",
              "category", "order_email",
              "subject", "act-" + SUBJECTS.incrementAndGet(),
              "collectedAt", "2012-02-29T00:00:00Z",
              "fields", Map.of("email", "marker-9c1@example.org")));
    }

    // When
    String many =
        Runs.complete(Map.of("policy", "mst_software", "category", "order_email"))
            .path("acts")
            .path(0)
            .asText();
    List<String> lines = log(many, "text/csv").extract().asString().lines().skip(1).toList();

    // Then
    assertThat(lines).hasSize(20).isSorted();
  }

  @Test
  void actOfAVersionThatBoundNoEventLogIsStillShown() {
    // Given
    UUID old = UUID.randomUUID();
    ServiceDatabase.execute(
        "INSERT INTO act (id, run_id, policy, created_at, content, hash)"
            + " SELECT ?, gen_random_uuid(), policy, created_at,"
            + " (content::jsonb - 'eventLog' || jsonb_build_object('id', ?::text))::text, hash"
            + " FROM act WHERE id = ?",
        old,
        old.toString(),
        UUID.fromString(act));

    // When
    ValidatableResponse csv = log(old.toString(), "text/csv");
    ValidatableResponse pdf =
        Api.as(Role.AUDITOR).accept("application/pdf").get("/acts/" + old).then();

    // Then
    csv.statusCode(200).header("Repr-Digest", nullValue());
    pdf.statusCode(200);
    ServiceDatabase.execute("DELETE FROM act WHERE id = ?", old);
  }

  @Test
  void actIsShownOnlyWithEveryCategoryInIt() {
    // Given
    String granted = LimitedGrants.only("mst_software", "order_email", "");
    for (String other :
        List.of(
            LimitedGrants.only("mst_software", "account", ""),
            LimitedGrants.only("mst_software", "", ""))) {
      // When
      ValidatableResponse one = Api.as(Role.AUDITOR, other).get("/acts/" + act).then();
      ValidatableResponse log =
          Api.as(Role.AUDITOR, other).get("/acts/" + act + "/event-log").then();
      ValidatableResponse list = Api.as(Role.AUDITOR, other).get("/acts?limit=500").then();

      // Then
      Problems.isProblem(one, ErrorCode.NOT_FOUND);
      Problems.isProblem(log, ErrorCode.NOT_FOUND);
      assertThat(list.statusCode(200).extract().<List<String>>path("items.id")).doesNotContain(act);
    }
    Api.as(Role.AUDITOR, granted).get("/acts/" + act).then().statusCode(200);
    Api.as(Role.AUDITOR, granted).get("/acts?limit=500").then().body("items.id", hasItem(act));
  }

  @Test
  @ProducesCode({ErrorCode.NOT_FOUND, ErrorCode.NOT_ACCEPTABLE})
  void whatIsNotThereOrCannotBeShownIsAProblem() {
    // When
    String none = UUID.randomUUID().toString();
    ValidatableResponse noAct = Api.get(Role.AUDITOR, "/acts/" + none);
    ValidatableResponse noJson = log(none, "application/json");
    ValidatableResponse noCsv = log(none, "text/csv");
    ValidatableResponse noId = log("marker-9c1", "text/csv");
    ValidatableResponse image = Api.as(Role.AUDITOR).accept("image/png").get("/acts/" + act).then();

    // Then
    for (ValidatableResponse response : List.of(noAct, noJson, noCsv, noId)) {
      Problems.isProblem(response, ErrorCode.NOT_FOUND).body("violations", nullValue());
    }
    Problems.isProblem(image, ErrorCode.NOT_ACCEPTABLE);
  }
}
