package io.lethe.retention;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the ledger says of a category that brakes have stopped. */
final class BrakedEntry {

  private BrakedEntry() {}

  static Map<String, Object> of(Run run, Braked braked) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("run", run.id().toString());
    entry.put("policy", braked.policy());
    entry.put("category", braked.category());
    entry.put("brakes", names(braked));
    entry.put("records", braked.records());
    entry.put("epoch", braked.epoch());
    Optional.ofNullable(run.cutoff()).ifPresent(at -> entry.put("cutoff", at.toString()));
    return entry;
  }

  /** The brakes, separated by commas. */
  static String names(Braked braked) {
    return braked.brakes().stream().map(one -> one.brake().name()).collect(Collectors.joining(","));
  }
}
