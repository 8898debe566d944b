package io.lethe.key;

import io.lethe.access.Caller;
import io.lethe.key.RingStore.RingRow;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.stream.Stream;

/** Lists key rings with a census of each. */
@ApplicationScoped
class RingList {

  private final RingStore store;
  private final KeyCensus census;
  private final KekRing kek;

  RingList(RingStore store, KeyCensus census, KekRing kek) {
    this.store = store;
    this.census = census;
    this.kek = kek;
  }

  /** The rings of the policies that are granted, each version with its uses. */
  Uni<List<RingView>> rings(Caller caller) {
    return store
        .all()
        .onItem()
        .transformToMulti(rings -> Multi.createFrom().iterable(rings))
        .filter(ring -> caller.coversWhole(ring.policy()))
        .onItem()
        .transformToUniAndConcatenate(this::view)
        .collect()
        .asList()
        .chain(rings -> withKek(caller, rings));
  }

  private Uni<List<RingView>> withKek(Caller caller, List<RingView> rings) {
    return caller.coversEverything()
        ? kek.view().map(view -> Stream.concat(rings.stream(), Stream.of(view)).toList())
        : Uni.createFrom().item(rings);
  }

  private Uni<RingView> view(RingRow ring) {
    return census
        .of(ring.policy(), ring.purpose())
        .map(
            uses ->
                new RingView(
                    ring.name(),
                    ring.purpose().text(),
                    ring.versions().stream()
                        .map(
                            version ->
                                new RingView.Version(
                                    version.version(),
                                    null,
                                    version.state(),
                                    version.createdAt(),
                                    version.activatedAt(),
                                    KeyCensus.rows(uses, version.version())))
                        .toList()));
  }
}
