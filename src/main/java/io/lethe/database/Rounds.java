package io.lethe.database;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Work that is repeated until there is no more of it.
 *
 * <p><b>Guarantee</b>: stack and memory do not grow with the number of rounds. (A chain that calls
 * itself never ends after some ten thousand.)
 */
public final class Rounds {

  private Rounds() {}

  /** Works on items, one after the other; a failure leaves those that are left. */
  public static <T> Uni<Void> each(Iterable<T> items, Function<T, Uni<?>> work) {
    return Multi.createFrom()
        .iterable(items)
        .onItem()
        .transformToUniAndConcatenate(work::apply)
        .onItem()
        .ignoreAsUni();
  }

  /**
   * Passes {@code start} through rounds, one after the other, while {@code more} holds after each.
   */
  public static <T> Uni<T> of(T start, Function<T, Uni<T>> round, Predicate<T> more) {
    return Uni.createFrom()
        .deferred(
            () -> {
              AtomicReference<T> state = new AtomicReference<>(start);
              return Multi.createBy()
                  .repeating()
                  .uni(() -> round.apply(state.get()).invoke(state::set))
                  .whilst(more)
                  .onItem()
                  .ignoreAsUni()
                  .map(done -> state.get());
            });
  }
}
