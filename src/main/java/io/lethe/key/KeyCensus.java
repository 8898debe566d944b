package io.lethe.key;

import io.lethe.key.KeyedRows.Use;
import io.quarkus.arc.All;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.List;

/** Counts what is stored under the versions of a ring. */
@ApplicationScoped
class KeyCensus {

  private final List<KeyedRows> tables;

  KeyCensus(@All List<KeyedRows> tables) {
    this.tables = tables.stream().sorted(Comparator.comparing(KeyedRows::table)).toList();
  }

  /** The tables whose rows are under a ring, in the order in which they are moved. */
  List<KeyedRows> tables(RingPurpose purpose) {
    return tables.stream().filter(table -> table.purpose() == purpose).toList();
  }

  /** The rows under each version of a ring, by table and category. */
  Uni<List<Use>> of(String policy, RingPurpose purpose) {
    return Multi.createFrom()
        .iterable(tables(purpose))
        .onItem()
        .transformToUniAndConcatenate(table -> table.census(policy))
        .collect()
        .asList()
        .map(uses -> uses.stream().flatMap(List::stream).toList());
  }

  /** The rows under one version. */
  Uni<Long> of(String policy, RingPurpose purpose, int version) {
    return of(policy, purpose).map(uses -> rows(uses, version));
  }

  static long rows(List<Use> uses, int version) {
    return uses.stream().filter(use -> use.version() == version).mapToLong(Use::rows).sum();
  }

  /** The rows under any other version than this. */
  static long others(List<Use> uses, int version) {
    return uses.stream().filter(use -> use.version() != version).mapToLong(Use::rows).sum();
  }
}
