package io.lethe.benchmark;

import io.lethe.TestPostgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Plain {@code INSERT ... SELECT FROM unnest}, over the service's own driver, of rows that are in
 * memory in the shape that the statement takes.
 */
final class PlainInsert implements AutoCloseable {

  private static final int BATCH = 1_000;

  private final Vertx vertx = Vertx.vertx();
  private final PgConnection connection;

  /** Opens the one connection. */
  PlainInsert(TestPostgres.Database database) {
    this.connection =
        await(
            PgConnection.connect(
                vertx,
                PgConnectOptions.fromUri(database.url())
                    .setUser(database.username())
                    .setPassword(database.password())
                    .setCachePreparedStatements(true)));
  }

  /** Reads the copies of these tables into batches. */
  List<List<Batch>> read(List<String> tables) {
    return tables.stream().map(this::read).toList();
  }

  /** Inserts the batches, those of one position in each table as one transaction. */
  void insert(List<List<Batch>> tables) {
    int batches = tables.stream().mapToInt(List::size).max().orElseThrow();
    for (int i = 0; i < batches; i++) {
      await(connection.query("BEGIN").execute());
      for (List<Batch> table : tables) {
        if (i < table.size()) {
          await(connection.preparedQuery(table.get(i).sql()).execute(table.get(i).columns()));
        }
      }
      await(connection.query("COMMIT").execute());
    }
  }

  /** A table with more rows than there are records has larger batches, so that all end at once. */
  private List<Batch> read(String table) {
    List<Column> columns = columns(table);
    String insert =
        "INSERT INTO %s (%s) SELECT %s FROM unnest(%s) AS i(%s)"
            .formatted(
                table,
                names(columns),
                columns.stream().map(Column::read).collect(Collectors.joining(", ")),
                IntStream.range(0, columns.size())
                    .mapToObj(i -> "$" + (i + 1) + "::" + columns.get(i).sent() + "[]")
                    .collect(Collectors.joining(", ")),
                names(columns));
    String select =
        "SELECT %s FROM %s"
            .formatted(
                columns.stream()
                    .map(column -> column.name() + "::" + column.sent())
                    .collect(Collectors.joining(", ")),
                Copies.copy(table));
    RowSet<Row> rows = await(connection.query(select).execute());
    long records =
        await(connection.query("SELECT count(*) FROM " + Copies.copy("record")).execute())
            .iterator()
            .next()
            .getLong(0);
    int size = Math.max(BATCH, (int) (rows.size() * (long) BATCH / records));
    List<Batch> batches = new ArrayList<>();
    for (Iterator<Row> left = rows.iterator(); left.hasNext(); ) {
      batches.add(batch(insert, left, size, columns));
    }
    return batches;
  }

  private static Batch batch(String sql, Iterator<Row> rows, int size, List<Column> columns) {
    List<Row> taken = new ArrayList<>(size);
    while (taken.size() < size && rows.hasNext()) {
      taken.add(rows.next());
    }
    Tuple arrays = Tuple.tuple();
    for (int i = 0; i < columns.size(); i++) {
      int column = i;
      Class<?> type =
          taken.stream()
              .map(row -> row.getValue(column))
              .filter(java.util.Objects::nonNull)
              .findFirst()
              .<Class<?>>map(Object::getClass)
              .orElseGet(columns.get(i)::empty);
      boolean buffer = io.vertx.core.buffer.Buffer.class.isAssignableFrom(type);
      Object array =
          Array.newInstance(buffer ? io.vertx.core.buffer.Buffer.class : type, taken.size());
      for (int row = 0; row < taken.size(); row++) {
        Array.set(array, row, taken.get(row).getValue(column));
      }
      arrays.addValue(array);
    }
    return new Batch(sql, arrays);
  }

  private List<Column> columns(String table) {
    RowSet<Row> rows =
        await(
            connection
                .preparedQuery(
                    "SELECT attname, format_type(atttypid, NULL) FROM pg_attribute"
                        + " WHERE attrelid = $1::text::regclass AND attnum > 0"
                        + " AND NOT attisdropped ORDER BY attnum")
                .execute(Tuple.of(table)));
    List<Column> columns = new ArrayList<>();
    rows.forEach(row -> columns.add(new Column(row.getString(0), row.getString(1))));
    return columns;
  }

  private static String names(List<Column> columns) {
    return columns.stream().map(Column::name).collect(Collectors.joining(", "));
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }

  @Override
  public void close() {
    await(connection.close());
    await(vertx.close());
  }

  /** A column; JSON is sent as text, as the service sends it. */
  private record Column(String name, String type) {
    private String sent() {
      return type.equals("jsonb") ? "text" : type;
    }

    /** What an array of this type is made of when all its values are null. */
    private Class<?> empty() {
      return switch (type) {
        case "smallint" -> Short.class;
        case "integer" -> Integer.class;
        case "bigint" -> Long.class;
        case "boolean" -> Boolean.class;
        case "uuid" -> java.util.UUID.class;
        case "timestamp with time zone" -> java.time.OffsetDateTime.class;
        case "date" -> java.time.LocalDate.class;
        case "bytea" -> io.vertx.core.buffer.Buffer.class;
        default -> String.class;
      };
    }

    private String read() {
      return type.equals("jsonb") ? name + "::jsonb" : name;
    }
  }

  /** Rows of a table as the arrays of one statement. */
  record Batch(String sql, Tuple columns) {}
}
