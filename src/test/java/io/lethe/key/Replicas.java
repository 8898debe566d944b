package io.lethe.key;

import io.lethe.Await;
import io.lethe.Installation;
import io.lethe.ProductionProcess;
import io.lethe.RemoteApi;
import io.lethe.RemoteApi.Answer;
import io.lethe.Sql;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Replicas of one installation in numbered places, of which one may be killed and come back.
 *
 * <p><b>Thread safety</b>: calls may come from any thread; one thread alone starts and kills.
 */
final class Replicas {

  /** Replicas that look often for what others have done, and whose clients may ask much. */
  static final Map<String, String> SETTINGS =
      Map.of(
          "lethe.scheduler.enabled", "false",
          "lethe.key-rings.refresh-every", "0.5s",
          "lethe.key-rings.jobs-every", "0.5s",
          "lethe.key-rings.job-timeout", "3s",
          "lethe.key-rings.replica-timeout", "3s",
          "lethe.quotas.search", "100000000",
          "lethe.quotas.reidentify", "100000000");

  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final Installation lethe;
  private final String[] options;
  private final List<Place> places = new CopyOnWriteArrayList<>();
  private final List<ProductionProcess> processes = new CopyOnWriteArrayList<>();

  /** None yet; {@code options} are those of their Java virtual machines. */
  Replicas(Installation lethe, String... options) {
    this.lethe = lethe;
    this.options = options.clone();
  }

  /** Starts one in the next place. */
  RemoteApi start() throws IOException {
    ProductionProcess started = lethe.start(options);
    processes.add(started);
    places.add(new Place(lethe.api(started), true));
    return api(places.size() - 1);
  }

  /** Kills the one in a place without a warning. */
  void kill(int place) throws InterruptedException {
    places.set(place, new Place(api(place), false));
    processes.get(place).kill();
  }

  /** Stops the one in a place as it stands; who asks it waits. */
  void suspend(int place) throws IOException, InterruptedException {
    processes.get(place).suspend();
  }

  /** Lets the one in a place go on where it stood. */
  void resume(int place) throws IOException, InterruptedException {
    processes.get(place).resume();
  }

  /** Starts another in the place of a dead one. */
  void restart(int place) throws IOException {
    ProductionProcess started = lethe.start(options);
    processes.set(place, started);
    places.set(place, new Place(lethe.api(started), true));
  }

  RemoteApi api(int place) {
    return places.get(place).api();
  }

  int count() {
    return places.size();
  }

  /**
   * Asks the replica in a place. Only when it was killed meanwhile is the question asked again, of
   * whoever comes in its place.
   */
  Answer ask(int place, Call call) throws IOException {
    for (Place asked = places.get(place); ; asked = places.get(place)) {
      try {
        return call.of(asked.api());
      } catch (IOException e) {
        if (asked.alive() && places.get(place) == asked) {
          throw e;
        }
        Await.until(PATIENCE, () -> places.get(place), Place::alive);
      }
    }
  }

  /** The place of the replica that works on a job, by what each had worked on before. */
  static int owner(Sql sql, String job, List<String> jobs) {
    String owner = sql.column("SELECT replica FROM key_job WHERE id = '" + job + "'").get(0);
    for (int place = 0; place < jobs.size(); place++) {
      String known = jobs.get(place);
      if (sql.column("SELECT replica FROM key_job WHERE id = '" + known + "'").contains(owner)) {
        return place;
      }
    }
    return jobs.size();
  }

  /** Something to ask of a replica. */
  interface Call {
    Answer of(RemoteApi api) throws IOException;
  }

  private record Place(RemoteApi api, boolean alive) {}
}
