package io.lethe.act;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What has become of what an act tells of, and what was added to it.
 *
 * @param hash of the act's own content, which never changes
 * @param copies where copies are left
 * @param erasedAt when the data was erased where it lived
 * @param backupsGoneBy the last day on which backups may have it, in the policy's zone
 * @param paper what is to be destroyed by hand, as the policy says
 * @param media what was
 * @param complete whether nothing is left to be destroyed by hand
 * @param signatures electronic ones, with what was checked of them
 */
@Schema(name = "ActStatus")
record ActStatus(
    UUID act,
    String hash,
    Copies copies,
    Instant erasedAt,
    LocalDate backupsGoneBy,
    List<Act.Paper> paper,
    List<ActMedium> media,
    boolean complete,
    List<ActSignature> signatures) {

  /** Where copies are left. */
  @Schema(name = "ActCopies")
  enum Copies {
    /** Erased where it lived; backups still have it. */
    LIVE_ERASED,
    /** The backups that had it have aged out, as the operator keeps them. */
    BACKUP_AGED_OUT
  }
}
