package io.lethe;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What a test sees and does in the database with its own hands. */
public final class Sql implements AutoCloseable {

  private final Connection connection;

  private Sql(Connection connection) {
    this.connection = connection;
  }

  /** Opens a connection of its own. */
  public static Sql open(TestPostgres.Database database) {
    try {
      return new Sql(database.connect());
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Begins a transaction that ends with {@link #close}, and leaves nothing. */
  public Sql begin() {
    try {
      connection.setAutoCommit(false);
      return this;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Runs a statement; answers how many rows it wrote, or -1 when it gave a result. */
  public int execute(String sql) {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
      return statement.getUpdateCount();
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** The one number that a query gives. */
  public long number(String sql) {
    return Long.parseLong(column(sql).get(0));
  }

  /** The first column that a query gives, as text. */
  public List<String> column(String sql) {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> values = new ArrayList<>();
      while (rows.next()) {
        values.add(rows.getString(1));
      }
      return values;
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  @Override
  public void close() {
    try {
      if (!connection.getAutoCommit()) {
        connection.rollback();
      }
      connection.close();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
