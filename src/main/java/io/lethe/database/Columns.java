package io.lethe.database;

import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Shapes rows into the column arrays of set-based statements ({@code unnest}) and back. */
public final class Columns {

  private Columns() {}

  /** One column of {@code rows}, as an array for {@code unnest}. */
  public static <R, T> T[] of(Collection<R> rows, Function<R, T> column, T[] empty) {
    return rows.stream().map(column).toList().toArray(empty);
  }

  /** One column of instants. */
  public static <R> OffsetDateTime[] instants(Collection<R> rows, Function<R, Instant> column) {
    OffsetDateTime[] values = new OffsetDateTime[rows.size()];
    int i = 0;
    for (R row : rows) {
      values[i++] = utc(column.apply(row));
    }
    return values;
  }

  /** An instant as PostgreSQL's {@code timestamptz}; null stays null. */
  public static @Nullable OffsetDateTime utc(@Nullable Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }

  /** What the first row says; empty when there is none. */
  public static <T> Optional<T> first(RowSet<Row> rows, Function<Row, T> read) {
    return rows.size() == 0 ? Optional.empty() : Optional.of(read.apply(rows.iterator().next()));
  }

  /** What each row says, in their order. */
  public static <T> List<T> all(RowSet<Row> rows, Function<Row, T> read) {
    List<T> all = new ArrayList<>(rows.size());
    rows.forEach(row -> all.add(read.apply(row)));
    return all;
  }

  /** A {@code timestamptz} of a row; null stays null. */
  public static @Nullable Instant instant(Row row, String column) {
    OffsetDateTime value = row.getOffsetDateTime(column);
    return value == null ? null : value.toInstant();
  }

  /** A {@code bytea} of a row; null stays null. */
  public static byte @Nullable [] bytes(Row row, String column) {
    Buffer value = row.getBuffer(column);
    return value == null ? null : value.getBytes();
  }
}
