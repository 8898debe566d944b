package io.lethe.record;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A record as the person gets it.
 *
 * @param opened fields that are originals
 * @param withheld fields that are not shown
 */
@RegisterForReflection
public record ExportedRecord(
    UUID id,
    String policy,
    int policyVersion,
    String category,
    Instant collectedAt,
    @Schema(implementation = Object.class) JsonNode fields,
    List<String> opened,
    List<String> withheld) {

  /** Names no value. */
  @Override
  public String toString() {
    return "ExportedRecord[id=" + id + "]";
  }
}
