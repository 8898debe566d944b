package io.lethe.retention;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Looks for values in every column of every table that can hold text or bytes. */
final class MarkerSearch {

  private static final String COLUMNS =
      """
      SELECT format('%I.%I', n.nspname, c.relname), format('%I', a.attname), t.typname = 'bytea'
      FROM pg_class c
      JOIN pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      JOIN pg_type t ON t.oid = a.atttypid
      LEFT JOIN pg_type e ON e.oid = t.typelem
      WHERE c.relkind IN ('r', 'm') AND n.nspname NOT LIKE 'pg\\_%'
        AND n.nspname <> 'information_schema'
        AND (t.typcategory IN ('S', 'U') AND t.typname <> 'uuid'
          OR t.typcategory = 'A' AND e.typcategory = 'S')
      ORDER BY 1, 2
      """;

  private MarkerSearch() {}

  /** The markers that are found, by column; neither case nor JSON's escapes hide one. */
  static Map<String, List<String>> of(Tables tables, List<String> markers) {
    Map<String, List<String>> found = new TreeMap<>();
    for (List<Object> column : tables.rows(COLUMNS)) {
      String table = (String) column.get(0);
      String name = (String) column.get(1);
      boolean bytes = (Boolean) column.get(2);
      List<String> here =
          markers.stream().filter(marker -> isIn(tables, table, name, bytes, marker)).toList();
      if (!here.isEmpty()) {
        found.put(table + "." + name, here);
      }
    }
    return found;
  }

  private static boolean isIn(
      Tables tables, String table, String column, boolean bytes, String marker) {
    String from = "SELECT count(*) FROM " + table + " WHERE ";
    return bytes
        // escaped, ASCII is as it was: neither case nor what is around it hides a marker
        ? tables.number(
                from
                    + "position(lower(encode(?::bytea, 'escape')) IN lower(encode("
                    + column
                    + ", 'escape'))) > 0",
                marker.getBytes(StandardCharsets.UTF_8))
            > 0
        : tables.number(from + "position(lower(?) IN lower(" + column + "::text)) > 0", marker) > 0;
  }
}
