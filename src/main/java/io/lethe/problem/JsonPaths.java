package io.lethe.problem;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonMappingException.Reference;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.util.List;
import java.util.Map;

/** Paths into a body that name what Lethe declares and never what the client made up. */
final class JsonPaths {

  private JsonPaths() {}

  /** A dotted path such as {@code items[3].policy}; a map's key is {@code *}. */
  static String declared(JsonMappingException thrown) {
    List<Reference> references = thrown.getPath();
    // The last step of an unknown property is the client's own word.
    int known = references.size() - (thrown instanceof UnrecognizedPropertyException ? 1 : 0);
    StringBuilder path = new StringBuilder();
    for (Reference reference : references.subList(0, known)) {
      append(path, reference);
    }
    return path.toString();
  }

  private static void append(StringBuilder path, Reference reference) {
    if (reference.getFieldName() == null) {
      path.append('[').append(reference.getIndex()).append(']');
      return;
    }
    path.append(path.isEmpty() ? "" : ".")
        .append(isDeclared(reference) ? reference.getFieldName() : "*");
  }

  private static boolean isDeclared(Reference reference) {
    Object from = reference.getFrom();
    Class<?> type =
        from instanceof Class<?> declaring ? declaring : from == null ? null : from.getClass();
    return type != null && !Map.class.isAssignableFrom(type);
  }
}
