package io.lethe.retention;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.config.ConfigProvider;

/** The database of the application under test, seen from beside it. */
final class Tables implements AutoCloseable {

  private final Connection connection;

  private Tables(Connection connection) {
    this.connection = connection;
  }

  /** Connects; every statement is a transaction of its own. */
  static Tables connect() throws SQLException {
    return new Tables(
        DriverManager.getConnection(
            "jdbc:" + setting("url"), setting("username"), setting("password")));
  }

  private static String setting(String name) {
    return ConfigProvider.getConfig().getValue("lethe.database." + name, String.class);
  }

  Connection connection() {
    return connection;
  }

  /** Runs a statement without a result. */
  void execute(String sql) {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.execute();
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** The rows of a query, each a list of its columns. */
  List<List<Object>> rows(String sql, Object... arguments) {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < arguments.length; i++) {
        statement.setObject(i + 1, arguments[i]);
      }
      try (ResultSet result = statement.executeQuery()) {
        List<List<Object>> rows = new ArrayList<>();
        int columns = result.getMetaData().getColumnCount();
        while (result.next()) {
          List<Object> row = new ArrayList<>(columns);
          for (int i = 1; i <= columns; i++) {
            row.add(result.getObject(i));
          }
          rows.add(row);
        }
        return rows;
      }
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** The first column of a query. */
  <T> List<T> column(Class<T> type, String sql, Object... arguments) {
    return rows(sql, arguments).stream().map(row -> type.cast(row.get(0))).toList();
  }

  /** The one number that a query gives. */
  long number(String sql, Object... arguments) {
    return ((Number) rows(sql, arguments).get(0).get(0)).longValue();
  }

  /** Every table of the service with its schema, partitions instead of what they partition. */
  List<String> all() {
    return column(
        String.class,
        """
        SELECT format('%I.%I', n.nspname, c.relname)
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind = 'r' AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
        ORDER BY 1
        """);
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
