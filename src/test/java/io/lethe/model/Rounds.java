package io.lethe.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Eventually;
import io.lethe.RemoteApi;
import io.lethe.Sql;
import io.lethe.access.Role;
import io.lethe.model.Model.Kept;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Runs over sequences, by either replica or by both, and what must hold after them. */
final class Rounds {

  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private final Random random;
  private final Random replica = new Random(2);
  private final List<Sequence> sequences;
  private final Replicas replicas;
  private final Sql sql;
  private final Comparison comparison;

  Rounds(
      Random random, List<Sequence> sequences, Replicas replicas, Sql sql, Comparison comparison) {
    this.random = random;
    this.sequences = sequences;
    this.replicas = replicas;
    this.sql = sql;
    this.comparison = comparison;
  }

  /** Runs over all sequences; one replica may be killed meanwhile. */
  void run(boolean crash) throws IOException, InterruptedException {
    recomputed();
    if (random.nextInt(3) == 0) {
      predict();
    }
    Map<String, Sequence> asked = new LinkedHashMap<>();
    boolean own = random.nextInt(3) > 0;
    boolean whole = !own || random.nextInt(4) == 0;
    if (own) {
      for (Sequence sequence : sequences) {
        asked.put(ask(replica.nextInt(2), Map.of("policy", sequence.policy)), sequence);
      }
    }
    Map<String, Instant> cutoffs = new HashMap<>();
    List<String> all = whole ? List.of(ask(replica.nextInt(2), Map.of())) : List.of();
    if (crash) {
      crash(asked, all);
    }
    cutoffs.putAll(completed(List.copyOf(asked.keySet())));
    cutoffs.putAll(completed(all));
    if (crash || own && whole) {
      all = List.of(ask(replica.nextInt(2), Map.of()));
      cutoffs.putAll(completed(all));
    }
    Map<Sequence, Instant> last = new HashMap<>();
    asked.forEach((run, sequence) -> last.put(sequence, cutoffs.get(run)));
    all.forEach(run -> sequences.forEach(one -> last.put(one, cutoffs.get(run))));
    comparison.agree(cutoffs, last);
    comparison.addsUp();
    if (random.nextBoolean()) {
      nothingMore();
    }
    seen();
  }

  private String ask(int replica, Map<String, ?> what) throws IOException {
    return replicas
        .post(replica, Role.PRIVACY_OFFICER, "/retention/runs", what)
        .path("id")
        .asText();
  }

  /** Due dates that a version has moved are what runs go by, once they are worked out. */
  private void recomputed() {
    none("recomputed", "SELECT count(*) FROM policy_recompute WHERE state <> 'COMPLETED'");
  }

  /** Rotations go on beside runs; they write what must stay the same otherwise. */
  void rotationsAreDone() {
    none("rotated", "SELECT count(*) FROM key_job WHERE state <> 'COMPLETED'");
  }

  private void none(String what, String query) {
    Eventually.get(what, PATIENCE, () -> sql.number(query), left -> left == 0);
  }

  /** Kills a replica when some of what it is to do has been done, and has it come back. */
  private void crash(Map<String, Sequence> asked, List<String> all)
      throws IOException, InterruptedException {
    String unfinished =
        "SELECT count(*) FROM retention_run WHERE finished_at IS NULL AND NOT dry_run";
    long before = sql.number("SELECT count(*) FROM erasure");
    int more = replica.nextInt(3 * sequences.size());
    Eventually.get(
        "some done",
        PATIENCE,
        () ->
            sql.number(unfinished) == 0
                || sql.number("SELECT count(*) FROM erasure") > before + more,
        done -> done);
    int victim = replica.nextInt(2);
    replicas.crash(victim);
    completed(List.copyOf(asked.keySet()));
    completed(all);
    replicas.back(victim);
  }

