package io.lethe.key;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Eventually;
import io.lethe.Installation;
import io.lethe.ProductionProcess;
import io.lethe.RemoteApi;
import io.lethe.RemoteApi.Answer;
import io.lethe.Sql;
import io.lethe.TestPostgres;
import io.lethe.access.Role;
import io.lethe.problem.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data keys in a database of their own: what is destroyed there is gone from old data too. */
@Tag("slow")
class ShreddingIT {

  private static final String SWEPT = "swept";
  private static final String KILLED = "killed";
  private static final int DESTROYED = 40;
  private static final int KEPT = 20;
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration LONG_AGO = Duration.ofDays(3 * 366);
  private static final String[] OPTIONS = {"-Xmx256m", "-XX:TieredStopAtLevel=1"};

  /** In the name of everybody, which is encrypted; the city of everybody is not. */
  private static final String SECRET = "Anna Nr ";

  private static final String PLAIN = "Omsk";

  private static final String WAITING =
      "FROM pg_stat_activity WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid))";

  private final TestPostgres.Database data = TestPostgres.fresh();
  private final TestPostgres.Database keys = TestPostgres.fresh();

  @TempDir Path directory;

  @Test
  void restoredDataOpensNothingOfThoseWhomRunsHaveDestroyed() throws Exception {
    // Given
    List<Received> swept;
    List<Received> killed;
    TestPostgres.Database dump;
    try (Installation lethe = Installation.create(data, directory, settings())) {
      ProductionProcess first = lethe.start(OPTIONS);
      swept = receive(lethe.api(first), SWEPT);
      killed = receive(lethe.api(first), KILLED);
      opens(lethe.api(first), swept.get(0));
      first.terminate();
      dump = data.copy();

      // When
      ProductionProcess second = lethe.start(OPTIONS);
      RemoteApi api = lethe.api(second);
      api.awaitCompleted(api.run(Map.of("policy", SWEPT)));
      UUID run = killBetweenCommitAndErasure(second, api);
      ProductionProcess third = lethe.start(OPTIONS);
      lethe.api(third).awaitCompleted(run);
      third.terminate();
    }

    // Then
    assertThat(DatabaseFiles.contain(dump, PLAIN)).isTrue();
    assertThat(DatabaseFiles.contain(dump, SECRET)).isFalse();
    keysAreThoseOfTheKept(dump, swept);
    keysAreThoseOfTheKept(dump, killed);
    try (Installation restored = Installation.create(dump, elsewhere(), settings())) {
      RemoteApi api = restored.api(restored.start(OPTIONS));
      adopt(api);
      for (List<Received> members : List.of(swept, killed)) {
        for (Received member : members) {
          if (member.isDue()) {
            staysShut(api, member);
          } else {
            opens(api, member);
          }
        }
      }
    }
  }

  /** Nothing was exported with which the restored database could be compared. */
  private static void adopt(RemoteApi api) {
    for (Role role : List.of(Role.SECURITY, Role.PRIVACY_OFFICER)) {
      api.post(role, "/api/v1/gate/adopt", Map.of("reason", "restored by hand"));
    }
  }

