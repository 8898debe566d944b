package io.lethe.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lethe.Await;
import io.lethe.RemoteApi;
import io.lethe.SettableClock;
import io.lethe.crypto.SecretBytes;
import io.lethe.sidecar.CentreDouble.Answer;
import io.lethe.sidecar.CentreDouble.Call;
import io.lethe.sidecar.SpoolItem.Kind;
import io.lethe.sidecar.SpoolSegment.Entry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpoolSenderTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int ALL = Integer.MAX_VALUE;
  private static final String ACCEPTED = "{\"status\":\"accepted\"}";

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final SettableClock clock = new SettableClock(NOW);
  private final Vertx vertx = Vertx.vertx();
  private final SecretBytes key = SecretBytes.random(32);
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @TempDir Path directory;
  private CentreDouble centre;
  private Spool spool;
  private Spool refused;
  private SpoolSettlement settlement;
  private SpoolBatches batches;
  private SpoolSender sender;

  @BeforeEach
  void open() throws IOException {
    centre = CentreDouble.start();
    spool = TestSpool.open(directory.resolve("spool"), key, clock);
    refused = TestSpool.open(directory.resolve("refused"), key, clock);
    sender =
        sender(TestSettings.of(centre.url(), Files.writeString(directory.resolve("token"), "t")));
  }

  private SpoolSender sender(TestSettings settings) {
    ObjectMapper mapper = new ObjectMapper();
    SpoolRefused refusals = new SpoolRefused(refused, 1 << 20, Duration.ofDays(7), clock);
    settlement =
        new SpoolSettlement(
            spool, refusals, new SidecarMetrics(registry), mapper, clock, Duration.ofDays(13));
    batches =
        new SpoolBatches(
            vertx, settlement, CentreClient.open(settings, true, vertx), settings.batch());
    return new SpoolSender(vertx, settlement, batches, settings.sendEvery());
  }

  @AfterEach
  void close() throws IOException {
    sender.close();
    spool.close();
    refused.close();
    centre.close();
    vertx.close();
  }

  private static SpoolItem item(Kind kind, int i) {
    String json = "{\"n\":" + i + ",\"idempotencyKey\":\"key-" + i + "\"}";
    return new SpoolItem(kind, NOW.toEpochMilli(), json.getBytes(StandardCharsets.UTF_8));
  }

  private void spool(int items) throws IOException {
    spool.append(IntStream.range(0, items).mapToObj(i -> item(Kind.RECORD, i)).toList());
  }

  private static String rejected(String code, int status) {
    return "{\"status\":\"rejected\",\"problem\":{\"code\":\"%s\",\"status\":%d}}"
        .formatted(code, status);
  }

  private static Answer all(Call call) {
    List<String> items = new ArrayList<>();
    call.json().forEach(item -> items.add(ACCEPTED));
    return Answer.items(items);
  }

  private boolean send() {
    return batches.send().await().atMost(PATIENCE);
  }

  private List<Integer> sent() {
    List<Integer> sent = new ArrayList<>();
    for (Call call : centre.calls()) {
      for (JsonNode item : call.json()) {
        sent.add(item.get("n").asInt());
      }
    }
    return sent;
  }

  /** What is kept of what was refused. */
  private List<Integer> refused() throws IOException {
    return numbers(refused);
  }

  private static List<Integer> numbers(Spool of) throws IOException {
    List<Integer> numbers = new ArrayList<>();
    for (Entry entry : of.read(ALL, ALL)) {
      String json = new String(entry.item().json(), StandardCharsets.UTF_8);
      numbers.add(RemoteApi.read(json).get("n").asInt());
    }
    return numbers;
  }

  @Test
  void itemsGoInTheirOrderAndEachKindToItsPath() throws IOException {
    // Given
    spool.append(List.of(item(Kind.RECORD, 0), item(Kind.EVENT, 1), item(Kind.RECORD, 2)));
    centre.answer(SpoolSenderTest::all);

    // When
    assertThat(List.of(send(), send(), send(), send())).containsExactly(true, true, true, false);

    // Then
    assertThat(sent()).containsExactly(0, 1, 2);
    assertThat(centre.calls())
        .extracting(Call::path)
        .containsExactly("/api/v1/records", "/api/v1/events", "/api/v1/records");
    assertThat(spool.items()).isZero();
    assertThat(registry.counter("lethe.sidecar.sent").count()).isEqualTo(3);
  }

  @Test
  void whatIsRefusedForGoodIsKeptApartAndHoldsUpNothing() throws IOException {
    // Given
    spool(3);
    centre.answer(
        call ->
            call.json().size() == 3
                ? Answer.items(List.of(ACCEPTED, rejected("FIELD_NOT_DECLARED", 422), ACCEPTED))
                : all(call));

    // When
    send();

    // Then
    assertThat(spool.items()).isZero();
    assertThat(refused()).containsExactly(1);
    assertThat(registry.counter("lethe.sidecar.refused", "code", "FIELD_NOT_DECLARED").count())
        .isEqualTo(1);
  }

  @Test
  void itemThatCannotBeStoredNowIsSentAgainWithThoseAfterIt() throws IOException {
    // Given
    spool(3);
    centre.answer(
        call ->
            centre.calls().size() == 1
                ? Answer.items(List.of(ACCEPTED, rejected("UNAVAILABLE", 503), ACCEPTED))
                : all(call));

    // When
    send();
    send();

    // Then
    assertThat(sent()).containsExactly(0, 1, 2, 1, 2);
    assertThat(spool.items()).isZero();
    assertThat(refused.items()).isZero();
  }

  @Test
  void centreThatAnswersNothingOfUseLosesNothing() throws IOException {
    // Given
    spool(3);

    for (Answer answer :
        List.of(
            new Answer(503, "{}"),
            new Answer(401, "{}"),
            new Answer(403, "{}"),
            new Answer(404, ""),
            new Answer(200, "<html>"),
            Answer.items(List.of(ACCEPTED)),
            Answer.items(List.of(rejected("INTERNAL", 500), ACCEPTED, ACCEPTED)))) {
      // When
      centre.answer(call -> answer);

      // Then
      assertThatThrownBy(this::send).as("%s", answer).isNotNull();
      assertThat(spool.items()).isEqualTo(3);
      assertThat(refused.items()).isZero();
    }
  }

  @Test
  void batchThatIsTooLargeIsHalvedAndOneThatIsAloneIsRefused() throws IOException {
    // Given
    spool(3);
    centre.answer(
        call ->
            call.json().size() > 1 || call.json().get(0).get("n").asInt() == 1
                ? new Answer(413, "{}")
                : all(call));

    // When
    while (send()) {
      assertThat(centre.calls()).hasSizeLessThan(20);
    }

    // Then
    assertThat(spool.items()).isZero();
    assertThat(refused()).containsExactly(1);
  }

  @Test
  void whoWaitsHasItSentBeforeItsTime() throws IOException {
    // Given: a sender that looks once an hour
    TestSettings settings =
        new TestSettings(
            Optional.of(centre.url()),
            Optional.empty(),
            directory.resolve("token"),
            3,
            Duration.ofHours(1));
    SpoolSender seldom = sender(settings);
    centre.answer(SpoolSenderTest::all);
    seldom.start();
    spool(3);

    // When
    seldom.wake();

    // Then
    Await.until(spool::items, items -> items == 0);
    seldom.close();
  }

  @Test
  void endWaitsUntilEverythingIsSent() throws IOException {
    // Given
    spool(10);
    centre.answer(SpoolSenderTest::all);

    // When
    sender.start();
    boolean inTime = sender.drain(PATIENCE);

    // Then
    assertThat(inTime).isTrue();
    assertThat(spool.items()).isZero();
  }

  private static void await(Future<?> future) {
    Await.until(future::isComplete, complete -> complete);
    assertThat(future.succeeded()).isTrue();
  }

  /** Vert.x cancels timers of a server that ends, and the server ends before the sender. */
  @Test
  void callsTakeNoTimerOfTheSenderWithThem() throws Exception {
    // Given: a sender that calls have woken
    SpoolSender woken = new SpoolSender(vertx, settlement, batches, Duration.ofSeconds(5));
    centre.answer(SpoolSenderTest::all);
    woken.start();
    AtomicBoolean waking = new AtomicBoolean(true);
    Future<String> server =
        vertx.deployVerticle(
            new AbstractVerticle() {
              @Override
              public void start() {
                vertx.setPeriodic(
                    20,
                    any -> {
                      if (waking.get()) {
                        woken.wake();
                      }
                    });
              }
            });
    spool(3);
    Await.until(spool::items, items -> items == 0);
    waking.set(false);
    for (int i = 0; i < 20; i++) { // what is under way comes to its end, and its timer is set
      await(vertx.executeBlocking(() -> true));
    }

    // When
    spool(3);
    await(vertx.undeploy(server.result()));

    // Then
    assertThat(woken.drain(PATIENCE)).isTrue();
    assertThat(spool.items()).isZero();
    woken.close();
  }

  @ParameterizedTest
  @CsvSource({"400,BODY_NOT_JSON", "415,MEDIA_TYPE", "422,BODY_SHAPE"})
  void callThatFailsForOneItemIsHalvedUntilItIsAlone(int status, String code) throws IOException {
    // Given
    spool(7);
    centre.answer(
        call ->
            call.body().contains("\"n\":2,")
                ? new Answer(status, "{\"code\":\"" + code + "\"}")
                : all(call));

    // When
    sendAll();

    // Then
    assertThat(spool.items()).isZero();
    assertThat(refused()).containsExactly(2);
    assertThat(registry.counter("lethe.sidecar.sent").count()).isEqualTo(6);
    assertThat(registry.counter("lethe.sidecar.refused", "code", code).count()).isEqualTo(1);
  }

  @Test
  void refusalOfSomethingBeforeTheCentreLosesNothing() throws IOException {
    // Given
    spool(3);
    centre.answer(call -> new Answer(400, "<html>"));

    // When
    assertThat(send()).isTrue();
    assertThatThrownBy(this::send).isNotNull();

    // Then
    assertThat(spool.items()).isEqualTo(3);
    assertThat(refused.items()).isZero();
  }

  @Test
  void itemOnWhichTheCentreFailsGoesBehindTheOthers() throws IOException {
    // Given: whatever it is sent with fails
    spool(7);
    centre.answer(call -> call.body().contains("\"n\":0,") ? new Answer(500, "{}") : all(call));

    // When
    sendSome(30);

    // Then: it is there, and is waited for by nobody
    assertThat(left()).containsExactly(0);
    assertThat(settlement.isSettled(settlement.accepted())).isTrue();
    assertThat(refused.items()).isZero();

    // When: the centre is mended
    centre.answer(SpoolSenderTest::all);
    sendAll();

    // Then
    assertThat(spool.items()).isZero();
    assertThat(settlement.isSettled(settlement.accepted())).isTrue();
  }

  @Test
  void twoItemsOnWhichTheCentreFailsHoldUpNoOther() throws IOException {
    // Given
    spool(7);
    centre.answer(
        call ->
            call.body().contains("\"n\":0,") || call.body().contains("\"n\":1,")
                ? new Answer(500, "{}")
                : all(call));

    // When
    sendSome(60);

    // Then
    assertThat(left()).containsExactlyInAnyOrder(0, 1);
  }

  @Test
  void itemsOfPolicyThatIsDownGoBehindThoseOfOthers() throws IOException {
    // Given: every item is answered alone, and two of the first three can never be stored
    spool(6);
    centre.answer(
        call -> {
          List<String> items = new ArrayList<>();
          call.json()
              .forEach(
                  item ->
                      items.add(
                          item.get("n").asInt() < 2 ? rejected("KEY_UNAVAILABLE", 503) : ACCEPTED));
          return Answer.items(items);
        });

    // When
    sendSome(30);

    // Then
    assertThat(left()).containsExactly(0, 1);
    assertThat(registry.counter("lethe.sidecar.sent").count()).isEqualTo(4);
  }

  @Test
  void manyItemsOfPolicyThatIsDownAreWaitedForByNobody() throws IOException {
    // Given: calls of three, and ten that cannot be stored before two that can
    spool(12);
    centre.answer(
        call -> {
          List<String> items = new ArrayList<>();
          call.json()
              .forEach(
                  item ->
                      items.add(
                          item.get("n").asInt() < 10
                              ? rejected("KEY_UNAVAILABLE", 503)
                              : ACCEPTED));
          return Answer.items(items);
        });

    // When
    sendSome(80);

    // Then
    assertThat(left()).hasSize(10).doesNotContain(10, 11);
    assertThat(settlement.isSettled(settlement.accepted())).isTrue();
  }

  @Test
  void outageChangesNoOrder() throws IOException {
    // Given
    spool(6);
    centre.answer(call -> new Answer(503, "{}"));

    // When
    sendSome(30);
    centre.answer(SpoolSenderTest::all);
    int before = sent().size();
    sendAll();

    // Then
    List<Integer> sent = sent();
    assertThat(sent.subList(before, sent.size())).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(refused.items()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"SUBJECT_DESTROYED", "SUBJECT_BANNED", "CATEGORY_EXCLUDED"})
  void whatMustNotBeThereIsNotKept(String code) throws IOException {
    // Given
    spool(3);
    centre.answer(call -> Answer.items(List.of(ACCEPTED, rejected(code, 422), ACCEPTED)));

    // When
    send();

    // Then
    assertThat(spool.items()).isZero();
    assertThat(refused.items()).isZero();
    assertThat(TestSpool.files(directory.resolve("refused"), ".spool")).isEmpty();
    assertThat(registry.counter("lethe.sidecar.refused", "code", code).count()).isEqualTo(1);
  }

  @Test
  void whatTheCentreMayHaveForgottenIsNotSentAgain() throws IOException {
    // Given: three are sent without an answer, and three are not sent
    spool(3);
    centre.answer(call -> new Answer(503, "{}"));
    assertThatThrownBy(this::send).isNotNull();
    spool.append(List.of(item(Kind.RECORD, 3), item(Kind.RECORD, 4)));
    centre.answer(SpoolSenderTest::all);
    int calls = centre.calls().size();

    // When: the centre is back too late
    clock.pass(Duration.ofDays(13).plusSeconds(1));
    sendAll();

    // Then
    assertThat(centre.calls()).hasSize(calls + 1);
    assertThat(centre.calls().get(calls).json())
        .extracting(item -> item.get("n").asInt())
        .containsExactly(3, 4);
    assertThat(refused()).containsExactly(0, 1, 2);
    assertThat(registry.counter("lethe.sidecar.refused", "code", "SENT_TOO_LONG_AGO").count())
        .isEqualTo(3);
  }

  @Test
  void whatIsSentInTimeIsSentAgain() throws IOException {
    // Given
    spool(3);
    centre.answer(call -> new Answer(503, "{}"));
    assertThatThrownBy(this::send).isNotNull();
    centre.answer(SpoolSenderTest::all);

    // When
    clock.pass(Duration.ofDays(13));
    sendAll();

    // Then
    assertThat(refused.items()).isZero();
    assertThat(registry.counter("lethe.sidecar.sent").count()).isEqualTo(3);
  }

  private void sendAll() {
    while (send()) {
      assertThat(centre.calls()).hasSizeLessThan(200);
    }
  }

  /** Sends as the sender would, whatever comes of it. */
  private void sendSome(int times) {
    for (int i = 0; i < times; i++) {
      batches.send().onFailure().recoverWithItem(false).await().atMost(PATIENCE);
    }
  }

  private List<Integer> left() throws IOException {
    return numbers(spool);
  }
}
