package io.lethe.problem;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.parameters.Parameter.In;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/**
 * Adds to every operation of the API document the problems it may answer: those that follow from
 * what it takes, and those that its {@code x-codes} name.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public final class ProblemResponses implements OASFilter {

  private static final String API = "/api/";
  private static final String CODES = "x-codes";

  @Override
  public void filterOpenAPI(OpenAPI document) {
    document
        .getPaths()
        .getPathItems()
        .forEach(
            (path, item) -> {
              if (path.startsWith(API)) {
                item.getOperations().values().forEach(operation -> complete(item, operation));
              }
            });
  }

  private static void complete(PathItem item, Operation operation) {
    Map<Integer, Set<ErrorCode>> byStatus =
        codes(item, operation).stream()
            .collect(
                Collectors.groupingBy(
                    ErrorCode::status,
                    TreeMap::new,
                    Collectors.toCollection(() -> EnumSet.noneOf(ErrorCode.class))));
    byStatus.forEach(
        (status, codes) ->
            operation.getResponses().addAPIResponse(status.toString(), response(codes)));
  }

  private static Set<ErrorCode> codes(PathItem item, Operation operation) {
    Set<ErrorCode> codes =
        EnumSet.of(
            ErrorCode.UNAUTHENTICATED,
            ErrorCode.FORBIDDEN,
            ErrorCode.NOT_ACCEPTABLE,
            ErrorCode.INTERNAL,
            ErrorCode.UNAVAILABLE);
    List<Parameter> parameters = new ArrayList<>();
    parameters.addAll(item.getParameters() == null ? List.of() : item.getParameters());
    parameters.addAll(operation.getParameters() == null ? List.of() : operation.getParameters());
    parameters.forEach(
        parameter ->
            codes.add(
                parameter.getIn() == In.PATH ? ErrorCode.NOT_FOUND : ErrorCode.PARAMETER_INVALID));
    if (operation.getRequestBody() != null) {
      codes.addAll(
          EnumSet.of(
              ErrorCode.BODY_EMPTY,
              ErrorCode.BODY_SHAPE,
              ErrorCode.BODY_TOO_LARGE,
              ErrorCode.MEDIA_TYPE));
      if (operation.getRequestBody().getContent().hasMediaType("application/json")) {
        codes.add(ErrorCode.BODY_NOT_JSON);
      }
    }
    codes.addAll(own(operation));
    return codes;
  }

  private static List<ErrorCode> own(Operation operation) {
    Map<String, Object> extensions = operation.getExtensions();
    return extensions != null && extensions.get(CODES) instanceof List<?> names
        ? names.stream().map(name -> ErrorCode.valueOf(name.toString())).toList()
        : List.of();
  }

  private static APIResponse response(Set<ErrorCode> codes) {
    MediaType problem =
        OASFactory.createMediaType()
            .schema(OASFactory.createSchema().ref("#/components/schemas/Problem"));
    codes.forEach(
        code -> problem.addExample(code.name(), OASFactory.createExample().value(value(code))));
    Content content = OASFactory.createContent().addMediaType(Problem.MEDIA_TYPE, problem);
    return OASFactory.createAPIResponse()
        .description(codes.stream().map(ErrorCode::title).collect(Collectors.joining("; ")))
        .content(content);
  }

  private static Map<String, Object> value(ErrorCode code) {
    Map<String, Object> value = new LinkedHashMap<>();
    value.put("type", Problem.typeOf(code));
    value.put("title", code.title());
    value.put("status", code.status());
    value.put("code", code.name());
    return value;
  }
}
