package io.lethe.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.lethe.Api;
import io.lethe.Await;
import io.lethe.Beside;
import io.lethe.Runs;
import io.lethe.ServiceDatabase;
import io.lethe.access.LimitedGrants;
import io.lethe.access.Role;
import io.lethe.crypto.Sha256;
import io.lethe.document.PdfText;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Problems;
import io.lethe.problem.ProducesCode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.SignerInfoGeneratorBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.bc.BcDigestCalculatorProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

@QuarkusTest
class ActSignatureResourceTest {

  private static final AtomicInteger SUBJECTS = new AtomicInteger();
  private static final String MARKER = "marker-77e";

  private String act;
  private byte[] content;

  @BeforeEach
  void destroy() {
    Api.record(
        Map.of(
            "policy", "mst_software",
            "category", "order_email",
            "subject", "signed-" + SUBJECTS.incrementAndGet(),
            "collectedAt", "2012-02-29T00:00:00Z",
            "fields", Map.of("email", "a@example.org")));
    act =
        Runs.complete(Map.of("policy", "mst_software", "category", "order_email"))
            .path("acts")
            .path(0)
            .asText();
    content = Api.get(Role.PRIVACY_OFFICER, "/acts/" + act).extract().asByteArray();
  }

  /** A signature whose certificate belongs to one key, made with another or the same. */
  private static byte[] signature(byte[] content, String kind, KeyPair named, KeyPair signing)
      throws Exception {
    X500Name name = new X500Name("CN=" + MARKER);
    ContentSigner own = new JcaContentSignerBuilder(kind).build(named.getPrivate());
    X509CertificateHolder certificate =
        new JcaX509v3CertificateBuilder(
                name,
                BigInteger.ONE,
                new Date(0),
                new Date(4_000_000_000_000L),
                name,
                named.getPublic())
            .build(own);
    CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
    generator.addSignerInfoGenerator(
        new SignerInfoGeneratorBuilder(new BcDigestCalculatorProvider())
            .build(new JcaContentSignerBuilder(kind).build(signing.getPrivate()), certificate));
    generator.addCertificate(certificate);
    return generator.generate(new CMSProcessableByteArray(content), false).getEncoded();
  }

  private static KeyPair key(String algorithm) throws Exception {
    return KeyPairGenerator.getInstance(algorithm).generateKeyPair();
  }

  private static byte[] rsa(byte[] content) throws Exception {
    KeyPair key = key("RSA");
    return signature(content, "SHA256withRSA", key, key);
  }

  private ValidatableResponse send(byte[] signature) {
    return send(Base64.getEncoder().encodeToString(signature));
  }

  private ValidatableResponse send(String signature) {
    return Api.post(
        Role.PRIVACY_OFFICER,
        "/acts/" + act + "/signatures",
        Map.of("format", "CMS", "signature", signature));
  }

  @Test
  void answeredBytesAreThoseThatWereHashed() {
    String hash = Sha256.hex(new String(content, StandardCharsets.UTF_8));
    assertThat(ServiceDatabase.value("SELECT hash FROM act WHERE id = ?", UUID.fromString(act)))
        .isEqualTo(hash);
  }

  @Test
  void signatureIsRecordedListedPrintedAndInTheLedger() throws Exception {
    // Given
    byte[] signature = rsa(content);
    String hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(signature));

    // When
    ValidatableResponse recorded = send(signature);

