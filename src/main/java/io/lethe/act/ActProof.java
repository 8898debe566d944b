package io.lethe.act;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.lethe.ledger.EntryProof;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * That an act is in the ledger as it is.
 *
 * @param hash SHA-256 of the act, in lower-case hexadecimal
 * @param sealed whether it is final: a checkpoint covers its entry
 * @param proof null until then
 */
@RegisterForReflection
record ActProof(
    UUID act, String hash, @JsonProperty("final") boolean sealed, @Nullable EntryProof proof) {}