  /** Waits until runs are COMPLETED, and gives their cut-offs. */
  private Map<String, Instant> completed(List<String> runs) {
    Map<String, Instant> cutoffs = new HashMap<>();
    if (runs.isEmpty()) {
      return cutoffs;
    }
    String in = " FROM retention_run WHERE id IN ('" + String.join("', '", runs) + "')";
    Eventually.get(
        "completed",
        PATIENCE,
        () -> sql.column("SELECT state" + in + " AND state <> 'COMPLETED'"),
        states -> {
          if (states.contains("FAILED") || states.contains("AWAITING_APPROVAL")) {
            throw new AssertionError("runs are " + states);
          }
          return states.isEmpty();
        });
    for (String row : sql.column("SELECT id || ' ' || " + Comparison.utc("cutoff") + in)) {
      cutoffs.put(row.substring(0, 36), Instant.parse(row.substring(37)));
    }
    return cutoffs;
  }

  /** A dry run says what the model says, and touches nothing. */
  private void predict() throws IOException {
    Sequence sequence = sequences.get(replica.nextInt(sequences.size()));
    rotationsAreDone();
    List<String> before = comparison.fingerprint();
    String run = ask(replica.nextInt(2), Map.of("policy", sequence.policy, "dryRun", true));
    Instant cutoff = completed(List.of(run)).get(run);
    JsonNode view = view(run);
    if (!before.equals(comparison.fingerprint())) {
      throw new SequenceFailed(sequence, "a dry run touched something");
    }
    int held = 0;
    int blocked = 0;
    int depersonalized = 0;
    for (Kept record : sequence.model.whole()) {
      if (sequence.model.isDue(record, cutoff)) {
        var keeps = sequence.model.keeps(record, cutoff);
        held += keeps.isPresent() && !keeps.get().block ? 1 : 0;
        blocked += keeps.isPresent() && keeps.get().block ? 1 : 0;
        depersonalized += keeps.isEmpty() && !sequence.model.due(record).destroys() ? 1 : 0;
      }
    }
    if (view.path("held").asInt() != held
        || view.path("blocked").asInt() != blocked
        || view.path("depersonalized").asInt() != depersonalized) {
      throw new SequenceFailed(
          sequence,
          "held %d, blocked %d, depersonalized %d, but a dry run says %s"
              .formatted(held, blocked, depersonalized, view));
    }
  }

  private JsonNode view(String run) throws IOException {
    String path = "/retention/runs/" + run;
    return Replicas.ok(replicas.get(replica.nextInt(2), Role.PRIVACY_OFFICER, path), path);
  }

  /** A run at the same clock finds nothing to do. */
  private void nothingMore() throws IOException {
    rotationsAreDone();
    List<String> before = comparison.fingerprint();
    String run = ask(replica.nextInt(2), Map.of());
    completed(List.of(run));
    JsonNode view = view(run);
    List<String> after = comparison.fingerprint();
    if (view.path("destroyed").asInt() + view.path("depersonalized").asInt() != 0
        || !before.equals(after)) {
      after.removeAll(before);
      throw new AssertionError(
          "a run at the same clock changed %s; it has journalled %s: %s"
              .formatted(
                  after,
                  sql.column(
                      "SELECT concat_ws(' ', policy, category, action, count(*)) FROM erasure"
                          + " WHERE run_id = '"
                          + run
                          + "' GROUP BY policy, category, action"),
                  view));
    }
  }

  /** One record of each sequence, as its product sees it. */
  private void seen() throws IOException {
    for (Sequence sequence : sequences) {
      List<Kept> all = List.copyOf(sequence.model.records.values());
      if (all.isEmpty()) {
        continue;
      }
      Kept record = sequence.any(all);
      RemoteApi.Answer answer =
          replicas.get(replica.nextInt(2), Role.PRODUCT, "/records/" + record.id);
      if (answer.status() != (record.whole ? 200 : 410)) {
        throw new SequenceFailed(sequence, record.id + " answers " + answer);
      }
    }
  }
}