    // Then
    recorded
        .statusCode(200)
        .body("hash", equalTo(hash))
        .body("signers[0].digest", equalTo("SHA-256"))
        .body("signers[0].signature", equalTo("VERIFIED"));
    Api.get(Role.AUDITOR, "/acts/" + act + "/signatures")
        .statusCode(200)
        .body("items.size()", equalTo(1))
        .body("items[0].signature", equalTo(Base64.getEncoder().encodeToString(signature)));
    Api.get(Role.AUDITOR, "/acts/" + act + "/status")
        .body("signatures[0].hash", equalTo(hash))
        .body("signatures[0].signature", nullValue());
    byte[] pdf = Api.as(Role.AUDITOR).accept("application/pdf").get("/acts/" + act).asByteArray();
    assertThat(PdfText.of(pdf)).contains("SHA-256: подпись верна").contains(hash.substring(0, 24));
    assertThat(
            ServiceDatabase.value(
                "SELECT count(*) FROM ledger_entry WHERE entry LIKE '%act.signed%'"
                    + " AND entry LIKE '%' || ? || '%' AND entry NOT LIKE '%"
                    + MARKER
                    + "%'",
                hash))
        .isEqualTo(1L);
  }

  @Test
  void signatureOfEd25519IsVerified() throws Exception {
    // Given
    KeyPair key = key("Ed25519");

    // Then
    send(signature(content, "Ed25519", key, key))
        .statusCode(200)
        .body("signers[0].digest", equalTo("SHA-512"))
        .body("signers[0].signature", equalTo("VERIFIED"));
  }

  @Test
  @ProducesCode({
    ErrorCode.SIGNATURE_FORM,
    ErrorCode.SIGNATURE_OF_OTHER_CONTENT,
    ErrorCode.SIGNATURE_INVALID,
    ErrorCode.SIGNATURE_EXISTS
  })
  void whatIsNoSignatureOfTheActIsRefused() throws Exception {
    // Given
    byte[] signature = rsa(content);
    send(signature).statusCode(200);

    // When
    ValidatableResponse again = send(signature);
    ValidatableResponse other = send(rsa("other".getBytes(StandardCharsets.UTF_8)));
    ValidatableResponse wrong = send(signature(content, "SHA256withRSA", key("RSA"), key("RSA")));
    ValidatableResponse text = send(MARKER.getBytes(StandardCharsets.UTF_8));
    ValidatableResponse nothing = send("====");

    // Then
    Problems.isProblem(again, ErrorCode.SIGNATURE_EXISTS);
    Problems.isProblem(other, ErrorCode.SIGNATURE_OF_OTHER_CONTENT);
    Problems.isProblem(wrong, ErrorCode.SIGNATURE_INVALID);
    Problems.isProblem(text, ErrorCode.SIGNATURE_FORM)
        .body("violations[0].path", equalTo("signature"));
    Problems.isProblem(nothing, ErrorCode.SIGNATURE_FORM);
    for (ValidatableResponse refused : List.of(again, other, wrong, text, nothing)) {
      assertThat(refused.extract().asString()).doesNotContain(MARKER);
    }
    Problems.isProblem(send("A".repeat(ActSignature.MOST + 1)), ErrorCode.BODY_SHAPE);
    Api.get(Role.AUDITOR, "/acts/" + act + "/signatures").body("items.size()", equalTo(1));
  }

  @Test
  @ProducesCode(ErrorCode.ACT_DESTROYED)
  void whatIsAddedToAnActThatGoesMeanwhileIsRefusedAsLate() throws Exception {
    // Given an act that tells of paper, and that goes in a transaction which has not committed
    ServiceDatabase.execute(
        "UPDATE act SET content = jsonb_set(content::jsonb, '{paper}', '[{\"category\":"
            + " \"order_email\", \"medium\": \"file\", \"clause\": \"7\"}]')::text WHERE id = ?",
        UUID.fromString(act));
    byte[] signature = rsa(Api.get(Role.AUDITOR, "/acts/" + act).extract().asByteArray());
    try (Connection going = ServiceDatabase.connect();
        Statement statement = going.createStatement()) {
      going.setAutoCommit(false);
      statement.execute(
          """
          WITH gone AS (DELETE FROM act WHERE id = '%s' RETURNING *)
          INSERT INTO act_destroyed
            (id, run_id, policy, categories, hash, lines, created_at, destroyed_at, emptied)
          SELECT id, run_id, policy, '{order_email}', hash, 1, created_at, created_at, true
          FROM gone
          """
              .formatted(act));
      int process = going.unwrap(PGConnection.class).getBackendPID();

      // When a signature and a medium come
      List<CompletableFuture<ValidatableResponse>> late =
          List.of(Beside.call(() -> send(signature)), Beside.call(() -> add("order_email")));
      Await.until(
          () ->
              ServiceDatabase.value(
                  "SELECT count(*) FROM pg_stat_activity WHERE ? = ANY (pg_blocking_pids(pid))",
                  process),
          Long.valueOf(late.size())::equals);
      going.commit();

      // Then they find it gone
      for (CompletableFuture<ValidatableResponse> one : late) {
        Problems.isProblem(one.join(), ErrorCode.ACT_DESTROYED);
      }
    }
  }

  private ValidatableResponse add(String category) {
    return Api.post(
        Role.PRIVACY_OFFICER,
        "/acts/" + act + "/media",
        Map.of(
            "category", category,
            "medium", "file",
            "sheets", 3,
            "method", "shredded",
            "destroyedAt", "2020-01-01T00:00:00Z",
            "name", "A. Petrova",
            "position", "archivist"));
  }

  @Test
  void signatureNeedsAGrantOfTheAct() throws Exception {
    // Given
    String other = LimitedGrants.only("mst_software", "account", "");

    // When
    ValidatableResponse refused =
        Api.as(Role.PRIVACY_OFFICER, other)
            .contentType(ContentType.JSON)
            .body(Map.of("format", "CMS", "signature", "AAAA"))
            .post("/acts/" + act + "/signatures")
            .then();

    // Then
    Problems.isProblem(refused, ErrorCode.NOT_FOUND);
  }
}
