package io.lethe.benchmark;

import io.lethe.TestPostgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Cursor;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.lang.reflect.Array;
import java.util.ArrayList;
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
  private final PgConnection reader;

  /** Opens the connection that inserts, and the one that reads the copies. */
  PlainInsert(TestPostgres.Database database) {
    this.connection = connect(database);
    this.reader = connect(database);
  }

  private PgConnection connect(TestPostgres.Database database) {
    return await(
        PgConnection.connect(
            vertx,
            PgConnectOptions.fromUri(database.url())
                .setUser(database.username())
                .setPassword(database.password())
                .setCachePreparedStatements(true)));
  }

  /**
   * Inserts the copies of these tables, 1,000 records with all that is theirs as one transaction.
   *
   * @return the seconds that it took, without that of reading the copies
   */
  double copy(List<String> tables) {
    await(reader.query("BEGIN").execute());
    long records = count("record");
    List<Source> sources = new ArrayList<>();
    for (String table : tables) {
      // A table with more rows than there are records has larger batches, so that all end at once.
      sources.add(source(table, Math.max(BATCH, (int) (count(table) * BATCH / records) + 1)));
    }
    long spent = 0;
    for (List<Batch> next = next(sources); !next.isEmpty(); next = next(sources)) {
      long began = System.nanoTime();
      await(connection.query("BEGIN").execute());
      for (Batch batch : next) {
        await(connection.preparedQuery(batch.sql()).execute(batch.columns()));
      }
      await(connection.query("COMMIT").execute());
      spent += System.nanoTime() - began;
    }
    await(reader.query("COMMIT").execute());
    return spent / 1e9;
  }

  private static List<Batch> next(List<Source> sources) {
    List<Batch> next = new ArrayList<>();
    for (Source source : sources) {
      List<Row> rows = source.read();
      if (!rows.isEmpty()) {
        next.add(batch(source.insert(), rows, source.columns()));
      }
    }
    return next;
  }

  private long count(String table) {
    return await(reader.query("SELECT count(*) FROM " + Copies.copy(table)).execute())
        .iterator()
        .next()
        .getLong(0);
  }

  private Source source(String table, int size) {
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
    return new Source(await(reader.prepare(select)).cursor(), insert, columns, size);
  }

  private static Batch batch(String sql, List<Row> taken, List<Column> columns) {
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
    await(reader.close());
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

  /** A copy that is read on, and the statement that inserts its rows. */
  private record Source(Cursor cursor, String insert, List<Column> columns, int size) {

    /** The next rows; a cursor that has ended answers nothing any more. */
    private List<Row> read() {
      List<Row> rows = new ArrayList<>();
      if (!cursor.isClosed()) {
        await(cursor.read(size)).forEach(rows::add);
        if (!cursor.hasMore()) {
          await(cursor.close());
        }
      }
      return rows;
    }
  }

  /** Rows of a table as the arrays of one statement. */
  private record Batch(String sql, Tuple columns) {}
}
