package io.lethe.scale;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.ServiceDatabase;
import io.lethe.TestPostgres;
import io.lethe.scale.Layout.Place;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

/**
 * Every statement of the data plane says of which bucket it speaks, so that it goes to one shard;
 * those that do not are declared.
 */
@QuarkusTest
@TestProfile(EverydayProfile.class)
class BucketResourceTest {

  private static final Layout LAYOUT = Layout.read();

  /** Of how many buckets a statement speaks. */
  private enum Reach {
    ONE,
    SEVERAL,
    SEVERAL_LOCKED,
    ALL
  }

  /**
   * A statement as it was executed.
   *
   * @param relations all that it reads and writes
   * @param without the distributed ones whose bucket is not equal to anything known
   */
  private record Executed(String text, Set<String> relations, Set<String> without, Reach reach) {}

  @Test
  void everyStatementOfTheDataPlaneCarriesItsBucket() {
    Map<String, Set<JsonNode>> plans;
    try (StatementLog log = StatementLog.open(database())) {

      // When
      new EverydayWork().all();
      plans = log.read();
    }

    // Then
    List<Executed> executed = new ArrayList<>();
    plans.forEach((text, of) -> executed.add(executed(text, of)));
    executed.removeIf(
        statement -> statement.relations().stream().noneMatch(BucketResourceTest::isDistributed));
    System.out.println("statements by the buckets that they speak of: " + counts(executed));
    assertDeclared(executed);
    assertNothingOfTheCoordinator(executed);
    assertReached(executed);
  }

  @Test
  void nothingIsSpreadUnlessASettingSaysSo() {
    assertThat(
            ServiceDatabase.value(
                "SELECT count(*) FROM flyway_schema_history WHERE version IS NULL"))
        .isEqualTo(0L);
  }

  private static TestPostgres.Database database() {
    URI url = URI.create(ConfigProvider.getConfig().getValue("lethe.database.url", String.class));
    return new TestPostgres.Database(url.getPath().substring(1), url.getPort());
  }

  /** Whether a table is spread; the journal's months and time tables go with theirs. */
  private static boolean isDistributed(String relation) {
    return LAYOUT.of(Place.DISTRIBUTED).contains(relation)
        || LAYOUT.of(Place.PARTITION).contains(relation)
        || relation.matches("erasure_\\d{4}_\\d{2}|record_timed_\\d+_\\d+");
  }

  private static Executed executed(String text, Set<JsonNode> nodes) {
    List<Plan> plans = nodes.stream().map(Plan::new).toList();
    Set<String> relations = new TreeSet<>();
    Set<String> without = new TreeSet<>();
    for (Plan plan : plans) {
      relations.addAll(plan.relations());
      without.addAll(plan.withoutBucket(BucketResourceTest::isDistributed));
    }
    Reach reach;
    if (!without.isEmpty()) {
      reach = Reach.ALL;
    } else if (plans.stream().allMatch(p -> p.isOfOneBucket(BucketResourceTest::isDistributed))) {
      reach = Reach.ONE;
    } else {
      reach = plans.stream().anyMatch(Plan::locks) ? Reach.SEVERAL_LOCKED : Reach.SEVERAL;
    }
    return new Executed(text, relations, without, reach);
  }

  private static Map<Reach, Long> counts(List<Executed> executed) {
    return executed.stream()
        .collect(Collectors.groupingBy(Executed::reach, TreeMap::new, Collectors.counting()));
  }

  private static void assertDeclared(List<Executed> executed) {
    Set<FanOut> used = EnumSet.noneOf(FanOut.class);
    List<String> undeclared = new ArrayList<>();
    for (Executed statement : executed) {
      if (statement.reach() == Reach.ALL) {
        FanOut.of(statement.text())
            .ifPresentOrElse(
                used::add, () -> undeclared.add(statement.without() + ": " + statement.text()));
      }
    }
    assertThat(undeclared).as("statements without a bucket, and not declared").isEmpty();
    assertThat(used).as("declared, and executed").containsExactly(FanOut.values());
  }

  /** What goes to one shard finds all that it needs beside it. */
  private static void assertNothingOfTheCoordinator(List<Executed> executed) {
    assertThat(executed)
        .filteredOn(statement -> statement.reach() == Reach.ONE)
        .isNotEmpty()
        .allSatisfy(
            statement ->
                assertThat(statement.relations())
                    .as(statement.text())
                    .allMatch(
                        relation ->
                            isDistributed(relation)
                                || LAYOUT.of(Place.REFERENCE).contains(relation)));
  }

  /** What the sources have and the day's work has not reached is declared, too. */
  private static void assertReached(List<Executed> executed) {
    List<String> tables = new ArrayList<>(LAYOUT.of(Place.DISTRIBUTED));
    tables.addAll(LAYOUT.of(Place.PARTITION));
    Map<String, Set<String>> sources = new SourceStatements(tables).byClass();
    assertThat(sources).containsKeys(Unreached.CLASSES.keySet().toArray(String[]::new));
    sources.keySet().removeAll(Unreached.CLASSES.keySet());
    List<String> missed =
        sources.values().stream()
            .flatMap(Set::stream)
            .filter(piece -> executed.stream().noneMatch(s -> s.text().contains(piece)))
            .toList();
    assertThat(missed).as("statements that the day's work has not reached").isEmpty();
  }
}
