package io.lethe.ledger;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/**
 * That the tree of {@code to} entries goes on from that of {@code from}.
 *
 * @param hashes each in base64
 */
@RegisterForReflection
public record ConsistencyProof(long from, long to, List<String> hashes) {}