  /** The keys elsewhere, under the key encryption key of the first installation. */
  private Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>();
    settings.put("lethe.scheduler.enabled", "false");
    settings.put("lethe.retention.heartbeat-timeout", "2s");
    settings.put("lethe.retention.heartbeat-every", "0.5s");
    settings.put("lethe.retention.poll-every", "0.2s");
    settings.put("lethe.keys.keystore.path", directory.resolve("kek.p12").toString());
    settings.put("quarkus.datasource.keys.reactive.url", keys.url());
    settings.put("quarkus.datasource.keys.jdbc.url", "jdbc:" + keys.url());
    settings.put("quarkus.datasource.keys.username", keys.username());
    settings.put("quarkus.datasource.keys.password", keys.password());
    return settings;
  }

  private Path elsewhere() throws IOException {
    return Files.createDirectory(directory.resolve("elsewhere"));
  }

  private static List<Received> receive(RemoteApi api, String policy) {
    ClubApi.open(api, policy);
    Instant longAgo = Instant.now().minus(LONG_AGO);
    List<Person> people =
        IntStream.range(0, DESTROYED + KEPT).mapToObj(i -> new Person(policy, i)).toList();
    List<JsonNode> answers =
        api.stream(
            Role.PRODUCT,
            "/api/v1/records",
            people.stream()
                .map(person -> isDue(person) ? person.member(longAgo) : person.member())
                .toList());
    return people.stream()
        .map(person -> new Received(person, answers.get(person.number()).path("id").asText()))
        .toList();
  }

  private static boolean isDue(Person person) {
    return person.number() < DESTROYED;
  }

  /** The batch has committed, and the key of nobody is erased, when the replica dies. */
  private UUID killBetweenCommitAndErasure(ProductionProcess replica, RemoteApi api)
      throws InterruptedException {
    try (Sql inData = Sql.open(data);
        Sql inKeys = Sql.open(keys);
        Sql obstacle = Sql.open(keys).begin()) {
      obstacle.execute("SELECT id FROM lethe_key.subject_key FOR UPDATE");
      UUID run = api.run(Map.of("policy", KILLED));
      Eventually.get(
          "the sweeper at the obstacle",
          PATIENCE,
          () -> obstacle.number("SELECT count(*) " + WAITING),
          count -> count > 0);
      replica.kill();
      // What the dead one had asked for would be done when the obstacle is gone.
      obstacle.execute("SELECT pg_terminate_backend(pid) " + WAITING);
      assertThat(inData.number("SELECT count(*) FROM erasure WHERE policy = 'killed'"))
          .isEqualTo(DESTROYED);
      assertThat(
              inData.number(
                  "SELECT sum(cardinality(key_ids)) FROM key_erasure WHERE destroyed_at IS NULL"))
          .isEqualTo(DESTROYED);
      assertThat(
              inKeys.number(
                  "SELECT count(*) FROM lethe_key.subject_key WHERE ring = 'killed-data'"))
          .isEqualTo(DESTROYED + KEPT);
      return run;
    }
  }

  /** Of the keys that the dump's records were sealed with, those of the kept are there alone. */
  private void keysAreThoseOfTheKept(TestPostgres.Database dump, List<Received> members) {
    try (Sql inDump = Sql.open(dump);
        Sql inKeys = Sql.open(keys)) {
      for (boolean due : List.of(true, false)) {
        List<String> sealedWith =
            inDump.column(
                "SELECT key_id FROM record WHERE sealed IS NOT NULL AND id IN ("
                    + members.stream()
                        .filter(member -> member.isDue() == due)
                        .map(member -> "'" + member.record() + "'")
                        .collect(Collectors.joining(","))
                    + ")");
        assertThat(sealedWith).hasSize(due ? DESTROYED : KEPT).doesNotHaveDuplicates();
        assertThat(
                inKeys.column(
                    "SELECT id FROM lethe_key.subject_key WHERE id IN ("
                        + sealedWith.stream()
                            .map(id -> "'" + id + "'")
                            .collect(Collectors.joining(","))
                        + ")"))
            .hasSize(due ? 0 : KEPT);
      }
    }
  }

  private static void opens(RemoteApi api, Received member) throws IOException {
    Answer answer = reidentify(api, member);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.json().at("/items/0/fields/name").asText()).isEqualTo(member.person().name());
  }

  /** The record, its subject and its index are back; what they were of is not. */
  private static void staysShut(RemoteApi api, Received member) throws IOException {
    Answer answer = reidentify(api, member);
    assertThat(answer.status()).isEqualTo(410);
    assertThat(answer.json().path("code").asText()).isEqualTo(ErrorCode.KEY_DESTROYED.name());
    Answer found = ask(api, Role.PRODUCT, "/subjects/search", member.person().byPhone());
    assertThat(found.json().path("items")).hasSize(1);
    String view = api.text(Role.PRODUCT, "/api/v1/records/" + member.record());
    assertThat(view).contains(PLAIN);
    assertThat(answer.text() + found.text() + view)
        .doesNotContain(SECRET)
        .doesNotContain(Club.phone(member.person().number()));
  }

  private static Answer reidentify(RemoteApi api, Received member) throws IOException {
    Map<String, ?> request =
        Club.reidentification(
            member.person().policy(), List.of(member.record()), List.of("name", "phone"));
    return ask(api, Role.REIDENTIFIER, "/reidentifications", RemoteApi.write(request));
  }

  private static Answer ask(RemoteApi api, Role role, String path, String body) throws IOException {
    return api.ask(api.token(role), "/api/v1" + path, "application/json", body);
  }

  /** A member and the id of its record. */
  private record Received(Person person, String record) {

    private boolean isDue() {
      return ShreddingIT.isDue(person);
    }
  }
}
