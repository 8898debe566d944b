package io.lethe.request;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.access.Callers;
import io.lethe.access.Role;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.lethe.record.ExportedRecord;
import io.smallrye.mutiny.Multi;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** All of a person's records, for that person. */
@Path("/api/v1/subjects/{key}/export")
@Tag(name = "Subjects")
@RolesAllowed(Role.Name.PRIVACY_OFFICER)
public class ExportResource {

  private static final String HEADER = "record,category,collectedAt,field,value\r\n";

  private final ExportService exports;
  private final Callers callers;

  ExportResource(ExportService exports, Callers callers) {
    this.exports = exports;
    this.callers = callers;
  }

  /** The records as JSON. */
  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "All of a person's records, opened for a request of the person")
  public Multi<ExportedRecord> export(@PathParam("key") UUID key, @Context HttpHeaders headers) {
    boolean acceptable =
        headers.getAcceptableMediaTypes().stream()
            .anyMatch(MediaType.APPLICATION_JSON_TYPE::isCompatible);
    if (!acceptable) {
      throw new ServiceException(
          ErrorCode.NOT_ACCEPTABLE, "an export is application/json or text/csv");
    }
    return records(key);
  }

  /** The same as CSV, a line for each field; the header comes with the first record. */
  @GET
  @Produces("text/csv")
  @Operation(summary = "All of a person's records, opened for a request of the person")
  @APIResponseSchema(String.class)
  public Multi<String> exportCsv(@PathParam("key") UUID key) {
    AtomicBoolean begun = new AtomicBoolean();
    return records(key)
        .map(record -> (begun.getAndSet(true) ? "" : HEADER) + lines(record))
        .onCompletion()
        .ifEmpty()
        .continueWith(HEADER);
  }

  private Multi<ExportedRecord> records(UUID key) {
    return exports.of(callers.current().as(Role.PRIVACY_OFFICER), key);
  }

  private static String lines(ExportedRecord record) {
    StringBuilder lines = new StringBuilder();
    record
        .fields()
        .properties()
        .forEach(
            field ->
                lines
                    .append(record.id())
                    .append(',')
                    .append(record.category())
                    .append(',')
                    .append(record.collectedAt())
                    .append(',')
                    .append(field.getKey())
                    .append(',')
                    .append(quoted(field.getValue()))
                    .append("\r\n"));
    return lines.toString();
  }

  private static String quoted(JsonNode value) {
    String text = value.isTextual() ? value.textValue() : value.isNull() ? "" : value.toString();
    return "\"" + text.replace("\"", "\"\"") + "\"";
  }
}
