package io.lethe.key;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Await;
import io.lethe.Beside;
import io.lethe.Installation;
import io.lethe.Sql;
import io.lethe.TestPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A replica that hangs for longer than anybody waits for it, and then goes on where it stood: with
 * old keys in memory, calls in its sockets, and perhaps a job that is another's by now.
 */
@Tag("slow")
class SilentReplicaIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int MEMBERS = 1_000;

  @TempDir Path directory;

  private Sql sql;
  private Replicas replicas;
  private ClubApi club;

  @Test
  void neitherItsKeysNorItsJobDoHarmWhenItGoesOn() throws Exception {
    try (Installation lethe =
            Installation.create(TestPostgres.fresh(), directory, Replicas.SETTINGS);
        Sql opened = Sql.open(lethe.database())) {
      // Given
      sql = opened;
      replicas = new Replicas(lethe, "-Xmx256m", "-XX:TieredStopAtLevel=1");
      club = ClubApi.open(replicas.start(), "club");
      Members members = Members.receive(club.api(), "club", MEMBERS, 1);
      String ofFirst =
          club.done(club.order("data", "/rewrap", Map.of("dryRun", true))).path("id").asText();
      replicas.start();
      Person known = new Person("club", 7);
      String key = client(1).byReference(known);

      // When
      replicas.suspend(1);
      for (String ring : List.of("subject", "index", "pseudonym", "data")) {
        club.rotate(ring);
      }
      CompletableFuture<String> asked = Beside.call(() -> received(known));
      client(0).accepted(List.of(known.visit()));
      replicas.resume(1);

      // Then
      assertThat(asked.get()).isEqualTo(key);
      assertThat(client(1).byPhone(known)).isEqualTo(key).isEqualTo(client(0).byReference(known));
      assertThat(client(1).devices(key)).hasSize(4);
      assertThat(client(1).name(members.record(7))).isEqualTo(known.name());
      rewrapThroughSilence("pseudonym", ofFirst);
      everyRowIsUnder(2);
    }
  }

  /** Who works on it hangs, the other ends it, and the first goes on. */
  private void rewrapThroughSilence(String ring, String ofFirst) throws Exception {
    JsonNode job = club.order(ring, "/rewrap", Map.of("rowsPerSecond", MEMBERS / 4));
    String id = job.path("id").asText();
    Await.until(PATIENCE, () -> club.job(id), seen -> seen.path("moved").asLong() > 0);
    int owner = Replicas.owner(sql, id, List.of(ofFirst));
    replicas.suspend(owner);
    club = new ClubApi(replicas.api(1 - owner), "club");
    Await.until(PATIENCE, () -> Replicas.owner(sql, id, List.of(ofFirst)), by -> by != owner);
    replicas.resume(owner);
    JsonNode done = club.done(job);
    assertThat(done.path("moved").asLong()).isEqualTo(2L * MEMBERS);
    assertThat(new ClubApi(replicas.api(owner), "club").rewrap(ring).path("moved").asLong())
        .isZero();
  }

  private void everyRowIsUnder(int version) {
    assertThat(
            sql.column("SELECT DISTINCT pseudonym_version::text FROM record WHERE policy = 'club'"))
        .containsExactly(Integer.toString(version));
    assertThat(sql.number("SELECT count(*) FROM subject WHERE policy = 'club'")).isEqualTo(MEMBERS);
  }

  private String received(Person person) {
    try {
      client(1).accepted(List.of(person.visit()));
      return client(1).byReference(person);
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }

  private ClubClient client(int place) {
    return new ClubClient(replicas, place, "club");
  }
}
