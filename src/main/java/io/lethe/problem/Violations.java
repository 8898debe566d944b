package io.lethe.problem;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Bean Validation's findings as violations. */
final class Violations {

  /** The name that a resource gives the parameter that is its body. */
  private static final String BODY = "body";

  private Violations() {}

  static Problem problem(ConstraintViolationException thrown) {
    boolean emptyBody = thrown.getConstraintViolations().stream().anyMatch(Violations::isEmptyBody);
    if (emptyBody) {
      return Problem.of(ErrorCode.BODY_EMPTY);
    }
    List<Violation> violations =
        thrown.getConstraintViolations().stream()
            .map(Violations::of)
            .sorted(Comparator.comparing(Violation::path).thenComparing(Violation::message))
            .toList();
    boolean body =
        violations.stream()
            .anyMatch(violation -> violation.code().equals(ErrorCode.BODY_SHAPE.name()));
    return Problem.of(body ? ErrorCode.BODY_SHAPE : ErrorCode.PARAMETER_INVALID, null, violations);
  }

  private static boolean isEmptyBody(ConstraintViolation<?> violation) {
    List<Path.Node> nodes = parameterOn(violation);
    return nodes.size() == 1
        && BODY.equals(nodes.get(0).getName())
        && (violation.getInvalidValue() == null
            || violation.getInvalidValue() instanceof String text && text.isBlank());
  }

  private static Violation of(ConstraintViolation<?> violation) {
    List<Path.Node> nodes = parameterOn(violation);
    boolean body = !nodes.isEmpty() && BODY.equals(nodes.get(0).getName());
    StringBuilder path = new StringBuilder();
    for (Path.Node node : body ? nodes.subList(1, nodes.size()) : nodes) {
      append(path, node);
    }
    ErrorCode code = body ? ErrorCode.BODY_SHAPE : ErrorCode.PARAMETER_INVALID;
    return new Violation(path.toString(), code.name(), violation.getMessage());
  }

  /** The path from the parameter on: the method's name is nobody's business. */
  private static List<Path.Node> parameterOn(ConstraintViolation<?> violation) {
    List<Path.Node> nodes = new ArrayList<>();
    violation.getPropertyPath().forEach(nodes::add);
    return nodes.stream().dropWhile(node -> node.getKind() == ElementKind.METHOD).toList();
  }

  private static void append(StringBuilder path, Path.Node node) {
    if (node.isInIterable()) {
      // A map's key is the client's own word.
      path.append('[')
          .append(node.getIndex() == null ? "*" : node.getIndex().toString())
          .append(']');
    }
    if (node.getName() != null && node.getKind() != ElementKind.CONTAINER_ELEMENT) {
      path.append(path.isEmpty() ? "" : ".").append(node.getName());
    }
  }
}
