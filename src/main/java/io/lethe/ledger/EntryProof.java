package io.lethe.ledger;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/**
 * All that shows an entry to be in the ledger, without asking it again.
 *
 * @param index of the entry
 * @param salt 32 bytes in base64
 * @param content canonical JSON, as it was committed to
 * @param size entries in the tree of the checkpoint
 * @param hashes the audit path, each in base64, from the leaf's sibling on
 * @param checkpoint a signed note
 */
@RegisterForReflection
public record EntryProof(
    long index, String salt, String content, long size, List<String> hashes, String checkpoint) {}
